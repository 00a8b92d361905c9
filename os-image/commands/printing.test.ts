/** Printing in the guest: who loses what when the printer's driver fails, and who nothing. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { followLines, PrintingGuest, reprintsIn } from './printing.test-support.ts';

const BOOT_MS = 120_000;
const TEST_MS = 120_000;
const LINES = 400;
const DRIVER_FAILED = "a failure of the printer's driver";
const KILL_DRIVER = 'kill -9 $(pidof printer)';

let world: PrintingGuest;

beforeAll(async () => {
	world = await PrintingGuest.boot();
	for (const name of ['one', 'two']) await world.makeText(name, LINES);
}, BOOT_MS);
afterAll(() => world?.guest.dispose());
// What a test left in the printer is not the next one's.
afterEach(async () => {
	await world.run("printf '\\f' >/dev/lp; sleep 1");
	world.printed = '';
});

test(
	'what is queued is printed, as many copies as were wanted, each on pages of its own',
	async () => {
		await world.run('echo hello | lp -n 2 -t greeting');
		await world.finish();
		expect(world.printed).toBe('hello\n\fhello\n\f');
		expect(world.guest.machine.printer.pages.slice(-2).map(({ text }) => text)).toEqual([
			'hello\n',
			'hello\n',
		]);
	},
	TEST_MS,
);

test(
	'a program that knows nothing is told by an error that the driver died under it',
	async () => {
		const output = await world.run(
			`cat /tmp/one >/dev/lp & sleep 1; ${KILL_DRIVER}; wait $! || echo status $?`,
		);
		expect(output).toContain('cat: standard output: input/output error');
		expect(output).toContain('status 1');
		expect(followLines(world.printed, 'one')).toBeLessThan(LINES);
	},
	TEST_MS,
);

test(
	'jobs are complete and none is lost when the driver is killed again and again, and what is printed twice is marked',
	async () => {
		await world.run(
			`lp /tmp/one /tmp/two; for n in 1 2 3; do sleep 1; ${KILL_DRIVER}; sleep 1; done`,
		);
		await world.finish();
		expect(followLines(world.printed, 'one')).toBe(LINES);
		expect(followLines(world.printed, 'two')).toBe(LINES);
		const reprints = reprintsIn(world.printed);
		expect(reprints.length).toBeGreaterThan(0);
		expect(new Set(reprints.map(({ why }) => why))).toEqual(new Set([DRIVER_FAILED]));
		expect(reprints.at(-1)?.page).toBeGreaterThan(1);
	},
	TEST_MS,
);

test(
	'with the place in the job gone from the data store the job begins again at its first page',
	async () => {
		await world.run('lp /tmp/one; sleep 1; service down chr.printer; service up chr.printer');
		await world.finish();
		expect(followLines(world.printed, 'one')).toBe(LINES);
		expect(reprintsIn(world.printed)).toEqual([{ title: 'one', why: DRIVER_FAILED, page: 1 }]);
	},
	TEST_MS,
);

test(
	'a successor of lpd goes on with the page at which its predecessor was killed',
	async () => {
		await world.run('lp /tmp/one; sleep 1; kill -9 $(pidof lpd)');
		await world.finish();
		expect(followLines(world.printed, 'one')).toBe(LINES);
		const [reprint] = reprintsIn(world.printed);
		expect(reprint?.why).toBe('an interruption');
		expect(reprint?.page).toBeGreaterThan(1);
	},
	TEST_MS,
);

test(
	'without paper a job waits, a writer that does not want to wait is told so, and lprm takes the job out',
	async () => {
		const { printer } = world.guest.machine;
		printer.setPaper(false);
		await world.run('lp /tmp/one /tmp/two; sleep 1');
		expect(await world.run('lpq')).toMatch(/^printer: out of paper\n.*\n.* 0% one\n.* two\n$/s);
		expect(await world.run('echo x 2>&1 >/dev/lp || true')).toContain('busy');
		await world.run('lprm $(lpq | while read number rest; do echo $number; done | tail -n 1)');
		printer.setPaper(true);
		await world.finish();
		expect(followLines(world.printed, 'one')).toBe(LINES);
		expect(world.printed).not.toContain('of two');
		expect(await world.run('dmesg | tail -n 20')).toContain('printer: out of paper');
	},
	TEST_MS,
);

test(
	'off line the same: a job that is taken out while it is printed ends there',
	async () => {
		const { printer } = world.guest.machine;
		await world.run('lp /tmp/one; sleep 1');
		printer.setOnline(false);
		await world.run('sleep 1');
		expect(await world.run('lpq')).toContain('printer: off line');
		await world.run('lprm --all; sleep 2');
		printer.setOnline(true);
		await world.finish();
		expect(followLines(world.printed, 'one')).toBeLessThan(LINES);
		await world.run('echo next | lp');
		await world.finish();
		expect(world.printed.endsWith('\fnext\n\f')).toBe(true);
	},
	TEST_MS,
);
