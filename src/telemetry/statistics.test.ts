import { expect, test } from 'vitest';
import { nearestRank, summarize } from './statistics.ts';

/** 1 to `count`, in an order of no meaning. */
const upTo = (count: number) =>
	Array.from({ length: count }, (_, index) => ((index * 7) % count) + 1);

test('the figures over 100 values are values among them', () => {
	expect(summarize(upTo(100))).toEqual({
		...{ count: 100, minimum: 1, median: 50, p99: 99, maximum: 100 },
	});
});

test('p99 of fewer than 100 values is the largest', () => {
	expect(summarize(upTo(99))?.p99).toBe(99);
	expect(summarize(upTo(101))?.p99).toBe(100);
});

test('the median of an even number is the lower of the middle two', () => {
	expect(summarize([4, 1, 3, 2])?.median).toBe(2);
	expect(summarize([3, 1, 2])?.median).toBe(2);
});

test('one value is all its figures', () => {
	expect(summarize([7])).toEqual({ count: 1, minimum: 7, median: 7, p99: 7, maximum: 7 });
});

test('of nothing there are no figures', () => {
	expect(summarize([])).toBeUndefined();
	expect(nearestRank([], 0.5)).toBeUndefined();
});

test('numbers are ordered as numbers, and the values are left as they are', () => {
	const values = [100, 9, 20];
	expect(summarize(values)?.median).toBe(20);
	expect(values).toEqual([100, 9, 20]);
});
