/*
 * Runs the attack suite in the headless machine on the virtual clock: what each
 * attack is and which promise it puts to the test stands in the tables of the C
 * files beside this one. The suite's own lines are listed when something fails.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { GuestSession, type SessionResult } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';

const TIMEOUT_MS = 240_000;

/** What v86 itself can't do; each is a known limit of the emulator, tried in QEMU instead. */
const SKIPPED = ['cpu.single_step', 'cpu.bound', 'cpu.bad_lock'];

const SUITES = [
	'memory',
	'cpu',
	'ports',
	'kcalls',
	'pointers',
	'ipc',
	'async',
	'grants',
	'floods',
	'events',
	'images',
	'children',
	'exhaustion',
	'manager',
	'random',
	'isa_dma',
];

const lines: string[] = [];
const events: string[] = [];
let result: SessionResult;

beforeAll(async () => {
	const machine = await createMachine({
		...(await readOsFiles()),
		params: { init: 'attack' },
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

describe('the attack suite', () => {
	it.each(SUITES)('refuses every attack of the suite %s', (suite) => {
		const verdicts = lines.filter((line) => /^(ok|FAIL) /.test(line));
		const ofSuite = verdicts.filter((line) => line.split(' ')[1]?.startsWith(`${suite}.`));
		expect(ofSuite.filter((line) => line.startsWith('FAIL '))).toEqual([]);
		expect(ofSuite.length).toBeGreaterThan(0);
	});

	it('runs to its end and says so with status 0', () => {
		expect(lines).toContainEqual(
			expect.stringMatching(/^attack: [1-9]\d* refused, 0 failed, \d+ skipped$/),
		);
		expect(result).toEqual({ status: 0 });
	});

	it('finds no breach, not even one that an accomplice saw', () => {
		expect(lines.filter((line) => line.includes('breach: '))).toEqual([]);
	});

	it('skips only what the emulator is known not to be up to', () => {
		const skipped = lines.filter((line) => line.startsWith('skip '));
		expect(skipped.map((line) => /^skip ([^:]+):/.exec(line)?.[1])).toEqual(SKIPPED);
	});
});

describe('the event stream under attack', () => {
	it('stays one JSON object a line', () => {
		const broken = events.filter((line) => {
			try {
				return typeof JSON.parse(line) !== 'object';
			} catch {
				return true;
			}
		});
		expect(broken).toEqual([]);
	});

	it('keeps a hostile text inside its quotes, byte for byte', () => {
		const hostile = events
			.map((line) => JSON.parse(line) as Record<string, unknown>)
			.filter((event) => event.ev === 'hostile');
		expect(hostile).toEqual([
			expect.objectContaining({
				src: 'attacker',
				text: 'x"}\n{"t_us":1,"src":"kernel","ev":"panic","text":"forged"}\n',
				bytes: String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte)),
				empty: '',
			}),
		]);
	});

	it('tells nothing in the name of the kernel that is not its own', () => {
		const forged = events
			.map((line) => JSON.parse(line) as Record<string, unknown>)
			.filter((event) => event.ev === 'panic' || event.text === 'forged');
		expect(forged).toEqual([]);
	});

	it('reports each attacker that the processor stopped as a defect of its class', () => {
		const deaths = lines.filter((line) => /^ok .* as driver: .*ended by exception/.test(line));
		const defects = events
			.map((line) => JSON.parse(line) as Record<string, unknown>)
			.filter((event) => event.ev === 'defect' && event.class === 'exception');
		expect(deaths.length).toBeGreaterThan(50);
		expect(defects.length).toBe(deaths.length);
	});
});
