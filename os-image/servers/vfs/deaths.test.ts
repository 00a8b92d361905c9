/**
 * What users see when drivers and file servers die and come back: a pause where nothing that they
 * have open is lost, and an error, until they open it again, where only they know what was.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';

const BOOT_MS = 60_000;
const TEST_MS = 60_000;

let guest: BootedGuest;

beforeAll(async () => {
	guest = await BootedGuest.boot();
}, BOOT_MS);
afterAll(() => guest.dispose());

/** Labels of the components of which a fresh instance has been in use since that many events. */
function reintegratedSince(from: number): (string | undefined)[] {
	return guest.events
		.slice(from)
		.map((line) => JSON.parse(line) as { ev: string; label?: string })
		.filter(({ ev }) => ev === 'reintegrate')
		.map(({ label }) => label);
}

/** Lets each of the components die, one after another, while a command is under way. */
async function during(command: string, ...labels: string[]): Promise<string> {
	const from = guest.events.length;
	const die = async () => {
		for (const label of labels) {
			await guest.channel.exec('sleep 0.1');
			await guest.channel.exec(`service inject ${label} exception`);
		}
	};
	const [{ output }] = await guest.during(Promise.all([guest.channel.exec(command), die()]));
	expect(reintegratedSince(from)).toEqual(expect.arrayContaining(labels));
	return new TextDecoder().decode(output);
}

it(
	'goes on reading a disk whose driver dies, from a file system and raw',
	async () => {
		const files = 'cat /usr/bin/* /usr/bin/* | md5sum';
		const raw = 'dd if=/dev/c0d0 bs=64k count=128 2>/dev/null | md5sum';
		const undisturbed = await guest.shell(`${files}; ${raw}`);
		const disturbed = `sleep 0.08; ${files}; ${raw}`;
		expect(await during(disturbed, 'blk.at_disk', 'blk.at_disk')).toBe(undisturbed.output);
	},
	TEST_MS,
);

it('keeps what is open and where one is when a file server dies', async () => {
	const program = '/usr/bin/xargs';
	const undisturbed = await guest.shell(`md5sum <${program}; ls /usr/bin`);
	const disturbed = `exec 3<${program}; cd /usr/bin; sleep 0.5; md5sum <&3; ls`;
	expect(await during(disturbed, 'mfs.usr')).toBe(undisturbed.output);
});

it('keeps it, too, when its driver dies at the same time', async () => {
	const { channel } = guest;
	const program = '/usr/bin/xargs';
	const undisturbed = await guest.shell(`md5sum <${program}; ls /usr/bin`);
	const disturbed = `exec 3<${program}; sleep 0.2; md5sum <&3; ls /usr/bin`;
	const die = async () => {
		await channel.exec('sleep 0.1');
		await channel.exec(
			'for l in blk.at_disk mfs.usr; do service inject $l exception & done; wait',
		);
	};
	const [{ output }] = await guest.during(Promise.all([channel.exec(disturbed), die()]));
	expect(new TextDecoder().decode(output)).toBe(undisturbed.output);
});

it('keeps a file without a name that is open and was written to the disk, and frees it', async () => {
	const free = () => guest.shell('sync; df /data | tail -n 1 | { read _ _ used _; echo $used; }');
	const before = await free();
	const disturbed = [
		'echo kept >/data/file; exec 3</data/file; rm /data/file; sync',
		'sleep 0.5; cat <&3',
	].join('\n');
	expect(await during(disturbed, 'mfs.data')).toBe('kept\n');
	expect((await free()).output).toBe(before.output);
});

