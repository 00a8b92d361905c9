import { beforeEach, expect, test } from 'vitest';
import type { StatefulPart } from '../machine/api.ts';
import { EventQueue } from '../machine/event_queue.ts';
import { ControlError, type ControlFailure } from './control_error.ts';
import { KillSchedule, type RepeatedKill } from './kill_schedule.ts';

const S = 1e9;
let nowNs: number;
let events: EventQueue;
let killed: string[];

beforeEach(() => {
	nowNs = 0;
	events = new EventQueue(() => nowNs);
	killed = [];
});

function schedule(kills: RepeatedKill[], failures = new Map<string, ControlFailure>()) {
	const parts: StatefulPart[] = [];
	const addPart = (part: StatefulPart) => {
		parts.push(part);
		return () => undefined;
	};
	const made = new KillSchedule(
		{ events, addPart },
		{
			kill: async (label) => {
				killed.push(`${label} ${nowNs / S}`);
				const failure = failures.get(label);
				if (failure) throw new ControlError(failure, 'There is nothing to be killed.');
			},
		},
		kills,
	);
	expect(parts).toEqual([made]);
	return made;
}

async function runUntil(seconds: number) {
	while (nowNs < seconds * S) {
		nowNs += S / 4;
		events.drain(nowNs);
	}
	await Promise.resolve();
}

test('each label is killed at its own interval, from the start on', async () => {
	const kills = schedule([
		{ label: 'eth.rtl8139', everyS: 1 },
		{ label: 'tty', everyS: 1.5 },
	]);
	await runUntil(2);
	kills.start();
	await runUntil(5);
	expect(killed).toEqual([
		...['eth.rtl8139 3', 'tty 3.5', 'eth.rtl8139 4'],
		...['tty 5', 'eth.rtl8139 5'],
	]);
	kills.stop();
	await runUntil(9);
	expect(kills.counts).toEqual([
		{ label: 'eth.rtl8139', everyS: 1, killed: 3, failed: 0 },
		{ label: 'tty', everyS: 1.5, killed: 2, failed: 0 },
	]);
});

test('a kill that the guest could not carry out is counted apart, and the next one comes', async () => {
	const kills = schedule([{ label: 'tty', everyS: 1 }], new Map([['tty', 'refused']]));
	kills.start();
	await runUntil(3);
	expect(kills.counts).toEqual([{ label: 'tty', everyS: 1, killed: 0, failed: 3 }]);
});

test('the channel’s own server cannot tell of its end, which counts as a kill', async () => {
	const kills = schedule([{ label: 'host', everyS: 1 }], new Map([['host', 'closed']]));
	kills.start();
	await runUntil(2);
	expect(kills.counts[0]).toMatchObject({ killed: 2, failed: 0 });
});

test('kills go on after a reset of the machine, which empties its queue', async () => {
	const kills = schedule([{ label: 'tty', everyS: 1 }]);
	kills.start();
	await runUntil(1.5);
	events.clear('machine');
	kills.reset();
	await runUntil(2);
	expect(killed).toEqual(['tty 1', 'tty 2']);
});

test('a snapshot goes on with the kills that were due', async () => {
	const kills = schedule([{ label: 'tty', everyS: 1 }]);
	kills.start();
	await runUntil(1.5);
	const saved = structuredClone({ kills: kills.save(), queue: events.save() });
	await runUntil(4);
	nowNs = 1.5 * S;
	killed = [];
	events.load(saved.queue);
	kills.load(saved.kills);
	await runUntil(3);
	expect(killed).toEqual(['tty 2', 'tty 3']);
	expect(kills.counts[0]?.killed).toBe(3);
});
