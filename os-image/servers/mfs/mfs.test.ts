/**
 * The file server's logic on this machine: random histories against a model, faulty disks and
 * damaged volumes. Whatever it leaves behind must satisfy our own fsck and fsck.minix.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
	addressSanitizer,
	FSCK_MINIX_MISSING,
	isInstalled,
} from '../../build/minixfs/host-programs.test-support.ts';
import { Harness } from './harness.test-support.ts';

/** Some dozens of calls of the compiler and some seconds of work, on a machine that may be busy. */
vi.setConfig({ hookTimeout: 300_000, testTimeout: 300_000 });

let harness: Harness | undefined;

beforeAll(async () => {
	harness = await Harness.build();
});
afterAll(() => harness?.remove());

const run: Harness['run'] = async (...args) => {
	if (!harness) throw new Error('The harness was not built.');
	return harness.run(...args);
};

describe('the MINIX file server', () => {
	it('does what a simple model does: 700 random histories of 120 operations', async () => {
		expect(await run('histories', 1, 700, 1)).toBe('700 histories of 120 operations, 0 differ');
	});

	it('does so for four at once, too, in 300 random histories', async () => {
		expect(await run('histories', 10_001, 300, 4)).toBe(
			'300 histories of 120 operations, 0 differ',
		);
	});

	it('keeps sparse files of up to 2 GB - 1, whose holes read as zeros', async () => {
		expect(await run('far', 0, 0, 0)).toBe('all as expected');
	});

	it('loses nothing on a disk that fails every 50th write, in 100 histories', async () => {
		expect(await run('lost-writes', 20_001, 100, 3)).toBe(
			'100 histories of 120 operations, 0 differ',
		);
	});

	it('leaves what can be repaired on a disk that fails reads as well, in 100 histories', async () => {
		expect(await run('lost-reads', 30_001, 100, 3)).toBe(
			'100 histories of 120 operations, 0 differ',
		);
	});

	it('loses nothing that it has answered when it dies up to 12 times, in 100 histories of three at once', async () => {
		expect(await run('lives', 40_001, 100, 3)).toBe(
			'100 histories of 120 operations, 0 differ',
		);
	});

	it('comes to an end on 1,000 damaged volumes, and fsck repairs what it leaves', async () => {
		expect(await run('mutations', 1, 1_000, 0)).toMatch(/^1000 damaged volumes: \d+ were/);
	});
});

it('says of a volume that it refuses what was expected and what was found', async () => {
	const said = await run('refusals', 0, 0, 0);
	expect(said.split('\n')).toEqual([
		'magic: no file system: superblock: expected magic number 0x4d5a (MINIX version 3), found 0x2468',
		'block size: no file system: superblock: the block size should be 1024, 2048 or 4096, is 1000',
		'zone size: no file system: superblock: log2 of blocks in a zone should be just 0, is 3',
		'no inodes: no file system: superblock: the number of inodes should be at least 1, is 0',
		'many inodes: no file system: superblock: inode bitmap blocks should be at least 524288, is 1',
		'inode bitmap: no file system: superblock: inode bitmap blocks should be at least 1, is 0',
		'zone bitmap: no file system: superblock: the first data zone should be behind the inodes at 25, is 17',
		'first zone: no file system: superblock: the first data zone should be behind the inodes at 17, is 3',
		'few zones: no file system: superblock: the number of zones should be above the first data zone 17, is 5',
		"many zones: no file system: superblock: the number of zones should be at most the device's 2048, is 268435456",
		'largest size: no file system: superblock: the largest size of a file should be at least 1, is 0',
		'no root: no file system: inode 1 should be the root directory and is not; run fsck',
		"cut volume: no file system: superblock: the number of zones should be at most the device's 1024, is 2048",
		'tiny device: no file system: the device has 1 KB',
		"dead disk: the superblock can't be read: error 5",
	]);
});

it('touches no memory but its own on 200 damaged volumes', async (context) => {
	const watched = await Harness.build(addressSanitizer);
	if (!watched) {
		return context.skip('this machine has no compiler `cc` with an address sanitizer');
	}
	try {
		expect(await watched.run('mutations', 2_001, 200, 0)).toMatch(/^200 damaged volumes/);
	} finally {
		watched.remove();
	}
});

it('was checked by fsck.minix in every tenth case', (context) => {
	if (!isInstalled('fsck.minix')) return context.skip(FSCK_MINIX_MISSING);
	expect(harness?.wasCheckedByOthers()).toBe(true);
});
