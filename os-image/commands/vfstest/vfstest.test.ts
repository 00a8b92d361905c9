/**
 * Runs the tests of VFS in the headless machine on the virtual clock, as the
 * first process. What each of them promises is its name.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { GuestSession, type SessionResult } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';

const TIMEOUT_MS = 400_000;
/** Some tests are crowds of processes, each a copy of the whole program. */
const MEMORY_MB = 96;

async function runTests(params: Readonly<Record<string, string>>) {
	const lines: string[] = [];
	const machine = await createMachine({
		...(await readOsFiles()),
		memoryMb: MEMORY_MB,
		params: { init: 'vfstest', ...params },
	});
	machine.com1.onLine((line) => lines.push(line));
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

describe('the virtual file system server in the running system', () => {
	let lines: string[] = [];
	let result: SessionResult;

	beforeAll(async () => {
		({ lines, result } = await runTests({}));
	}, TIMEOUT_MS + 10_000);

	it('keeps every promise that vfstest puts to the test', () => {
		expect(lines.filter((line) => line.startsWith('FAIL '))).toEqual([]);
		expect(lines).toContainEqual(expect.stringMatching(/^vfstest: [1-9]\d* passed, 0 failed$/));
	});

	it('ends with status 0', () => {
		expect(result).toEqual({ status: 0 });
	});
});

describe('vfstest', () => {
	it('runs a test by its name', async () => {
		const { lines, result } = await runTests({ test: 'reads_what_was_written' });
		expect(lines).toContain('ok reads_what_was_written');
		expect(lines).toContain('vfstest: 1 passed, 0 failed');
		expect(result).toEqual({ status: 0 });
	});

	it('fails the run when a name is unknown', async () => {
		const { lines, result } = await runTests({ test: 'no_such_test' });
		expect(lines).toContain('vfstest: a name in test=no_such_test is not known');
		expect(result).toEqual({ status: 2 });
	});
});
