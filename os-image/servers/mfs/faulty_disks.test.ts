/**
 * Disks that are not as they should be: each is told in one clear line, costs at most what is on
 * it, and leaves the kernel, the other file systems and the shell alone.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';
import { logText } from '../../../src/telemetry/log_text.ts';
import { readImage, viewVolume } from '../../build/minixfs/built-image.test-support.ts';
import { type DirectoryNode, writeVolume } from '../../build/minixfs/writer.ts';

const BUSY_MACHINE_MS = 120_000;
const PARTITION_TABLE = 446;
const PARTITION_ENTRY = 16;
const BLOCK = 1024;
/** Of the third partition, `data`, and of struct minix3_super. */
const SUPERBLOCK = BLOCK;
const SUPER_MAGIC = 24;

let guest: BootedGuest | undefined;
afterEach(() => {
	guest?.dispose();
	guest = undefined;
});

async function bootWith(change: (image: Uint8Array) => Uint8Array | undefined) {
	const image = readImage();
	guest = await BootedGuest.boot({ image: change(image) ?? image });
	return guest;
}

/** What the system said of it, on the console and in its log. */
function said(booted: BootedGuest): string {
	const logged = booted.events.map(logText).filter((text) => text !== undefined);
	return [...booted.console, ...logged].join('\n');
}

async function expectAlive(booted: BootedGuest): Promise<void> {
	const { status, output } = await booted.shell('echo alive; ls /bin/sh; ps >/dev/null');
	expect({ status, output }).toEqual({ status: 0, output: 'alive\n/bin/sh\n' });
	expect(booted.events.filter((line) => /"ev":"(panic|defect|giveup)"/.test(line))).toEqual([]);
}

/** A volume for /data with one file of each size. */
function volumeWith(size: number, tree: DirectoryNode): Uint8Array {
	return writeVolume(tree, { name: 'data', size, inodes: 128, time: 1767225600 });
}

const file = (length: number) => ({ content: new Uint8Array(length).fill(65), mode: 0o644 });
const folder = (children: DirectoryNode['children'] = new Map()): DirectoryNode => ({
	children,
	mode: 0o755,
});

describe('a disk', () => {
	it(
		'that ends within a partition is used up to the partitions that are whole',
		async () => {
			const booted = await bootWith((image) => {
				const data = viewVolume(image, 'data');
				return image.slice(0, data.byteOffset - image.byteOffset + 8 * 1024 * 1024);
			});
			expect(said(booted)).toMatch(/partition 3.*(disk|sectors)/);
			const { output } = await booted.shell('mount; mount /dev/c0d0p3 /data');
			expect(output).toContain('/dev/c0d0p2 on /usr');
			expect(output).toMatch(/mount: .*\/dev\/c0d0p3.*no such device/i);
			await expectAlive(booted);
		},
		BUSY_MACHINE_MS,
	);

	it(
		'without partitions but the first still boots to a shell on the root file system',
		async () => {
			const booted = await bootWith((image) => {
				image.fill(
					0,
					PARTITION_TABLE + PARTITION_ENTRY,
					PARTITION_TABLE + 4 * PARTITION_ENTRY,
				);
				return image;
			});
			expect(said(booted)).toContain('rc: not all file systems of /etc/fstab are mounted');
			const { output } = await booted.shell('mount');
			expect(output).toBe('/dev/ram0 on / (rw, by mfs.root)\n');
			await expectAlive(booted);
		},
		BUSY_MACHINE_MS,
	);

	it(
		'whose file system has another magic number is refused with both numbers',
		async () => {
			const booted = await bootWith((image) => {
				const view = new DataView(image.buffer, viewVolume(image, 'data').byteOffset);
				view.setUint16(SUPERBLOCK + SUPER_MAGIC, 0x1234, true);
				return image;
			});
			expect(said(booted)).toMatch(/mfs\.data: .*0x4d5a.*0x1234/i);
			const { output } = await booted.shell('mount');
			expect(output).toContain('/dev/c0d0p2 on /usr');
			expect(output).not.toContain('/data');
			await expectAlive(booted);
		},
		BUSY_MACHINE_MS,
	);

	it(
		'that is full says so, loses nothing, and can be used again after a removal',
		async () => {
			const booted = await bootWith(() => undefined);
			const filled = await booted.shell(
				'echo kept >/data/kept; dd if=/dev/zero of=/data/big bs=64k; sync; df /data',
			);
			expect(filled.output).toMatch(/dd: \/data\/big: no space left on device/);
			expect(filled.output).toMatch(/\/dev\/c0d0p3 .* 0 +100% \/data/);
			const refused = await booted.shell('echo more >/data/more');
			expect(refused).toMatchObject({ status: 1 });
			const after = await booted.shell(
				'cat /data/kept; rm /data/big; echo more >/data/more; cat /data/more',
			);
			expect(after).toMatchObject({ status: 0, output: 'kept\nmore\n' });
			expect(await booted.shell('umount /data && fsck -f -n /dev/c0d0p3')).toMatchObject({
				status: 0,
			});
			await expectAlive(booted);
		},
		BUSY_MACHINE_MS,
	);
});

