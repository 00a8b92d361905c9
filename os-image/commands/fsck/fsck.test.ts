/** mkfs and fsck, built for this machine, beside mkfs.minix and fsck.minix of util-linux. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BLOCK_SIZE, INODE, INODE_SIZE, SUPER, SUPER_BLOCK } from '../../build/minixfs/format.ts';
import {
	ADMIN_ENV,
	buildCommand,
	FSCK_MINIX_MISSING,
	isInstalled,
} from '../../build/minixfs/host-programs.test-support.ts';
import { writeVolume } from '../../build/minixfs/writer.ts';

const KIB = 1024;
const CLEAN = 0;
const CORRECTED = 1;
const UNCORRECTED = 4;
const OPERATIONAL = 8;

/** Some dozens of calls of the compiler, on a machine that may be busy. */
vi.setConfig({ hookTimeout: 300_000 });

let folder = '';
let mkfs = '';
let fsck = '';

beforeAll(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kintsugi-fsck-'));
	mkfs = await buildCommand(folder, 'mkfs');
	fsck = await buildCommand(folder, 'fsck');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function run(program: string, ...args: string[]) {
	const result = spawnSync(program, args, { encoding: 'utf8', env: ADMIN_ENV, input: '' });
	if (result.error) throw result.error;
	return { status: result.status, output: result.stdout + result.stderr };
}

function emptyFile(name: string, kib: number): string {
	const file = path.join(folder, name);
	fs.writeFileSync(file, Buffer.alloc(kib * KIB, 0xe5));
	return file;
}

/** A volume of the image builder with a tree in it, after `damage` had a hand in it. */
function damagedVolume(damage: (volume: DataView, inodeTable: number) => void): string {
	const file = (content: string) => ({ content: Buffer.from(content), mode: 0o644 });
	const directory = (children: Record<string, ReturnType<typeof file>>) => ({
		children: new Map(Object.entries(children)),
		mode: 0o755,
	});
	const root = {
		children: new Map([
			['a', directory({ one: file('1'), two: file('2') })],
			['b', directory({ three: file('3'.repeat(20 * KIB)) })],
		]),
		mode: 0o755,
	};
	const volume = writeVolume(root, { name: 'test', size: 400 * KIB, inodes: 64, time: 1 });
	const view = new DataView(volume.buffer);
	const maps =
		view.getUint16(SUPER_BLOCK * BLOCK_SIZE + SUPER.inodeMapBlocks, true) +
		view.getUint16(SUPER_BLOCK * BLOCK_SIZE + SUPER.zoneMapBlocks, true);
	damage(view, (2 + maps) * BLOCK_SIZE);
	const name = path.join(folder, 'damaged');
	fs.writeFileSync(name, volume);
	return name;
}

/** Where an inode's field lies; inodes: 1 root, 2 a, 3 b, 4 one, 5 two, 6 three. */
const field = (table: number, inode: number, offset: number) =>
	table + (inode - 1) * INODE_SIZE + offset;

const DAMAGES: Record<string, (volume: DataView, inodeTable: number) => void> = {
	'a link count that is wrong': (volume, table) =>
		volume.setUint16(field(table, 4, INODE.links), 7, true),
	'a zone beyond the volume': (volume, table) =>
		volume.setUint32(field(table, 4, INODE.zones), 99_999, true),
	'a zone that two files have': (volume, table) =>
		volume.setUint32(
			field(table, 5, INODE.zones),
			volume.getUint32(field(table, 4, INODE.zones), true),
			true,
		),
	'a file of an unknown kind': (volume, table) =>
		volume.setUint16(field(table, 4, INODE.mode), 0o050644, true),
	'an inode that is not in use': (volume, table) =>
		volume.setUint16(field(table, 5, INODE.mode), 0, true),
	'a directory that has lost its contents': (volume, table) =>
		volume.setUint32(field(table, 3, INODE.zones), 0, true),
	'a directory with an absurd size': (volume, table) =>
		volume.setUint32(field(table, 3, INODE.size), 0x7fff_ffc1, true),
	'a size beyond what a file can have': (volume, table) =>
		volume.setUint32(field(table, 6, INODE.size), 0xffff_ffff, true),
	'bitmaps of zeros': (volume, table) => {
		for (let at = 2 * BLOCK_SIZE; at < table; at += 4) volume.setUint32(at, 0);
	},
	'a directory that is its own subdirectory': (volume, table) =>
		volume.setUint32(volume.getUint32(field(table, 2, INODE.zones), true) * KIB + 128, 2, true),
	'a directory whose ".." leads elsewhere': (volume, table) =>
		volume.setUint32(volume.getUint32(field(table, 2, INODE.zones), true) * KIB + 64, 3, true),
};

describe('mkfs', () => {
	it('makes what fsck finds clean, and fsck.minix where it is installed', () => {
		for (const kib of [64, 1000, 8192, 20_001]) {
			const file = emptyFile('made', kib);
			expect(run(mkfs, file).status).toBe(0);
			expect(run(fsck, '-n', file)).toEqual({ status: CLEAN, output: '' });
			if (isInstalled('fsck.minix')) expect(run('fsck.minix', '-f', file).status).toBe(0);
		}
	});

	it('takes the number of inodes and of blocks', () => {
		const file = emptyFile('made', 1000);
		expect(run(mkfs, '-i', '100', file, '500').output).toContain(
			'500 blocks of 1024 bytes, 489 for files; 112 inodes',
		);
		expect(run(fsck, '-v', file).output).toContain('1 of 112 inodes (1 directories)');
	});

	it('makes volumes with larger blocks, too', () => {
		for (const size of ['2048', '4096']) {
			const file = emptyFile('made', 4000);
			expect(run(mkfs, '-b', size, file).status).toBe(0);
			expect(run(fsck, '-n', file).status).toBe(CLEAN);
		}
	});

	it('refuses what the device has no room for, and says so', () => {
		const file = emptyFile('made', 10);
		expect(run(mkfs, file, '11').output).toContain('room for 10 blocks, not for 11');
		expect(run(mkfs, '-i', '1000', file)).toMatchObject({ status: 1 });
		expect(run(mkfs, path.join(folder, 'absent')).output).toContain('No such file');
	});
});

describe('fsck', () => {
	it('finds the volumes of mkfs.minix clean', (context) => {
		if (!isInstalled('mkfs.minix')) return context.skip(FSCK_MINIX_MISSING);
		const file = emptyFile('made', 3000);
		expect(run('mkfs.minix', '-3', file).status).toBe(0);
		expect(run(fsck, '-n', file)).toEqual({ status: CLEAN, output: '' });
	});

	for (const [name, damage] of Object.entries(DAMAGES)) {
		it(`finds ${name}, and repairs it to the satisfaction of fsck.minix`, () => {
			const file = damagedVolume(damage);
			expect(run(fsck, '-n', file).status).toBe(UNCORRECTED);
			expect(run(fsck, '-y', file).status).toBe(CORRECTED);
			expect(run(fsck, '-n', file)).toEqual({ status: CLEAN, output: '' });
			if (isInstalled('fsck.minix')) expect(run('fsck.minix', '-f', file).status).toBe(0);
		});
	}

	it('changes nothing with -n', () => {
		for (const damage of Object.values(DAMAGES)) {
			const file = damagedVolume(damage);
			const before = fs.readFileSync(file);
			run(fsck, '-n', file);
			expect(fs.readFileSync(file).equals(before)).toBe(true);
		}
	});

	it('says of a superblock what was expected and found', () => {
		const file = damagedVolume((volume) =>
			volume.setUint16(SUPER_BLOCK * BLOCK_SIZE + SUPER.magic, 0x1234, true),
		);
		const result = run(fsck, '-y', file);
		expect(result.status).toBe(UNCORRECTED);
		expect(result.output).toContain(
			'expected magic number 0x4d5a (MINIX version 3), found 0x1234',
		);
	});

	it('has a status of its own for what it can’t read', () => {
		expect(run(fsck, path.join(folder, 'absent')).status).toBe(OPERATIONAL);
		expect(run(fsck).status).toBe(OPERATIONAL);
	});
});
