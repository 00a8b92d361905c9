/* A program at user level cannot take its machine along, whatever its instructions are. */
import { test } from 'vitest';
import { runWildPrograms } from './testing/wild_instructions.test-support.ts';

const SEEDS = [1, 2, 3];
const COUNT = 10_000;

test.each(SEEDS)(`${COUNT} random programs at user level from seed %i`, (seed) =>
	runWildPrograms(seed, COUNT),
);
