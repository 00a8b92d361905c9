import { it } from 'vitest';
import { tryLyingCard } from './lying_card.test-support.ts';

it('100,000 cards that lie now and then neither hang nor trap the driver, nor leave it lame', async () => {
	for (let seed = 1; seed <= 100_000; seed++) await tryLyingCard(seed + 1_000_000);
});
