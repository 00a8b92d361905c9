import { describe, expect, test } from 'vitest';
import type { GuestEvent } from '../telemetry/event_schema.ts';
import { event, eventsOf, recovery } from '../telemetry/events.test-support.ts';
import {
	groupOf,
	killHindrance,
	maxIncidents,
	nothingHeard,
	recoveryAfter,
	recoveryNews,
} from './recovery_model.ts';

const heard = (...events: readonly GuestEvent[]) => events.reduce(recoveryAfter, nothingHeard);
const channel = (state: 'up' | 'ready' | 'lost') => event(1, 'host', 'channel', { state });

test('components and incidents come from the same events', () => {
	const model = heard(
		event(1, 'rs', 'up', { label: 'chr.random', endpoint: 263 }),
		...recovery('chr.random', 1, 100, 263),
	);
	expect(model.components).toMatchObject([{ label: 'chr.random', restarts: 1 }]);
	expect(model.incidents).toMatchObject([{ number: 1, state: 'recovered' }]);
});

test('an event that is about neither leaves the very same model', () => {
	const model = heard(event(1, 'rs', 'up', { label: 'chr.random', endpoint: 263 }));
	expect(recoveryAfter(model, event(2, 'log', 'log', { text: 'x' }))).toBe(model);
});

test('only the latest incidents are kept', () => {
	const defects = Array.from({ length: maxIncidents + 3 }, (_, index) =>
		eventsOf(`c${index}`, index + 1).defect(index, 263),
	);
	const { incidents } = heard(...defects);
	expect(incidents).toHaveLength(maxIncidents);
	expect(incidents[0]?.number).toBe(4);
});

describe('a component can be killed', () => {
	const running = { power: 'running', recovery: heard(channel('up')) } as const;

	test('once the server host is up, and even while all other commands wait', () => {
		expect(killHindrance(running)).toBeUndefined();
		const recovery = heard(channel('ready'), channel('lost'));
		expect(killHindrance({ power: 'running', recovery })).toBeUndefined();
	});

	test('not before, nor while host itself is being replaced', () => {
		const says = 'The guest does not take commands yet.';
		expect(killHindrance({ power: 'running', recovery: nothingHeard })).toBe(says);
		const recovery = heard(channel('up'), eventsOf('host', 1).defect(9, 265));
		expect(killHindrance({ power: 'running', recovery })).toBe(says);
		expect(
			killHindrance({ power: 'running', recovery: recoveryAfter(recovery, channel('up')) }),
		).toBeUndefined();
	});

	test.each([
		['loading', 'is being loaded'],
		['paused', 'is paused'],
		['halted', 'has stopped'],
		['crashed', 'has stopped'],
		['failed', 'no machine'],
	] as const)('not when the machine is %s', (power, reason) => {
		expect(killHindrance({ ...running, power })).toContain(reason);
	});
});

test.each([
	['eth.rtl8139', 'Drivers'],
	['blk.ramdisk', 'Drivers'],
	['mfs.root', 'Servers'],
	['vfs', 'Servers'],
	['eth', 'Servers'],
])('%s is one of the %s', (label, group) => {
	const [component] = heard(event(1, 'rs', 'up', { label, endpoint: 263 })).components;
	if (!component) throw new Error('There is no component.');
	expect(groupOf(component)).toBe(group);
});

describe('what is told aloud', () => {
	const events = recovery('chr.random', 1, 0, 263);
	const [defect, ...rest] = events;
	if (!defect) throw new Error('A recovery has no defect.');

	test('is a defect, and then that the component is back and after how long', () => {
		const failed = heard(defect);
		expect(recoveryNews(nothingHeard, failed)).toBe('chr.random has failed: killed.');
		expect(recoveryNews(failed, heard(defect, ...rest))).toBe(
			'chr.random is back after 400\u2009µs.',
		);
	});

	test('is both at once when they come at once', () => {
		expect(recoveryNews(nothingHeard, heard(...events))).toBe(
			'chr.random has failed: killed. chr.random is back after 400\u2009µs.',
		);
	});

	test('is told once', () => {
		const published = heard(...events.slice(0, 4));
		expect(recoveryNews(published, heard(...events))).toBeUndefined();
		expect(recoveryNews(published, published)).toBeUndefined();
	});

	test('is that a component was given up', () => {
		const failed = heard(defect);
		const given = recoveryAfter(failed, eventsOf('chr.random', 1).giveup(90));
		expect(recoveryNews(failed, given)).toBe('chr.random was given up.');
	});

	test('is counted when it is much', () => {
		const storm = Array.from({ length: 3 }, (_, index) =>
			recovery(`c${index}`, index + 1, index * 1000, 263),
		).flat();
		expect(recoveryNews(nothingHeard, heard(...storm))).toBe(
			'3 defects, 3 repairs or failures to repair.',
		);
	});
});
