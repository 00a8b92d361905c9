/** Printing over a long time: jobs that outlive the machine, and a driver that dies all the time. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followLines, PrintingGuest, reprintsIn } from './printing.test-support.ts';

const BOOT_MS = 300_000;
const TEST_MS = 900_000;
const LINES = 600;
const JOBS = ['one', 'two', 'three'];
const KILLS = 60;

let world: PrintingGuest;

beforeAll(async () => {
	world = await PrintingGuest.boot();
	for (const name of JOBS) await world.makeText(name, LINES);
}, BOOT_MS);
afterAll(() => world?.guest.dispose());

test(
	`jobs come to their end though the driver is killed ${KILLS} times, at moments of all kinds`,
	async () => {
		world.printed = '';
		await world.run(`lp -n 2 ${JOBS.map((name) => `/tmp/${name}`).join(' ')}`);
		for (let count = 0; count < KILLS; count++) {
			// The moments go through the second, so that each part of the work is hit.
			const pause = (0.4 + (count % 7) * 0.13).toFixed(2);
			await world.run(`sleep ${pause}; kill -9 $(pidof printer) || true`);
		}
		await world.finish();
		for (const name of JOBS) {
			const copies = splitCopies(world.printed, name);
			expect(copies, name).toEqual([LINES, LINES]);
		}
	},
	TEST_MS,
);

test(
	'jobs that were queued, and the one that was half printed, are printed after a reset of the machine',
	async () => {
		const { guest } = world;
		world.printed = '';
		await world.run(`lp ${JOBS.map((name) => `/tmp/${name}`).join(' ')}; sleep 2`);
		guest.machine.reset();
		guest.channel.restart('The machine was reset.');
		await guest.during(guest.channel.ready());
		await world.finish();
		for (const name of JOBS) expect(followLines(world.printed, name)).toBe(LINES);
		expect(reprintsIn(world.printed)).toEqual([
			{ title: 'one', why: 'an interruption', page: 1 },
		]);
	},
	TEST_MS,
);

/** Follows each copy of a text by itself; a copy begins where the first line follows the last. */
function splitCopies(printed: string, name: string): number[] {
	const lastLine = `line ${LINES} of ${name}\n`;
	const end = printed.indexOf(lastLine) + lastLine.length;
	const rest = printed.slice(end);
	const again = rest.lastIndexOf(`line 1 of ${name}\n`);
	return [followLines(printed.slice(0, end), name), followLines(rest.slice(again), name)];
}