it('loses nothing that was never written to the disk, and does nothing twice', async () => {
	const work = [
		'mkdir /data/t && cd /data/t; cat /usr/bin/[a-h]* >all',
		'i=0; while [ $i -lt 12 ]; do',
		'echo $i >>log; cp log $i; ln $i l$i; mv l$i m$i; rm $i; cmp log m$i; i=$((i+1)); done',
		'ls | wc -l; md5sum log all; cd /; rm -r /data/t',
	].join('\n');
	const undisturbed = await guest.shell(work);
	expect(undisturbed.output).toMatch(/^14\n/);
	expect(await during(work, 'mfs.data', 'mfs.data', 'mfs.data')).toBe(undisturbed.output);
	const { status, output } = await guest.shell(
		'umount /data && fsck /dev/c0d0p3 && mount /dev/c0d0p3 /data',
	);
	expect({ status, output }).toEqual({ status: 0, output: '' });
});

it('goes on without the root file system, its driver and the data store for a while', async () => {
	const work = 'for i in 1 2 3 4 5 6; do sleep 0.1; cat /etc/hostname; echo x >/dev/null; done';
	const undisturbed = await guest.shell(work);
	expect(await during(work, 'blk.ramdisk', 'mfs.root', 'blk.ramdisk')).toBe(undisturbed.output);
	await guest.shell('service inject ds exception; sleep 2');
	expect(await during(work, 'mfs.root', 'blk.ramdisk')).toBe(undisturbed.output);
});

it.each([
	['chr.random', 'exec 3</dev/random; sleep 0.5; cat <&3', 'head -c 5 </dev/random | wc -c'],
	['log', 'exec 3</dev/klog; sleep 0.5; cat <&3', 'dmesg | head -n 1'],
])('ends what is open at %s with an error, and opens it again', async (label, use, again) => {
	expect(await during(use, label)).toMatch(/^cat: .*input\/output error\n$/);
	expect((await guest.shell(again)).status).toBe(0);
});

it('ends what is open at the network server with errors, whose daemons and addresses come back', async () => {
	const { output } = await guest.shell(
		[
			'echod 2>/dev/null & httpd /usr 2>/dev/null & sleep 0.5',
			'(nc -l 4000 </dev/null 2>&1; echo $?) & sleep 0.3',
			'echo before | nc 127.0.0.1 7; service inject inet exception; sleep 2',
			'echo after | nc 127.0.0.1 7; wget -q -O - http://127.0.0.1/bin/ | grep -c wget',
			'ping -q -c 1 10.0.2.2 | grep -c "1 received"; kill $(pidof httpd echod)',
		].join('\n'),
	);
	expect(output).toBe('before\nnc: the next client: input/output error\n1\nafter\n1\n1\n');
});

it('lets who waits for a terminal go on waiting when its driver fails', async () => {
	const { status, output } = await guest.shell(
		'cat /dev/ttyc2 & sleep 0.5; service inject chr.tty exception; sleep 1; kill $! && echo waits',
	);
	expect({ status, output }).toEqual({ status: 0, output: 'waits\n' });
});

it('loses nothing of what is read while a character driver is replaced by an update', async () => {
	const { channel } = guest;
	const from = guest.events.length;
	let isReplacedMeanwhile = false;
	const read = async () => {
		const result = await channel.exec('dd if=/dev/random bs=64k count=400 2>/dev/null | wc -c');
		isReplacedMeanwhile = reintegratedSince(from).includes('chr.random');
		return result;
	};
	const [{ output }] = await guest.during(
		Promise.all([
			read(),
			channel.exec('sleep 0.05; service update chr.random /usr/lib/drivers/random'),
		]),
	);
	expect(Number(new TextDecoder().decode(output))).toBe(400 * 65_536);
	expect(isReplacedMeanwhile).toBe(true);
});

it('says so at once when a driver is taken down for good', async () => {
	const { channel } = guest;
	const [{ output }] = await guest.during(
		Promise.all([
			channel.exec('exec 3</dev/random; sleep 0.5; cat <&3'),
			channel.exec('sleep 0.2; service down chr.random'),
		]),
	);
	expect(new TextDecoder().decode(output)).toMatch(/input\/output error/);
	expect((await guest.shell('cat /dev/random')).output).toMatch(/no such device or address/);
	await guest.shell('service up chr.random');
	expect((await guest.shell('head -c 5 /dev/random | wc -c')).output).toMatch(/5/);
});
