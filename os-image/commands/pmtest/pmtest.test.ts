/*
 * Runs the process manager's tests in the headless machine on the virtual
 * clock, as the first process. What each of them promises is its name.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { GuestSession, type SessionResult } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';
import { logText } from '../../../src/telemetry/log_text.ts';

const TIMEOUT_MS = 170_000;

async function runTests(params: Readonly<Record<string, string>>) {
	const lines: string[] = [];
	const logged: string[] = [];
	const machine = await createMachine({
		...(await readOsFiles()),
		params: { init: 'pmtest', ...params },
	});
	machine.com1.onLine((line) => lines.push(line));
	try {
		const result = await new GuestSession(machine, {
			timeoutMs: TIMEOUT_MS,
			onConsole: () => undefined,
			onEvent: (line) => {
				const text = logText(line);
				if (text !== undefined) logged.push(text);
			},
		}).run();
		return { lines, logged, result };
	} finally {
		machine.dispose();
	}
}

describe('the process manager in the running system', () => {
	let lines: string[] = [];
	let logged: string[] = [];
	let result: SessionResult;

	beforeAll(async () => {
		({ lines, logged, result } = await runTests({}));
	}, TIMEOUT_MS + 10_000);

	it('keeps every promise that pmtest puts to the test', () => {
		expect(lines.filter((line) => line.startsWith('FAIL '))).toEqual([]);
		expect(lines).toContainEqual(expect.stringMatching(/^pmtest: [1-9]\d* passed, 0 failed$/));
	});

	it('logs which fault ended a process, and where', () => {
		expect(logged).toContainEqual(
			expect.stringMatching(
				/^pm: pmtest \(pid \d+\) ended: divide error at eip 0x[0-9a-f]+$/,
			),
		);
		expect(logged).toContainEqual(
			expect.stringMatching(/ended: page fault at eip 0x[0-9a-f]+, address 0$/),
		);
	});

	it('ends the machine with the first process and its status', () => {
		expect(lines).toContain('pm: pmtest ended with status 0, power off');
		expect(result).toEqual({ status: 0 });
	});
});

describe('pmtest', () => {
	it('runs a test by its name', async () => {
		const { lines, result } = await runTests({ test: 'wait_gives_the_exit_status' });
		expect(lines).toContain('ok wait_gives_the_exit_status');
		expect(lines).toContain('pmtest: 1 passed, 0 failed');
		expect(result).toEqual({ status: 0 });
	});

	it('fails the run when a name is unknown', async () => {
		const { lines, result } = await runTests({ test: 'no_such_test' });
		expect(lines).toContain('pmtest: a name in test=no_such_test is not known');
		expect(result).toEqual({ status: 2 });
	});
});
