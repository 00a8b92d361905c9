/*
 * The terminal driver dies in a running system: its terminals are as they were, and nobody
 * at them notices. What is lost with what the data store had shows where that was.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chord } from '../../src/app/scan_codes.ts';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import { screenText } from '../../src/machine/screen.ts';

const BOOT_MS = 120_000;
const STEP_LIMIT_US = 10e6;
/** Of the guest: longer than output waits to be stored (recovery.c). */
const STORED_US = 100_000;
const KILLS = 4;
const HISTORY_ROWS = 200;
const SCREEN_ROWS = 25;
/** Shift and Page Up scroll back by half a screen. */
const SCROLL_STEP = 12;

let guest: BootedGuest;

beforeAll(async () => {
	guest = await BootedGuest.boot();
}, BOOT_MS);
afterAll(() => guest?.dispose());

async function done(command: string): Promise<string> {
	const { status, output } = await guest.shell(command);
	expect({ command, status, output }).toMatchObject({ status: 0 });
	return output;
}

const screen = () => {
	const shown = guest.machine.screen();
	return shown ? screenText(shown) : [];
};
const settings = (terminal: string) => done(`stty -a </dev/${terminal}`);
const wait = (forUs: number) => guest.machine.runUntil({ forUs });

async function until(what: string, holds: () => boolean): Promise<void> {
	const { reason } = await guest.machine.runUntil({ until: holds, forUs: STEP_LIMIT_US });
	if (reason !== 'condition' && !holds()) expect.fail(`${what}:\n${screen().join('\n')}`);
}

const restarts = () =>
	guest.events.filter((line) => /"ev":"reintegrate","label":"chr.tty"/.test(line));

/** Its policy, which restarts it, acts; VFS uses the fresh instance in the end. */
async function killDriver(): Promise<void> {
	const before = restarts().length;
	await guest.during(guest.channel.kill('chr.tty'));
	await until('the driver came back', () => restarts().length > before);
}

/** Rows of the first virtual console after scrolling back as far as it goes. */
async function scrolledBack(): Promise<string[]> {
	for (let row = 0; row < HISTORY_ROWS; row += SCROLL_STEP)
		guest.machine.keyboard.send(chord('ShiftLeft', 'PageUp'));
	await wait(STORED_US);
	return screen();
}

describe('when the terminal driver is killed', () => {
	it('settings, sizes and what the consoles show and have scrolled out stay', async () => {
		await done('stty -icanon -echo rows 30 cols 100 </dev/ttyc1');
		await done('seq 1000 1400 >/dev/ttyc0');
		await wait(STORED_US);
		const [before, shown] = [await settings('ttyc1'), screen()];
		await killDriver();
		expect(await settings('ttyc1')).toBe(before);
		expect(before).toMatch(/rows 30; columns 100(.|\n)* -icanon -echo /);
		expect(screen()).toEqual(shown);
		expect(shown).toContain('1400');
		const oldest = 1400 - (SCREEN_ROWS - 2) - HISTORY_ROWS;
		expect((await scrolledBack()).slice(0, 3)).toEqual([0, 1, 2].map((n) => `${oldest + n}`));
	});

	it('the shells at the terminals live, and one that reads gets what is typed then', async () => {
		const processes = () => done('ps | grep -E "getty|console"');
		const pids = (list: string) => list.match(/^ *\d+/gm);
		const before = pids(await processes());
		await killDriver();
		guest.machine.com1.send('echo it is $((6 * 7)), the shell goes on\n');
		const isSaid = () =>
			guest.console.some((line) => line.endsWith('it is 42, the shell goes on'));
		await until('the shell answered', isSaid);
		expect(pids(await processes())).toEqual(before);
	});

	it('a program in raw mode gets single keys, and what was typed of a line is not lost', async () => {
		guest.machine.com1.send('stty -icanon -echo; dd bs=1 count=3 of=/tmp/keys\n');
		await wait(STORED_US);
		guest.machine.com1.send('a');
		await wait(STORED_US);
		await killDriver();
		guest.machine.com1.send('bc');
		await wait(STORED_US);
		expect(await done('cat /tmp/keys')).toBe('abc');
		guest.machine.com1.send('stty icanon echo; cat >/tmp/line\n');
		await wait(STORED_US);
		guest.machine.com1.send('half of ');
		await wait(STORED_US);
		await killDriver();
		guest.machine.com1.send('it\n\x04');
		await wait(STORED_US);
		expect(await done('cat /tmp/line')).toBe('half of it\n');
	});

	it(`${KILLS} times in a row while a console is written to, all of it is there in the end`, async () => {
		const writing = guest.channel.exec('for i in 1 2 3 4 5; do seq 200 299 >/dev/ttyc0; done');
		for (let kill = 0; kill < KILLS; kill++) await killDriver();
		expect(await guest.during(writing)).toMatchObject({ status: 0 });
		await wait(STORED_US);
		const last = screen().filter((row) => /^\d+$/.test(row));
		expect(last.at(-1)).toBe('299');
		expect(last.length).toBeGreaterThanOrEqual(SCREEN_ROWS - 2);
	});

	it('what the data store lost in between is lost: settings, sizes and scroll-back', async () => {
		await done('stty rows 30 </dev/ttyc1; seq 3000 3400 >/dev/ttyc0');
		await wait(STORED_US);
		const late = new TextEncoder().encode('#!/bin/sh\nsleep 5\nservice restart $component\n');
		await guest.during(guest.channel.put('/etc/policies/late', late, 0o755));
		await done('service refresh --policy=late chr.tty');
		await guest.during(guest.channel.kill('chr.tty'));
		// While it is dead RS takes it down, and what it owned goes from the data store.
		await done('service down chr.tty; service up chr.tty');
		await wait(STORED_US);
		expect(await settings('ttyc1')).toMatch(/rows 25; columns 80/);
		const oldest = 3400 - SCREEN_ROWS; // what the card's own memory still shows
		const older = (await scrolledBack()).filter((row) => row !== '' && Number(row) < oldest);
		expect(older).toEqual([]);
	});
});
