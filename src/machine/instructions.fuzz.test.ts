/* A program at user level cannot take its machine along, whatever its instructions are. */
import { test } from 'vitest';
import { runWildPrograms } from './testing/wild_instructions.test-support.ts';

const SEEDS = Array.from({ length: 100 }, (_, i) => i + 1);
const COUNT = 200_000;

test.each(SEEDS)(`${COUNT} random programs at user level from seed %i`, (seed) =>
	runWildPrograms(seed, COUNT),
);
