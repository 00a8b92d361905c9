import { expect, test, vi } from 'vitest';
import type { ClockKind, Machine, RunLimits, RunResult } from '../machine/api.ts';
import { RunLoop } from './run_loop.ts';

/** A machine whose guest needs no time to compute: it is where it should be at once. */
function idleMachine(clockKind: ClockKind, endsAtUs = Number.POSITIVE_INFINITY) {
	let nowUs = 0;
	let endRun: ((result: RunResult) => void) | undefined;
	const machine = {
		clockKind,
		get nowUs() {
			return nowUs;
		},
		run: () =>
			new Promise<RunResult>((resolve) => {
				endRun = resolve;
			}),
		runUntil: async ({ untilUs = 0 }: RunLimits): Promise<RunResult> => {
			nowUs = Math.min(untilUs, endsAtUs);
			return { reason: nowUs === endsAtUs ? 'halted' : 'time', nowUs };
		},
		pause: async () => endRun?.({ reason: 'paused', nowUs }),
	};
	return machine as unknown as Machine;
}

test('a virtual clock keeps to wall time, however idle the guest is', async () => {
	vi.useFakeTimers();
	try {
		const machine = idleMachine('virtual');
		const loop = new RunLoop(machine);
		loop.start(() => {});
		await vi.advanceTimersByTimeAsync(500);
		expect(machine.nowUs).toBeGreaterThan(480_000);
		expect(machine.nowUs).toBeLessThanOrEqual(500_000);
		const stopped = loop.stop();
		await vi.advanceTimersByTimeAsync(10);
		await stopped;
		expect(loop.running).toBe(false);
	} finally {
		vi.useRealTimers();
	}
});

test('stopping is not told as an end, halting is', async () => {
	const ends: string[] = [];
	const stopped = new RunLoop(idleMachine('real'));
	stopped.start(({ reason }) => ends.push(reason));
	await stopped.stop();
	expect(ends).toEqual([]);

	const halting = new RunLoop(idleMachine('virtual', 0));
	await new Promise<void>((resolve) => {
		halting.start(({ reason }) => {
			ends.push(reason);
			resolve();
		});
	});
	expect(ends).toEqual(['halted']);
});
