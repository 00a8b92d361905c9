/*
 * A guest that writes anything to any port cannot take its host along: the machine goes on, or it
 * is crashed with an error and works again after a reset.
 */
import { test } from 'vitest';
import { makeWildAccesses } from './testing/wild_ports.test-support.ts';

const SEEDS = [1, 2, 3];
const COUNT = 10_000;

test.each(SEEDS)(`${COUNT} wild port accesses from seed %i`, (seed) =>
	makeWildAccesses(seed, COUNT),
);
