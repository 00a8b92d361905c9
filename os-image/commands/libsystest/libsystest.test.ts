/*
 * Runs the tests of lib/libsys in the headless machine on the virtual clock.
 * What each of them promises is in scenarios.c.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { GuestSession, type SessionResult } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';
import { logText } from '../../../src/telemetry/log_text.ts';

const TIMEOUT_MS = 90_000;

const lines: string[] = [];
const logged: string[] = [];
let result: SessionResult;

beforeAll(async () => {
	const machine = await createMachine({
		...(await readOsFiles()),
		params: { init: 'libsystest' },
	});
	machine.com1.onLine((line) => lines.push(line));
	try {
		result = await new GuestSession(machine, {
			timeoutMs: TIMEOUT_MS,
			onConsole: () => undefined,
			onEvent: (line) => {
				const text = logText(line);
				if (text !== undefined) logged.push(text);
			},
		}).run();
	} finally {
		machine.dispose();
	}
}, TIMEOUT_MS + 10_000);

describe('libsys in the running system', () => {
	it('keeps every promise that libsystest puts to the test', () => {
		expect(lines.filter((line) => line.startsWith('FAIL '))).toEqual([]);
		expect(lines).toContainEqual(
			expect.stringMatching(/^libsystest: [1-9]\d* passed, 0 failed$/),
		);
	});

	it('ends with status 0, without a panic of the kernel', () => {
		expect(result).toEqual({ status: 0 });
	});

	it('dies of a stack overflow at an address in the area of the threads', () => {
		const death = logged.find(
			(line) => line.includes('t.server') && line.includes('page fault'),
		);
		expect(death).toMatch(/wrote to a0[0-9a-f]{6}, which is not mapped/);
	});
});
