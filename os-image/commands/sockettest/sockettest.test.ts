/**
 * Runs the tests of sockets over loopback in the headless machine on the virtual clock, as
 * the first process. What each of them promises is its name.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { GuestSession, type SessionResult } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';

const TIMEOUT_MS = 200_000;
/** Some tests are crowds of processes, each a copy of the whole program. */
const MEMORY_MB = 64;

const lines: string[] = [];
let result: SessionResult;

beforeAll(async () => {
	const machine = await createMachine({
		...(await readOsFiles()),
		memoryMb: MEMORY_MB,
		params: { init: 'sockettest' },
	});
	machine.com1.onLine((line) => lines.push(line));
	try {
		result = await new GuestSession(machine, {
			timeoutMs: TIMEOUT_MS,
			onConsole: () => undefined,
			onEvent: () => undefined,
		}).run();
	} finally {
		machine.dispose();
	}
}, TIMEOUT_MS + 10_000);

describe('sockets over loopback in the running system', () => {
	it('keep every promise that sockettest puts to the test', () => {
		expect(lines.filter((line) => line.startsWith('FAIL '))).toEqual([]);
		expect(lines).toContainEqual(
			expect.stringMatching(/^sockettest: [1-9]\d* passed, 0 failed$/),
		);
	});

	it('and the machine ends with status 0', () => {
		expect(result).toEqual({ status: 0 });
	});
});
