import { test } from 'vitest';
import { programWildly } from './ata_wild.test-support.ts';

test('100,000 wild drivers of an IDE controller hurt nobody', () => {
	for (let seed = 1; seed <= 100_000; seed++) {
		programWildly(seed + 1_000_000, 200);
	}
});
