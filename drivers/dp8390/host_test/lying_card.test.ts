import { expect, it } from 'vitest';
import { tryLyingCard } from './lying_card.test-support.ts';

it('1,000 cards that lie now and then neither hang nor trap the driver, nor leave it lame', async () => {
	let setUps = 0;
	for (let seed = 1; seed <= 1_000; seed++) setUps += await tryLyingCard(seed);
	expect(setUps).toBeGreaterThan(100);
});
