import { expect, test } from 'vitest';
import { fakeHead } from './fake_series.test-support.ts';
import { planOf, plansOf, seriesCount, seriesSeed, shardFaults, shardSeries } from './plan.ts';

test('a driver has as many series of a hundred as its faults need, the last one shorter', () => {
	const head = fakeHead({ drivers: ['eth.dp8390', 'chr.tty'], faults: 250 });
	const plans = [...plansOf(head)];
	expect(plans.map(({ series, driver, faults }) => [series, driver, faults])).toEqual([
		[0, 'eth.dp8390', 100],
		[1, 'eth.dp8390', 100],
		[2, 'eth.dp8390', 50],
		[3, 'chr.tty', 100],
		[4, 'chr.tty', 100],
		[5, 'chr.tty', 50],
	]);
	expect(() => planOf(head, 6)).toThrow('There is no series 6: expected 0 to 5.');
});

test('in isolated mode each fault is a series', () => {
	const head = fakeHead({ mode: 'isolated', faults: 7 });
	expect([...plansOf(head)].map(({ faults }) => faults)).toEqual(Array(7).fill(1));
});

test('a driver has the same seeds alone and among others', () => {
	const seedsOf = (drivers: string[]) =>
		[...plansOf(fakeHead({ drivers }))]
			.filter(({ driver }) => driver === 'chr.tty')
			.map(({ seed }) => seed);
	expect(seedsOf(['eth.dp8390', 'chr.tty'])).toEqual(seedsOf(['chr.tty']));
});

test('no two series of a driver have the same seed', () => {
	const count = 200_000;
	const seeds = new Set<number>();
	for (let number = 0; number < count; number++) seeds.add(seriesSeed(1, 'eth.dp8390', number));
	expect(seeds.size).toBe(count);
});

test('seeds differ by driver and by the campaign’s seed, and stay what they are', () => {
	expect(seriesSeed(1, 'eth.dp8390', 0)).toBe(832369168);
	expect(seriesSeed(1, 'eth.rtl8139', 0)).not.toBe(seriesSeed(1, 'eth.dp8390', 0));
	expect(seriesSeed(2, 'eth.dp8390', 0)).not.toBe(seriesSeed(1, 'eth.dp8390', 0));
});

test.each([1, 2, 3, 7, 20])('%i shards have every series just once', (of) => {
	const whole = fakeHead({ drivers: ['eth.dp8390', 'chr.tty', 'chr.printer'], faults: 420 });
	const shards = Array.from({ length: of }, (_, index) => ({
		...whole,
		shard: { number: index + 1, of },
	}));
	const all = shards.flatMap((shard) => [...plansOf(shard)]);
	expect(all.sort((a, b) => a.series - b.series)).toEqual([...plansOf(whole)]);
	for (const shard of shards) {
		const plans = [...plansOf(shard)];
		expect(shardSeries(shard)).toBe(plans.length);
		expect(shardFaults(shard)).toBe(plans.reduce((sum, { faults }) => sum + faults, 0));
	}
	expect(seriesCount(whole)).toBe(15);
});

test('plans can be taken from any series of a shard on', () => {
	const head = fakeHead({ faults: 1000, shard: { number: 2, of: 3 } });
	expect([...plansOf(head, 4)].map(({ series }) => series)).toEqual([4, 7]);
});
