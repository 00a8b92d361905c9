/* No text, however wild, ends or hangs the shell that reads it. */
import { it } from 'vitest';
import { feedTokenSoups } from './test/token_soup.test-support.ts';

const SEED = 1;
const COUNT = 500;
/** Real time, with the compiler's, on a busy machine. */
const TIMEOUT_MS = 300_000;

it(
	`parses ${COUNT} of 1,000 random scripts and executes the other ${COUNT}`,
	() => feedTokenSoups(SEED, COUNT),
	TIMEOUT_MS,
);
