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

	it('loses nothing on a disk that fails every 50th write, in 200 histories', async () => {
		expect(await run('lost-writes', 20_001, 200, 3)).toBe(
			'200 histories of 120 operations, 0 differ',
		);
	});

	it('leaves what can be repaired on a disk that fails reads as well, in 200 histories', async () => {
		expect(await run('lost-reads', 30_001, 200, 3)).toBe(
			'200 histories of 120 operations, 0 differ',
		);
	});

	it('comes to an end on 1,500 damaged volumes, and fsck repairs what it leaves', async () => {
		expect(await run('mutations', 1, 1_500, 0)).toMatch(/^1500 damaged volumes: \d+ were/);
	});
});

it('touches no memory but its own on 500 damaged volumes', async (context) => {
	const watched = await Harness.build(addressSanitizer);
	if (!watched) {
		return context.skip('this machine has no compiler `cc` with an address sanitizer');
	}
	try {
		expect(await watched.run('mutations', 2_001, 500, 0)).toMatch(/^500 damaged volumes/);
	} finally {
		watched.remove();
	}
});

it('was checked by fsck.minix in every tenth case', (context) => {
	if (!isInstalled('fsck.minix')) return context.skip(FSCK_MINIX_MISSING);
});
