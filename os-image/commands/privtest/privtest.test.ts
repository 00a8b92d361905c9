/*
 * Runs privtest in the headless machine on the virtual clock: what each driver of it
 * tries, with which block of system.conf, stands in the tables of the C files beside this one.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { GuestSession, type SessionResult } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';

const TIMEOUT_MS = 60_000;

const lines: string[] = [];
const events: string[] = [];
let result: SessionResult;

beforeAll(async () => {
	const machine = await createMachine({
		...(await readOsFiles()),
		params: { init: 'privtest' },
	});
	machine.com1.onLine((line) => lines.push(line));
	try {
		result = await new GuestSession(machine, {
			timeoutMs: TIMEOUT_MS,
			onConsole: () => undefined,
			onEvent: (line) => events.push(line),
		}).run();
	} finally {
		machine.dispose();
	}
}, TIMEOUT_MS + 10_000);

describe('a driver that tries to exceed its block of system.conf', () => {
	it.each([
		['who it is', 'identity', 1],
		['its kernel calls', 'call', 3],
		['its traps', 'trap', 12],
		['its targets of messages', 'target', 3],
		['its flags', 'event|ramdisk|channel|log', 9],
		['its ports', 'port', 4],
		['its interrupts', 'irq', 3],
		['its device memory', 'memory', 5],
		['its pages', 'pages', 3],
		['its DMA memory', 'dma', 4],
		['its ISA DMA channels', 'isa_dma', 2],
		['what may outlive it', 'keep', 5],
		['its PCI functions', 'pci', 8],
		['its own in the data store', 'store', 7],
		['its say with RS', 'kill|down|up|configure|complain', 6],
	])('gets no further than %s', (_, names, count) => {
		const ofThese = new RegExp(`^(ok|FAIL) (${names})(_\\w+)?:`);
		const verdicts = lines.filter((line) => ofThese.test(line));
		expect(verdicts.filter((line) => line.startsWith('FAIL'))).toEqual([]);
		expect(verdicts).toHaveLength(count);
	});

	it('is all that was tried, and nothing failed', () => {
		expect(lines).toContain('privtest: 75 as expected, 0 failed');
		expect(result).toEqual({ status: 0 });
	});

	it('has written the one event that it might, and none that it might not', () => {
		const probes = events
			.map((line): { ev: string; src: string } => JSON.parse(line))
			.filter(({ ev }) => ev === 'probe');
		expect(probes).toEqual([expect.objectContaining({ src: 'test.driver' })]);
	});
});
