import { test } from 'vitest';
import { checkRandomStream } from './random_streams.test-support.ts';

test('100,000 random event streams with holes give each defect one incident, its phases in order', () => {
	for (let seed = 1; seed <= 100_000; seed++) checkRandomStream(seed);
});
