/* No text, however wild, ends or hangs the shell that reads it. */
import { it } from 'vitest';
import { feedTokenSoups } from './test/token_soup.test-support.ts';

const SEED = 1;
const COUNT = 1_000;

it(`parses ${COUNT} random scripts and executes ${COUNT} other ones`, () =>
	feedTokenSoups(SEED, COUNT));
