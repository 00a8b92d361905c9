import { expect, test } from 'vitest';
import { SeriesOrder } from './series_order.ts';

test('results come in the order of the series, whichever ended first', () => {
	const order = new SeriesOrder<string>(1, 3, 8);
	expect(order.finish(7, 'c')).toEqual([]);
	expect(order.finish(4, 'b')).toEqual([]);
	expect(order.finish(1, 'a')).toEqual(['a', 'b', 'c']);
	expect(order.finish(10, 'd')).toEqual(['d']);
});

test('no series begins too far ahead of the one that all wait for', () => {
	const order = new SeriesOrder<string>(0, 2, 3);
	expect([0, 2, 4, 6].map((series) => order.mayBegin(series))).toEqual([true, true, true, false]);
	order.finish(0, 'a');
	expect(order.mayBegin(6)).toBe(true);
});

test.each([0, 2, 40])('series %i, which is done or may not have begun, is refused', (series) => {
	const order = new SeriesOrder<string>(0, 1, 8);
	order.finish(0, 'a');
	order.finish(2, 'c');
	expect(() => order.finish(series, 'again')).toThrow(`Series ${series} is not expected now`);
});
