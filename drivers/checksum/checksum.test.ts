/**
 * /data with checksums in the guest: that they cost nobody who fails his files, and that what a
 * driver or a disk delivers wrongly reaches no program.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partition } from '../../os-image/build/minixfs/built-image.test-support.ts';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import { parseDiskFault } from '../../src/machine/devices/disk_fault_spec.ts';

const BOOT_MS = 120_000;
const TEST_MS = 120_000;
/** Sectors that are checked and lie behind the file system's end: nobody else uses them. */
const SPARE = 63_600;
const rotten = SPARE + 8;
const flickering = SPARE + 16;
const forgetful = SPARE + 24;

interface Complaint {
	label: string;
	from: string;
	reason: string;
}

let guest: BootedGuest;

beforeAll(async () => {
	const { startLba } = partition('data');
	const at = (sector: number) => `lba=${startLba + sector}`;
	guest = await BootedGuest.boot({
		params: { checksums: 'on' },
		diskFaults: [
			`wrong:${at(rotten)}`,
			`wrong:${at(flickering)},nth=2`, // the first is that which makes the checksums,
			`lost:${at(forgetful)},times=1`,
		].map(parseDiskFault),
	});
}, BOOT_MS);
afterAll(() => guest?.dispose());

async function output(...commands: readonly string[]): Promise<string> {
	const result = await guest.shell(commands.join('\n'));
	expect(result, result.output).toMatchObject({ status: 0 });
	return result.output;
}

function eventsSince<Fields>(kind: string, from: number): Fields[] {
	return guest.events
		.slice(from)
		.map((line) => JSON.parse(line) as Fields & { ev: string })
		.filter(({ ev }) => ev === kind);
}

const complaintsSince = (from: number) =>
	eventsSince<Complaint>('complaint', from).map(
		(each) => `${each.from}: ${each.label}: ${each.reason}`,
	);

/** One sector of the volume by way of its checksums. */
const sectorIo = (sector: number, from: 'read' | 'write') =>
	from === 'read'
		? `dd if=/dev/sum0p3 bs=512 skip=${sector} count=1 2>&1 >/dev/null`
		: `dd if=/dev/urandom of=/dev/sum0p3 bs=512 seek=${sector} count=1 2>/dev/null`;

describe('a disk with checksums', () => {
	it(
		'is mounted by way of them, and can’t be written to past them by mistake',
		async () => {
			expect(await output('mount')).toContain('/dev/sum0p3 on /data (rw, by mfs.data)');
			expect(await output('sums /dev/c0d0p3')).toBe('/dev/c0d0p3: checksums\n');
			const { status, output: text } = await guest.shell('sums --drop /dev/c0d0p3');
			expect(status).toBe(1);
			expect(text).toMatch(/mounted: umount it first/);
		},
		TEST_MS,
	);

	it(
		'keeps each file while the driver below, its own server and the file server’s cache come and go',
		async () => {
			const from = guest.events.length;
			const text = await output(
				'cp /usr/bin/breachtest /tmp/source',
				'for n in 1 2; do',
				'cp /tmp/source /data/$n && sync || exit 1',
				'service restart blk.at_disk & cmp /tmp/source /data/$n || exit 1; wait',
				'service restart blk.checksum & cp /tmp/source /data/b$n || exit 1; wait',
				'umount /data && mount /data && cmp /tmp/source /data/$n && cmp /tmp/source /data/b$n',
				'[ $? -eq 0 ] || exit 1',
				'done; umount /data; mount /dev/c0d0p3 /data; ls /data',
			);
			expect(text.split('\n')).toContain('b2');
			expect(complaintsSince(from)).toEqual([]);
			const reintegrated = eventsSince<{ label: string; src: string }>('reintegrate', from);
			expect(reintegrated.map(({ src, label }) => `${src}: ${label}`)).toEqual(
				expect.arrayContaining(['blk.checksum: blk.at_disk', 'mfs.data: blk.checksum']),
			);
		},
		TEST_MS,
	);

	it(
		'gives EIO for a sector that the disk has wrong, after one restart, and its neighbours as they are',
		async () => {
			const from = guest.events.length;
			await output(...[-1, 0, 1].map((n) => sectorIo(rotten + n, 'write')));
			for (const _ of ['first', 'again']) {
				const { output: text, status } = await guest.shell(sectorIo(rotten, 'read'));
				expect(status).toBe(1);
				expect(text).toMatch(/\/dev\/sum0p3: input\/output error/i);
			}
			await output(sectorIo(rotten - 1, 'read'), sectorIo(rotten + 1, 'read'));
			expect(complaintsSince(from)).toEqual(['blk.checksum: blk.at_disk: data']);
			expect(await output('dmesg')).toMatch(
				`checksum: minor 3: 1 sectors from ${rotten} on are not what was written`,
			);
		},
		TEST_MS,
	);

	it(
		'reads again what was wrong once, and misses what the disk has lost',
		async () => {
			const from = guest.events.length;
			await output(sectorIo(flickering, 'read'));
			expect(complaintsSince(from)).toEqual([]);
			await output(sectorIo(forgetful, 'write'));
			expect((await guest.shell(sectorIo(forgetful, 'read'))).status).toBe(1);
			await output(sectorIo(forgetful, 'write'), sectorIo(forgetful, 'read'));
		},
		TEST_MS,
	);
});

