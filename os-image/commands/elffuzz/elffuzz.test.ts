/* Damaged programs, executed in the running system: whatever they are, nobody else notices. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';

const BUSY_MACHINE_MS = 240_000;
const CASES = 1000;

let guest: BootedGuest;
beforeAll(async () => {
	guest = await BootedGuest.boot();
}, BUSY_MACHINE_MS);
afterAll(() => guest?.dispose());

it(
	`executes ${CASES} damaged programs, and loses neither memory nor processes`,
	async () => {
		const { status, output } = await guest.shell(`elffuzz ${CASES} 7`);
		expect(output).toMatch(
			/^elffuzz: 1008 files: \d+ refused, \d+ killed, \d+ ended by themselves\n$/,
		);
		const [refused = 0, killed = 0] = [...output.matchAll(/(\d+) (?:refused|killed)/g)].map(
			([, n]) => Number(n),
		);
		expect(refused).toBeGreaterThan(CASES / 10);
		expect(killed).toBeGreaterThan(CASES / 20);
		expect(status).toBe(0);
	},
	BUSY_MACHINE_MS,
);

it('is the same system afterwards', async () => {
	expect(await guest.shell('sha1sum /bin/sh | wc -l')).toMatchObject({ output: '1\n' });
	expect(guest.events.filter((line) => line.includes('"defect"'))).toEqual([]);
});
