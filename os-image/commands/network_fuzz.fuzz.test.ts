/** The same as network_fuzz.test.ts, for longer. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildNetworkFuzz, FUZZ_TARGETS, type NetworkFuzz } from './network_fuzz.test-support.ts';

let fuzz: NetworkFuzz;
beforeAll(() => {
	fuzz = buildNetworkFuzz();
});
afterAll(() => fuzz?.dispose());

it.each(FUZZ_TARGETS)('100,000 cases: $what', ({ target }) => {
	expect(fuzz.run(target, 2, 100_000)).toMatch(/^100000 cases, [1-9]\d* of them good\n$/);
});
