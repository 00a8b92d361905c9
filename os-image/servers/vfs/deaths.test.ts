/**
 * What users see when drivers and file servers are killed that nobody restarts: an error at once
 * for who uses the dead, and nothing for anyone else. Only what can be reached without the dead
 * is used here, one after another in the same guest.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';

const BOOT_MS = 60_000;
/** Guest time within which the dead are missed, whoever waits for them. */
const NOTICED_US = 2e6;
/** What can be done on a system that has lost all that is killed here. */
const STILL_FINE =
	'echo kept >/tmp/probe && cat /tmp/probe && ls /etc >/tmp/names && ps >/tmp/names';

let guest: BootedGuest;

beforeAll(async () => {
	guest = await BootedGuest.boot();
}, BOOT_MS);
afterAll(() => guest.dispose());

/** Kills it a moment after a command has begun that uses it; what that command says. */
async function killUnder(label: string, command: string): Promise<string> {
	const startUs = guest.machine.nowUs;
	const kill = async () => {
		await guest.channel.exec('sleep 0.1');
		await guest.channel.kill(label);
	};
	const [{ output }] = await guest.during(Promise.all([guest.channel.exec(command), kill()]));
	expect(guest.machine.nowUs - startUs).toBeLessThan(NOTICED_US);
	expect(await guest.shell(STILL_FINE)).toMatchObject({ status: 0, output: 'kept\n' });
	return new TextDecoder().decode(output);
}

it('ends the reads of who waits for a terminal whose driver dies', async () => {
	expect(await killUnder('chr.tty', 'cat /dev/ttyc2')).toMatch(/^cat: .*input\/output error\n$/);
	expect((await guest.shell('cat /dev/ttyc2')).output).toMatch(/no such device or address/);
});

it('answers errors in a file system whose server dies, which can be unmounted and mounted', async () => {
	expect(await killUnder('mfs.usr', 'cd /usr/bin; sleep 0.3; ls')).toMatch(/input\/output error/);
	const again = 'umount /usr && mount /dev/c0d0p2 /usr && ls /usr';
	expect(await guest.shell(again)).toMatchObject({ status: 0, output: 'bin\nshare\n' });
});

it('answers errors in the file systems of a disk whose driver dies', async () => {
	const output = await killUnder('blk.at_disk', 'sleep 0.3; cat /usr/bin/*');
	expect(output).toMatch(/input\/output error/);
	expect((await guest.shell('cat /dev/c0d0')).output).toMatch(/no such device or address/);
});

it.each([
	['chr.random', 'cat /dev/random'],
	['log', 'dmesg'],
])('says that there is no device any more without %s', async (label, command) => {
	const output = await killUnder(label, `sleep 0.3; ${command}`);
	expect(output).toMatch(/no such device or address\n$/);
});
