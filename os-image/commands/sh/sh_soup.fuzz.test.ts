/* No text, however wild, ends or hangs the shell that reads it. */
import { test } from 'vitest';
import { feedTokenSoups } from './test/token_soup.test-support.ts';

const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);
const COUNT = 5_000;

test.each(SEEDS)(
	`of 100,000 random scripts, ${COUNT} parsed and ${COUNT} executed from seed %i`,
	(seed) => feedTokenSoups(seed, COUNT),
);
