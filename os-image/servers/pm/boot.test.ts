/*
 * The first process: which one it is, and that its end is the machine's.
 */
import { describe, expect, it } from 'vitest';
import { GuestSession } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';
import { logText } from '../../../src/telemetry/log_text.ts';

const TIMEOUT_MS = 50_000;

async function boot(params: Readonly<Record<string, string>>, until?: string) {
	const lines: string[] = [];
	const logged: string[] = [];
	const machine = await createMachine({ ...(await readOsFiles()), params });
	machine.com1.onLine((line) => lines.push(line));
	try {
		const result = await new GuestSession(machine, {
			until,
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

describe('the first process', () => {
	it('is init, which says what machine this is and starts a root shell on the console', async () => {
		const { lines, result } = await boot({}, 'kintsugi:/# ');
		expect(result).toEqual({ status: 0 });
		expect(lines).toContainEqual(
			expect.stringMatching(/^Kintsugi \S+ on i386, \d+ KB of memory, \d+ KB free$/),
		);
	});

	it('is the one that the parameter sector names, with the other lines as environment', async () => {
		const { lines } = await boot({ init: 'pmtest', test: 'the_clocks_agree' });
		expect(lines).toContain('pmtest: 1 passed, 0 failed');
	});

	it('cannot be what is no program: the machine ends and lists the programs', async () => {
		const { lines, logged, result } = await boot({ init: 'nosuch' });
		expect(result).toEqual({ status: 127 });
		expect(logged).toContain(
			'pm: the first program, /boot/nosuch, does not start: no such file or directory',
		);
		expect(lines).toContainEqual(expect.stringMatching(/^pm: programs:.* init/));
	});
});