/** Puts blk.checksum on top of a driver that goes bad: see commands/lietest. */
async function stackOnLiar(kind: 'reads' | 'writes', honest: number): Promise<void> {
	const conf = await readFile(new URL('../../os-image/etc/system.conf', import.meta.url), 'utf8');
	const liar = `service mfs.liar {
	program /usr/bin/lietest; arguments blk.at_disk ${kind} ${honest};
	uid _mfs 207; gid 1; traps receive notify sendnb senda sendrec;
	ipc rs blk.*; calls basic copy grant_table vm_map; pages 1m; complain blk.checksum;
}`;
	const stacked = conf.replace('arguments blk.at_disk;', 'arguments mfs.liar;');
	await guest.during(
		guest.channel.put('/tmp/conf', new TextEncoder().encode(`${stacked}\n${liar}\n`)),
	);
	await output(
		'umount /data 2>/dev/null; service down blk.checksum; service down mfs.liar 2>/dev/null',
		'service up --config /tmp/conf mfs.liar && service up --config /tmp/conf blk.checksum',
	);
}

describe('a driver that goes bad', () => {
	it(
		'is replaced when what it delivers is wrong, and the reader gets what was written',
		async () => {
			const from = guest.events.length;
			await stackOnLiar('reads', 12);
			await output(
				'mount /data; for n in 1 2; do cp /tmp/source /data/$n && sync && umount /data && mount /data || exit 1',
				'cmp /tmp/source /data/$n || exit 1; done',
			);
			expect(new Set(complaintsSince(from))).toEqual(
				new Set(['blk.checksum: mfs.liar: data']),
			);
		},
		TEST_MS,
	);

	it(
		'spoils what it writes, and nobody reads that',
		async () => {
			await stackOnLiar('writes', 6);
			const places = [40, 41, 42, 43, 44, 45].map((place) => SPARE + place);
			await output(
				...places.map((at) => `dd if=/tmp/source of=/dev/sum0p3 bs=512 seek=${at} count=1`),
			);
			const read = await output(
				'dd if=/tmp/source of=/tmp/sector bs=512 count=1',
				`for at in ${places.join(' ')}; do`,
				'if dd if=/dev/sum0p3 of=/tmp/found bs=512 skip=$at count=1',
				'then cmp -s /tmp/sector /tmp/found && echo same || echo different',
				'else echo refused; fi; done 2>/dev/null',
			);
			expect(new Set(read.match(/same|different|refused/g))).toEqual(
				new Set(['same', 'refused']),
			);
		},
		TEST_MS,
	);
});
