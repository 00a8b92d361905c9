import { describe, expect, test } from 'vitest';
import type { GuestEvent } from './event_schema.ts';
import { event, eventsOf, recovery } from './events.test-support.ts';
import { incidentsAfter, noIncidents } from './incidents.ts';

const assemble = (events: readonly GuestEvent[]) => events.reduce(incidentsAfter, noIncidents);
/** Numbers and states, for tests that are about nothing else. */
const states = (events: readonly GuestEvent[]) =>
	assemble(events).map(({ number, state }) => [number, state]);

const random = eventsOf('chr.random', 1);

describe('an incident', () => {
	test('has the time of each phase of a whole recovery', () => {
		expect(assemble(recovery('chr.random', 1, 1000, 263))).toEqual([
			{
				...{ number: 1, label: 'chr.random', class: 'killed', detail: 'signal 9' },
				...{ count: 1, repetition: 0, endpoint: 263, newEndpoint: 519, attempts: 1 },
				...{ script: 'restart', scriptStatus: 0, state: 'recovered', recoveredBy: 'vfs' },
				phases: {
					defectUs: 1000,
					policyBeginUs: 1100,
					policyEndUs: 1600,
					restartUs: 1200,
					publishUs: 1300,
					reintegrate: [{ by: 'vfs', atUs: 1400 }],
					recoveredUs: 1500,
				},
			},
		]);
	});

	test('is open, then published, restored once somebody uses it, recovered after a request', () => {
		const events = recovery('chr.random', 1, 0, 263);
		const after = events.map((_, index) => states(events.slice(0, index + 1))[0]?.[1]);
		expect(after).toEqual([
			...['open', 'open', 'open', 'published'],
			...['restored', 'recovered', 'recovered'],
		]);
	});

	test('of a built-in policy has no script', () => {
		const [incident] = assemble([
			random.defect(10, 263),
			random.restart(20, 519),
			random.publish(30, 519),
		]);
		expect(incident?.phases).toEqual({
			...{ defectUs: 10, restartUs: 20, publishUs: 30, reintegrate: [] },
		});
		expect(incident).not.toHaveProperty('script');
	});

	test('tells of each client when it reintegrated, once', () => {
		const [incident] = assemble([
			random.defect(10, 263),
			random.restart(20, 519),
			random.publish(30, 519),
			random.reintegrate(40, 519, 'vfs'),
			random.reintegrate(50, 519, 'mfs.usr'),
			random.reintegrate(60, 519, 'vfs'),
		]);
		expect(incident?.phases.reintegrate).toEqual([
			{ by: 'vfs', atUs: 40 },
			{ by: 'mfs.usr', atUs: 50 },
		]);
	});

	test('may be given up, with the reason', () => {
		const [incident] = assemble([random.defect(10, 263), random.giveup(90, 'it never starts')]);
		expect(incident).toMatchObject({
			state: 'given-up',
			giveupDetail: 'it never starts',
			phases: { giveupUs: 90 },
		});
	});

	test('whose first process does not come up counts its attempts and has the time of the last', () => {
		const [incident] = assemble([
			random.defect(10, 263),
			random.restart(20, 519),
			random.restart(50, 775),
			random.publish(60, 775),
		]);
		expect(incident).toMatchObject({
			attempts: 2,
			newEndpoint: 775,
			phases: { restartUs: 50 },
		});
	});

	test('has a script that ends before it restarts, or goes on afterwards', () => {
		const before = [random.policy(20, 'begin'), random.policy(30, 'end', { status: 0 })];
		expect(assemble([random.defect(10, 263), ...before])[0]).toMatchObject({
			scriptStatus: 0,
			phases: { policyBeginUs: 20, policyEndUs: 30 },
		});
	});
});

describe('a crash during a recovery', () => {
	const again = eventsOf('chr.random', 2);

	test('supersedes the incident whose fresh instance was never published', () => {
		const incidents = assemble([
			random.defect(10, 263),
			random.restart(20, 519),
			again.defect(30, 519),
			again.restart(40, 775),
			again.publish(50, 775),
			again.reintegrate(60, 775),
		]);
		expect(incidents).toMatchObject([
			{ number: 1, state: 'superseded', supersededBy: 2 },
			{ number: 2, state: 'restored', newEndpoint: 775 },
		]);
		expect(incidents[0]?.phases).not.toHaveProperty('publishUs');
	});

	test('leaves one alone that was restored before', () => {
		const events = [...recovery('chr.random', 1, 0, 263).slice(0, 5), again.defect(900, 519)];
		expect(states(events)).toEqual([
			[1, 'restored'],
			[2, 'open'],
		]);
	});

	test('after the fresh instance was published leaves the incident as published', () => {
		const events = [random.defect(10, 263), random.publish(20, 519), again.defect(30, 519)];
		expect(states(events)).toEqual([
			[1, 'published'],
			[2, 'open'],
		]);
	});

	test('does not let a late word about the dead instance revive its incident', () => {
		const events = [random.defect(10, 263), random.restart(20, 519), again.defect(30, 519)];
		const before = assemble(events);
		for (const late of [
			random.publish(40, 519),
			random.reintegrate(50, 519),
			random.recovered(60, 519),
			random.giveup(70),
		]) {
			expect(incidentsAfter(before, late)).toBe(before);
		}
	});
});

