/** Garbage for all that reads what others send; see host_test/network_fuzz.c for what has to hold. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNetworkFuzz, FUZZ_TARGETS, type NetworkFuzz } from './network_fuzz.test-support.ts';

let fuzz: NetworkFuzz;
beforeAll(() => {
	fuzz = buildNetworkFuzz();
});
afterAll(() => fuzz?.dispose());

describe('garbage crashes nothing', () => {
	it.each(FUZZ_TARGETS)('2,000 cases: $what', ({ target }) => {
		expect(fuzz.run(target, 1, 2_000)).toMatch(/^2000 cases, [1-9]\d* of them good\n$/);
	});
});
