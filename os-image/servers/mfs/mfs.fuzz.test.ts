/** The file server's logic on this machine, for longer: see mfs.test.ts. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Harness } from './harness.test-support.ts';

/** Some dozens of calls of the compiler, on a machine that may be busy. */
vi.setConfig({ hookTimeout: 300_000 });

let harness: Harness | undefined;

beforeAll(async () => {
	harness = await Harness.build();
});
afterAll(() => harness?.remove());

it('does what a simple model does, in 100,000 random histories by one to four at once', async () => {
	for (const actors of [1, 2, 3, 4]) {
		expect(await harness?.run('histories', 1_000_000 * actors, 25_000, actors)).toBe(
			'25000 histories of 120 operations, 0 differ',
		);
	}
});

it('loses nothing on faulty disks, in 20,000 random histories', async () => {
	expect(await harness?.run('lost-writes', 5_000_000, 10_000, 3)).toMatch(/, 0 differ$/);
	expect(await harness?.run('lost-reads', 6_000_000, 10_000, 3)).toMatch(/, 0 differ$/);
});

it('loses nothing that it has answered when it dies, in 10,000 random histories', async () => {
	expect(await harness?.run('lives', 8_000_000, 10_000, 4)).toMatch(/, 0 differ$/);
});

it('comes to an end on 100,000 damaged volumes', async () => {
	expect(await harness?.run('mutations', 7_000_000, 100_000, 0)).toMatch(/^100000 damaged/);
});
