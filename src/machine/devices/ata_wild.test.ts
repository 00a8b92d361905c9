import { test } from 'vitest';
import { programWildly } from './ata_wild.test-support.ts';

test('1,000 wild drivers of an IDE controller hurt nobody, and the drive answers after a reset', () => {
	for (let seed = 1; seed <= 1_000; seed++) {
		programWildly(seed, 200);
	}
});