test('two components that fail at once are kept apart', () => {
	const one = recovery('chr.random', 1, 0, 263);
	const two = recovery('blk.at_disk', 2, 50, 261);
	const mixed = [...one, ...two].sort((a, b) => a.t_us - b.t_us);
	expect(assemble(mixed)).toEqual([...assemble(one), ...assemble(two)]);
});

describe('a stream with holes', () => {
	const whole = recovery('chr.random', 1, 1000, 263);

	test.each(whole.map((_, index) => index).slice(1))(
		'without line %i gives the same incident without that phase',
		(missing) => {
			const events = whole.filter((_, index) => index !== missing);
			const [incident] = assemble(events);
			expect(incident).toMatchObject({ number: 1, phases: { defectUs: 1000 } });
			// Whoever uses the fresh instance says so by its endpoint: one of two lines has to tell it.
			expect(incident?.state).toBe(missing === 5 ? 'restored' : 'recovered');
		},
	);

	test('without the defect has no incident', () => {
		expect(assemble(whole.slice(1))).toEqual([]);
	});

	test('that tells things twice tells them once', () => {
		const twice = whole.flatMap((line) => [line, line]);
		expect(assemble(twice)[0]).toMatchObject({
			state: 'recovered',
			phases: assemble(whole)[0]?.phases ?? {},
		});
		expect(assemble([...whole, ...whole])).toEqual(assemble(whole));
	});

	test('whose phases go back in time keeps those that are in order', () => {
		const [incident] = assemble([
			random.defect(100, 263),
			random.policy(50, 'begin'),
			random.restart(90, 519),
			random.publish(120, 519),
			random.reintegrate(99, 519),
		]);
		expect(incident?.phases).toEqual({ defectUs: 100, publishUs: 120, reintegrate: [] });
	});

	test('puts a defect that was overtaken by a later one into its place, superseded', () => {
		const incidents = assemble([
			eventsOf('chr.random', 2).defect(20, 519),
			random.defect(10, 263),
		]);
		expect(incidents).toMatchObject([
			{ number: 1, state: 'superseded', supersededBy: 2 },
			{ number: 2, state: 'open' },
		]);
	});
});

test('a client that is quicker than the line "publish" is believed', () => {
	const [incident] = assemble([
		random.defect(10, 263),
		random.restart(20, 519),
		random.reintegrate(30, 519),
		random.publish(31, 519),
	]);
	expect(incident).toMatchObject({ state: 'restored', phases: { publishUs: 31 } });
});

test('what has nothing to do with an incident changes nothing', () => {
	const incidents = assemble(recovery('chr.random', 1, 0, 263));
	for (const other of [
		event(900, 'rs', 'up', { label: 'ds', endpoint: 300 }),
		event(900, 'vfs', 'reintegrate', { label: 'blk.at_disk', endpoint: 519 }),
		event(900, 'vfs', 'recovered', { label: 'chr.random', endpoint: 263 }),
		eventsOf('blk.at_disk', 1).restart(900, 777),
		eventsOf('chr.random', 7).publish(900, 777),
		event(900, 'log', 'log', { text: 'rs: all is well' }),
	]) {
		expect(incidentsAfter(incidents, other)).toBe(incidents);
	}
});

test('a giveup without a number ends what is open of that label', () => {
	const giveup = event(90, 'kernel', 'giveup', { label: 'chr.random', detail: 'lost' });
	expect(states([random.defect(10, 263), giveup])).toEqual([[1, 'given-up']]);
});

test('the end of a component that nobody restarts is no incident', () => {
	expect(assemble([eventsOf('test.once', 0).defect(10, 263)])).toEqual([]);
});

test('a boot begins anew, since RS counts from 1 again', () => {
	const events = [...recovery('chr.random', 1, 0, 263), event(5, 'kernel', 'boot')];
	expect(assemble(events)).toEqual([]);
});
