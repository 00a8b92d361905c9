/*
 * Runs the data store's tests in the headless machine on the virtual clock, as
 * the first process. What each of them promises is its name.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { GuestSession, type SessionResult } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';
import { logText } from '../../../src/telemetry/log_text.ts';

const TIMEOUT_MS = 110_000;

const lines: string[] = [];
const panics: string[] = [];
let result: SessionResult;

beforeAll(async () => {
	const machine = await createMachine({ ...(await readOsFiles()), params: { init: 'dstest' } });
	machine.com1.onLine((line) => lines.push(line));
	try {
		result = await new GuestSession(machine, {
			timeoutMs: TIMEOUT_MS,
			onConsole: () => undefined,
			onEvent: (line) => {
				const text = logText(line);
				if (text?.includes('panic')) panics.push(text);
			},
		}).run();
	} finally {
		machine.dispose();
	}
}, TIMEOUT_MS + 10_000);

describe('the data store in the running system', () => {
	it('keeps every promise that dstest puts to the test', () => {
		expect(lines.filter((line) => line.startsWith('FAIL '))).toEqual([]);
		expect(lines).toContainEqual(expect.stringMatching(/^dstest: [1-9]\d* passed, 0 failed$/));
	});

	it('and no scenario ends with a panic, which would tell what did not hold', () => {
		expect(panics).toEqual([]);
	});

	it('ends the machine with status 0', () => {
		expect(result).toEqual({ status: 0 });
	});
});
