/* Optimized code does what v86's own does: registers, flags, memory, faults, interrupts. */
import { test, vi } from 'vitest';
import { expectSameWithAndWithout } from '../../testing/differential_alu.test-support.ts';
import type * as Optimizer from './optimizer.ts';

const optimizer = vi.hoisted(() => ({ isOn: true, optimized: 0 }));

vi.mock('./optimizer.ts', async (importOriginal) => {
	const original = await importOriginal<typeof Optimizer>();
	return {
		...original,
		optimizeWhenWorthwhile: (bytes: Uint8Array<ArrayBuffer>) => {
			if (!optimizer.isOn) {
				return bytes;
			}
			optimizer.optimized++;
			return original.optimizeModule(bytes);
		},
	};
});

const SEEDS = [1];
const COUNT = 1_000;

test.each(SEEDS)(`${COUNT} random programs do the same optimized, from seed %i`, (seed) =>
	expectSameWithAndWithout(optimizer, seed, COUNT),
);
