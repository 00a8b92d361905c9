import { expect, test, vi } from 'vitest';
import type { Machine, RunLimits, StopReason } from '../machine/api.ts';
import { exitStatus } from './command.ts';
import { GuestSession, type SessionOptions } from './guest_session.ts';

/** One thing that the guest does in a quantum. */
type Act = { console?: string; event?: string; stop?: StopReason };

/** A machine that does one act a quantum, and then idles until it is paused. */
function scriptedMachine(acts: Act[]): { machine: Machine; quantaRun: () => number } {
	const console = new Set<(bytes: Uint8Array) => void>();
	const events = new Set<(line: string) => void>();
	const subscribe =
		<T>(set: Set<T>) =>
		(listener: T) => {
			set.add(listener);
			return () => set.delete(listener);
		};
	let next = 0;
	let paused = () => {};
	const machine = {
		crash: new Error('a hole in the emulator'),
		com1: { onOutput: subscribe(console) },
		com2: { onLine: subscribe(events) },
		async runUntil({ until }: RunLimits) {
			while (!until?.(machine as unknown as Machine)) {
				const act = acts[next++];
				if (!act) {
					await new Promise<void>((resolve) => {
						paused = resolve;
					});
					return { reason: 'paused', nowUs: next };
				}
				if (act.event !== undefined) for (const listener of events) listener(act.event);
				if (act.console !== undefined) {
					for (const listener of console) listener(new TextEncoder().encode(act.console));
				}
				if (act.stop) return { reason: act.stop, nowUs: next };
			}
			return { reason: 'condition', nowUs: next };
		},
		async pause() {
			paused();
		},
	};
	return { machine: machine as unknown as Machine, quantaRun: () => next };
}

function sessionOf(acts: Act[], options: Partial<SessionOptions> = {}): GuestSession {
	return new GuestSession(scriptedMachine(acts).machine, {
		onConsole: () => undefined,
		onEvent: () => {},
		...options,
	});
}

test('a guest that powers off ends the session with its status', async () => {
	const session = sessionOf([{ event: '{"t_us":1,"src":"kernel","ev":"halt","status":3}' }]);
	expect(await session.run()).toEqual({ status: 3 });
});

test('the text that was waited for ends the session well', async () => {
	const session = sessionOf([{ console: 'init: re' }, { console: 'ady\r\n' }], {
		until: 'init: ready',
	});
	expect(await session.run()).toEqual({ status: 0 });
});

test('a kernel panic is a failure that shows the end of the console, even what came after', async () => {
	const session = sessionOf([
		{
			event: '{"t_us":1,"src":"kernel","ev":"panic","text":"no frames"}',
			console: 'kernel panic: no frames\n',
		},
	]);
	expect(await session.run()).toEqual({
		status: exitStatus.crashed,
		message: "The guest's kernel panicked.",
		lastOutput: 'kernel panic: no frames',
	});
});

test('the halt that follows a panic does not make it a normal end', async () => {
	const session = sessionOf([
		{ event: '{"t_us":1,"src":"kernel","ev":"panic"}' },
		{ event: '{"t_us":1,"src":"kernel","ev":"halt","status":0}' },
	]);
	expect((await session.run()).status).toBe(exitStatus.crashed);
});

test('a guest that halts without a word is a failure', async () => {
	const result = await sessionOf([{ stop: 'halted' }]).run();
	expect(result.status).toBe(exitStatus.crashed);
	expect(result.message).toContain('halted without powering off');
});

test("the emulator's own failure is told apart from the guest's", async () => {
	const result = await sessionOf([{ stop: 'crashed' }]).run();
	expect(result.status).toBe(exitStatus.crashed);
	expect(result.message).toContain('a hole in the emulator');
});

test('the time limit ends a guest that idles, and says what it waited for', async () => {
	vi.useFakeTimers();
	try {
		const session = sessionOf([{ console: 'booting\n' }], { until: 'ready', timeoutMs: 5000 });
		const running = session.run();
		await vi.advanceTimersByTimeAsync(5000);
		expect(await running).toEqual({
			status: exitStatus.timeout,
			message: 'Gave up after waiting 5 s for the guest to print "ready".',
			lastOutput: 'booting',
		});
	} finally {
		vi.useRealTimers();
	}
});

test('an end from outside stops a guest that idles', async () => {
	const session = sessionOf([]);
	const running = session.run();
	await session.end(130);
	expect(await running).toEqual({ status: 130 });
});

