/** As the last case of pci.test.ts, for long. */
import { expect, it } from 'vitest';
import { PciHarness } from './pci.test-support.ts';

const CASES = 100_000;
const FIRST_SEED = 1_000_000;

it(`${CASES} random buses and requests come to an end, and nothing is written that must not be`, async () => {
	const pci = await PciHarness.build();
	for (let seed = FIRST_SEED; seed < FIRST_SEED + CASES; seed++) {
		const broken = pci.fuzz(seed);
		if (broken) expect([seed, broken]).toEqual([seed, '']);
	}
});
