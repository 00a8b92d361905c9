/** Runs the same random programs on generated code as it is and on optimized code. */

import { expect } from 'vitest';
import { type AluRun, randomAluPrograms, runAluPrograms } from './random_alu_guest.test-support.ts';

/** Enough for v86 to compile all of them, some while they run. */
const TURNS = 240;

/** Whether `optimizeWhenWorthwhile` is to optimize all modules or none, and how many it did. */
export interface OptimizerSwitch {
	isOn: boolean;
	optimized: number;
}

export async function expectSameWithAndWithout(
	optimizer: OptimizerSwitch,
	seed: number,
	count: number,
): Promise<void> {
	const programs = randomAluPrograms(seed, count);
	const run = (isOn: boolean): Promise<AluRun> => {
		optimizer.isOn = isOn;
		return runAluPrograms(programs, TURNS);
	};
	const expected = await run(false);
	expect(optimizer.optimized).toBe(0);
	const found = await run(true);
	expect(optimizer.optimized).toBeGreaterThan(0);
	optimizer.optimized = 0;
	for (const [index, sum] of found.sums.entries()) {
		const code = Buffer.from(programs[index] as Uint8Array).toString('hex');
		expect(sum, `the program ${code}`).toBe(expected.sums[index]);
	}
	expect(found.instructions).toBe(expected.instructions);
	expect(Buffer.compare(found.ram, expected.ram), 'memory').toBe(0);
}
