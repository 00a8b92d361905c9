import { test } from 'vitest';
import { checkRandomStream } from './random_streams.test-support.ts';

test('1,000 random event streams with holes give each defect one incident, its phases in order', () => {
	for (let seed = 1; seed <= 1_000; seed++) checkRandomStream(seed);
});
