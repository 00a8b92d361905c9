/*
 * Runs the C library's tests in the headless machine on the virtual clock, as the first process:
 * its calls on the real VFS, file servers, terminal and shell. What each of them promises is its
 * name.
 */
import { describe, expect, it } from 'vitest';
import { GuestSession } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';

const TIMEOUT_MS = 170_000;

async function runTests(params: Readonly<Record<string, string>>) {
	const lines: string[] = [];
	const machine = await createMachine({
		...(await readOsFiles()),
		params: { init: 'libctest', ...params },
	});
	machine.com1.onLine((line) => lines.push(line.trimEnd()));
	try {
		const result = await new GuestSession(machine, {
			timeoutMs: TIMEOUT_MS,
			onConsole: () => undefined,
			onEvent: () => undefined,
		}).run();
		return { lines, result };
	} finally {
		machine.dispose();
	}
}

describe('the C library in the running system', () => {
	it(
		'keeps every promise that libctest puts to the test',
		async () => {
			const { lines, result } = await runTests({});
			expect(lines.filter((line) => line.startsWith('FAIL '))).toEqual([]);
			expect(lines).toContainEqual(
				expect.stringMatching(/^libctest: [1-9]\d* passed, 0 failed$/),
			);
			expect(result).toEqual({ status: 0 });
		},
		TIMEOUT_MS + 10_000,
	);

	it('fails the run when a name is unknown', async () => {
		const { lines, result } = await runTests({ test: 'no_such_test' });
		expect(lines).toContain('libctest: a name in test=no_such_test is not known');
		expect(result).toEqual({ status: 2 });
	});
});