test('a slow reader holds the guest, and can still be interrupted', async () => {
	const { machine, quantaRun } = scriptedMachine([{ console: 'a' }, { console: 'b' }]);
	const session = new GuestSession(machine, {
		onConsole: () => new Promise(() => {}),
		onEvent: () => {},
	});
	const running = session.run();
	await Promise.resolve();
	expect(quantaRun()).toBe(1);
	await session.end(143);
	expect(await running).toEqual({ status: 143 });
	expect(quantaRun()).toBe(1);
});

test('every line of the event port is passed on, broken ones too', async () => {
	const lines: string[] = [];
	const acts = [
		'{"t_us":1,"src":"kernel","ev":"boot"}',
		'noise',
		'{"t_us":1,"src":"kernel","ev":"halt"}',
	].map((event) => ({ event }));
	await sessionOf(acts, { onEvent: (line) => lines.push(line) }).run();
	expect(lines).toEqual([
		'{"t_us":1,"src":"kernel","ev":"boot"}',
		'noise',
		'{"t_us":1,"src":"kernel","ev":"halt"}',
	]);
});

test('an end from outside may be a failure, with a message', async () => {
	const session = sessionOf([{ console: 'so far\n' }, {}]);
	const running = session.run();
	await session.fail('The guest has no such file.', 1);
	expect(await running).toEqual({
		status: 1,
		message: 'The guest has no such file.',
		lastOutput: 'so far',
	});
});

test('a guest that is held does not run before all who hold it let go', async () => {
	const { machine, quantaRun } = scriptedMachine([{ console: 'a' }, { console: 'b' }]);
	const session = new GuestSession(machine, { onConsole: () => undefined, onEvent: () => {} });
	const releases: (() => void)[] = [];
	for (let n = 0; n < 2; n++) {
		session.hold(new Promise((resolve) => releases.push(() => resolve(undefined))));
	}
	const running = session.run();
	releases[0]?.();
	await new Promise((resolve) => setImmediate(resolve));
	expect(quantaRun()).toBe(0);
	releases[1]?.();
	await vi.waitFor(() => expect(quantaRun()).toBe(3));
	await session.end(0);
	await running;
});

test('a power-off that was not the goal is a failure', async () => {
	const session = sessionOf([{ event: '{"t_us":1,"src":"kernel","ev":"halt","status":0}' }], {
		endsByPowerOff: false,
		goal: () => 'to finish "ls"',
	});
	expect(await session.run()).toMatchObject({
		status: 1,
		message: 'The guest powered off with status 0, before it came to finish "ls".',
	});
});

test('a guest that has not started by its limit is given up; one that has is not', async () => {
	let isDone = false;
	const { machine } = scriptedMachine([{ console: 'a' }, { stop: 'time' }, { stop: 'time' }]);
	const session = new GuestSession(machine, {
		start: { isDone: () => isDone, limitUs: 3e6 },
		goal: () => 'to boot',
		onConsole: () => undefined,
		onEvent: () => {},
	});
	expect(await session.run()).toMatchObject({
		status: exitStatus.crashed,
		message: 'The guest had not come to boot after 3 s of its time.',
	});
	isDone = true;
	const running = sessionOf(
		[{ stop: 'time' }, { event: '{"t_us":1,"src":"kernel","ev":"halt"}' }],
		{
			start: { isDone: () => isDone, limitUs: 3e6 },
		},
	).run();
	expect((await running).status).toBe(0);
});

test('a restart that was not the goal is a failure', async () => {
	const acts = [{ event: '{"t_us":1,"src":"kernel","ev":"reboot"}' }];
	const session = sessionOf(acts, { endsByPowerOff: false, goal: () => 'to finish "ls"' });
	expect(await session.run()).toMatchObject({
		status: 1,
		message: 'The guest restarted, before it came to finish "ls".',
	});
});

test.each([
	[
		'powers off meanwhile',
		[{}, { event: '{"t_us":1,"src":"kernel","ev":"halt","status":3}' }],
		3,
	],
	['does not end by itself', [{}, { stop: 'time' }], 1],
] as [string, Act[], number][])(
	'a failure may wait for a guest that %s',
	async (_, acts, status) => {
		const session = sessionOf(acts);
		session.failSoon('hostd ended.', 1, 5e6);
		expect((await session.run()).status).toBe(status);
	},
);
