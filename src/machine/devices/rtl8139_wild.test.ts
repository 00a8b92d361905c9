import { test } from 'vitest';
import { programWildly } from './rtl8139_wild.test-support.ts';

test('1,000 wild drivers of an RTL8139 hurt nobody, and the card works again after a reset', () => {
	for (let seed = 1; seed <= 1_000; seed++) {
		programWildly(seed, 200);
	}
});