/** Bytes of an inode, and where in it its zone numbers stand. */
const INODE = 64;
const INODE_ZONES = 24;
const DIRENT = 64;
/** So long that few of them make a path that is too long. */
const LONG_NAME = 'b'.repeat(60);

interface Found {
	view: DataView;
	/** Byte of inode `number`. */
	inode(number: number): number;
	/** Byte of the first block of what that inode holds. */
	block(number: number): number;
}

/** Finds its way in a volume: what struct minix3_super says of it. */
function find(volume: Uint8Array): Found {
	const view = new DataView(volume.buffer, volume.byteOffset, volume.length);
	const inodes =
		(2 + view.getUint16(SUPERBLOCK + 6, true) + view.getUint16(SUPERBLOCK + 8, true)) * BLOCK;
	const inode = (number: number) => inodes + (number - 1) * INODE;
	return {
		view,
		inode,
		block: (number) => view.getUint32(inode(number) + INODE_ZONES, true) * BLOCK,
	};
}

describe('a damaged file system', () => {
	it(
		'with a wild block number costs the file that has it',
		async () => {
			const booted = await bootWith((image) => {
				const data = viewVolume(image, 'data');
				const tree = new Map([
					['wild', file(5000)],
					['well', file(5000)],
				]);
				data.set(volumeWith(data.length, folder(tree)));
				// Names are laid out sorted: inode 2 is "well", 3 is "wild".
				const { view, inode } = find(data);
				view.setUint32(inode(3) + INODE_ZONES + 4, 0xfffffff0, true);
				return image;
			});
			const { output } = await booted.shell('wc -c </data/well; cat /data/wild | wc -c');
			expect(output).toContain('5000\n');
			expect(output).toMatch(/cat: \/data\/wild: .*(damaged|input\/output|clean)/i);
			await expectAlive(booted);
		},
		BUSY_MACHINE_MS,
	);

	it(
		'with a directory that leads back to its parent comes to an end for whoever walks it',
		async () => {
			const booted = await bootWith((image) => {
				const data = viewVolume(image, 'data');
				const tree = new Map([['a', folder(new Map([[LONG_NAME, folder()]]))]]);
				data.set(volumeWith(data.length, folder(tree)));
				// The one entry of "a" (inode 2) becomes "a" itself.
				const { view, block } = find(data);
				view.setUint32(block(2) + 2 * DIRENT, 2, true);
				return image;
			});
			const { output } = await booted.shell(
				'find /data >/tmp/found 2>&1; wc -l </tmp/found; ls -R /data >/dev/null; rm -rf /data/a; ls /data; echo ended',
			);
			expect(output).toMatch(/ended\n$/);
			await expectAlive(booted);
		},
		BUSY_MACHINE_MS,
	);
});
