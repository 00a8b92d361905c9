import { expect, test } from 'vitest';
import { componentsAfter, generationOf, noComponents } from './components.ts';
import type { GuestEvent } from './event_schema.ts';
import { event, eventsOf, recovery } from './events.test-support.ts';

const up = (label: string, endpoint: number) => event(1, 'rs', 'up', { label, endpoint });
const down = (label: string, endpoint: number) => event(1, 'rs', 'down', { label, endpoint });
const heard = (...events: readonly GuestEvent[]) => events.reduce(componentsAfter, noComponents);

const first = up('chr.random', 263);
const random = eventsOf('chr.random', 1);

test('components are those that have come up, in that order', () => {
	expect(heard(up('vfs', 258), first)).toEqual([
		{ label: 'vfs', state: 'up', endpoint: 258, restarts: 0, defects: {} },
		{ label: 'chr.random', state: 'up', endpoint: 263, restarts: 0, defects: {} },
	]);
});

test('a recovery leaves a component with another endpoint, one restart and one defect more', () => {
	expect(heard(first, ...recovery('chr.random', 1, 100, 263))).toEqual([
		{
			...{ label: 'chr.random', state: 'up', endpoint: 519, restarts: 1 },
			...{ defects: { killed: 1 }, lastIncident: 1 },
		},
	]);
});

test('the state follows a recovery: failed, starting, up', () => {
	const events = [
		first,
		random.defect(10, 263),
		down('chr.random', 263),
		random.restart(20, 519),
		up('chr.random', 519),
		random.publish(30, 519),
	];
	const states = events.map((_, index) => heard(...events.slice(0, index + 1))[0]?.state);
	expect(states).toEqual(['up', 'failed', 'failed', 'starting', 'up', 'up']);
});

test('a restart counts once, whichever of its events arrive', () => {
	const fresh = [random.restart(20, 519), up('chr.random', 519), random.publish(30, 519)];
	for (const some of [fresh, fresh.slice(1), fresh.slice(2), fresh.slice(0, 1)]) {
		expect(heard(first, random.defect(10, 263), ...some)[0]?.restarts).toBe(1);
	}
});

test('a component that an operator takes down and up again was not restarted', () => {
	const taken = heard(first, down('chr.random', 263));
	expect(taken[0]).toMatchObject({ state: 'down', restarts: 0 });
	expect(componentsAfter(taken, up('chr.random', 519))[0]).toMatchObject({
		...{ state: 'up', endpoint: 519, restarts: 0 },
	});
});

test('a failed component that an operator takes down is down, and not given up', () => {
	const failed = heard(first, random.defect(10, 263), down('chr.random', 263));
	const giveup = event(20, 'rs', 'giveup', { label: 'chr.random', detail: 'x', incident: 1 });
	const taken = [giveup, down('chr.random', 0)].reduce(componentsAfter, failed);
	expect(taken[0]).toMatchObject({ state: 'down', endpoint: 263 });
});

test('a component that nobody restarts is down after its end', () => {
	const once = eventsOf('test.once', 0);
	const ended = heard(up('test.once', 263), once.defect(10, 263), down('test.once', 263));
	expect(ended[0]).toMatchObject({ state: 'down', defects: { killed: 1 } });
	expect(ended[0]).not.toHaveProperty('lastIncident');
});

test('a component whose process could not even be made has failed', () => {
	const without = heard(first, random.defect(10, 263), eventsOf('chr.random', 2).defect(20, 0));
	expect(without[0]).toMatchObject({ state: 'failed', endpoint: 263, lastIncident: 2 });
	const starting = heard(first, random.restart(10, 519), random.defect(20, 0));
	expect(starting[0]?.state).toBe('failed');
});

test('one that is given up says so', () => {
	expect(heard(first, random.defect(10, 263), random.giveup(20))[0]?.state).toBe('given-up');
});

test('an update is no failure', () => {
	const updated = heard(first, random.defect(10, 263, 'update'), down('chr.random', 263));
	expect(updated[0]).toMatchObject({ state: 'updating', defects: { update: 1 } });
	expect(componentsAfter(updated, random.publish(30, 519))[0]).toMatchObject({
		...{ state: 'up', restarts: 1 },
	});
});

test('defects are counted by class', () => {
	const again = eventsOf('chr.random', 2);
	const third = eventsOf('chr.random', 3);
	const events = [random.defect(1, 263), again.defect(2, 519), third.defect(3, 775, 'exit')];
	expect(heard(first, ...events)[0]).toMatchObject({
		defects: { killed: 2, exit: 1 },
		lastIncident: 3,
	});
});

test('what is said late of a dead instance does not touch its successor', () => {
	const fresh = heard(first, random.publish(30, 519));
	expect(componentsAfter(fresh, random.defect(40, 263))[0]).toMatchObject({
		...{ state: 'up', endpoint: 519, defects: { killed: 1 } },
	});
	expect(componentsAfter(fresh, down('chr.random', 263))).toBe(fresh);
});

test('a complaint stays with the instance that it is about', () => {
	const complaint = event(5, 'rs', 'complaint', {
		...{ label: 'chr.random', endpoint: 263, from: 'vfs', reason: 'length', accepted: false },
	});
	const doubted = heard(first, complaint);
	expect(doubted[0]?.complaint).toEqual({ from: 'vfs', reason: 'length' });
	const fresh = componentsAfter(doubted, random.publish(30, 519));
	expect(fresh[0]).not.toHaveProperty('complaint');
	expect(componentsAfter(fresh, complaint)).toBe(fresh);
});

test('a component is known from its failure on, if that is the first to be heard of it', () => {
	expect(heard(random.defect(10, 263))[0]).toMatchObject({ state: 'failed', endpoint: 263 });
	expect(heard(random.defect(10, 263), random.publish(30, 519))[0]?.restarts).toBe(1);
	expect(heard(random.giveup(10))[0]).toMatchObject({ state: 'given-up', endpoint: undefined });
});

test('a boot begins anew', () => {
	expect(heard(first, event(1, 'kernel', 'boot'))).toEqual([]);
});

test('other events change nothing', () => {
	const components = heard(first);
	const log = event(1, 'log', 'log', { text: 'random: seeded' });
	expect(componentsAfter(components, log)).toBe(components);
});

test("an endpoint's generation stands above its slot", () => {
	expect(generationOf(263)).toBe(1);
	expect(generationOf((5 << 8) | 7)).toBe(5);
});
