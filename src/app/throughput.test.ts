import { expect, test } from 'vitest';
import type { Bins } from './network_model.ts';
import { curveOf, isQuiet, ratesOf, scaleOf, windowOf } from './throughput.ts';

const binUs = 20_000;
const binsPerS = 1e6 / binUs;

function binsFrom(firstBin: number, toGuest: number[], fromGuest = toGuest.map(() => 0)): Bins {
	return { binUs, firstBin, toGuest, fromGuest };
}

test('the window begins at power-on, and moves once there is more than it holds', () => {
	expect(windowOf(binsFrom(0, [1, 1]), 1e6)).toEqual({ fromUs: 0, toUs: 1e6 });
	expect(windowOf(binsFrom(98, [1, 1]), 1e6)).toEqual({ fromUs: 1e6, toUs: 2e6 });
});

test('a point is the mean rate of its step, at the middle of it', () => {
	const bins = binsFrom(0, [100, 300, 0, 0], [10, 30, 50, 70]);
	expect(curveOf(bins, { fromUs: 0, toUs: 1e6 }, 2 * binUs)).toEqual([
		[0.02, 0.06],
		[200 * binsPerS, 0],
		[20 * binsPerS, 60 * binsPerS],
	]);
});

test('a point stays the same when time goes on, and comes when its step is full', () => {
	const early = curveOf(binsFrom(3, [1, 2, 3, 4]), { fromUs: 0, toUs: 1e6 }, 2 * binUs);
	const later = curveOf(binsFrom(3, [1, 2, 3, 4, 5]), { fromUs: 0, toUs: 1e6 }, 2 * binUs);
	// Bin 3 is half a step; bins 4 and 5 are one, and 6 and 7.
	expect(early[1]).toEqual([2.5 * binsPerS]);
	expect(later[1]).toEqual([2.5 * binsPerS, 4.5 * binsPerS]);
	expect(later[0][0]).toBe(early[0][0]);
});

test('points before the window are left out', () => {
	const [times] = curveOf(binsFrom(0, [1, 1, 1, 1]), { fromUs: 40_000, toUs: 1e6 }, binUs);
	expect(times).toEqual([0.05, 0.07].map((time) => expect.closeTo(time)));
});

test('the rate now is that of the last second', () => {
	const bins = binsFrom(0, [
		...Array(50).fill(9999),
		...Array(25).fill(2000),
		...Array(25).fill(0),
	]);
	expect(ratesOf(bins, 'toGuest').now).toBe(50_000);
	expect(ratesOf(bins, 'fromGuest').now).toBe(0);
});

test('the average is over the last transfer, with its repairs and without the silence around it', () => {
	const pause = (seconds: number) => Array(seconds * binsPerS).fill(0);
	const transfer = [...Array(50).fill(3000), ...pause(1), ...Array(50).fill(3000)];
	const before = Array(50).fill(70_000);
	const bins = binsFrom(0, [...before, ...pause(3), ...transfer, ...pause(4), 60]);
	expect(ratesOf(bins, 'toGuest')).toMatchObject({ average: 100_000, bytes: 300_000 });
});

test('small talk is no transfer', () => {
	const bins = binsFrom(0, [60, 0, 342, 0]);
	expect(ratesOf(bins, 'toGuest')).toMatchObject({ average: 0, bytes: 0 });
	expect(isQuiet(curveOf(bins, windowOf(bins, 1e6), 100_000))).toBe(true);
	const busy = binsFrom(0, [60, 5000, 5000, 5000]);
	expect(isQuiet(curveOf(busy, windowOf(busy, 1e6), binUs))).toBe(false);
});

test('the scale is the round figure above all points', () => {
	expect(scaleOf([[], [], []])).toBe(1e6);
	expect(
		scaleOf([
			[1, 2],
			[0, 1.2e6],
			[0, 0],
		]),
	).toBe(2e6);
	expect(
		scaleOf([
			[1, 2],
			[0, 3],
			[0, 41e6],
		]),
	).toBe(50e6);
	expect(scaleOf([[1], [60e6], [0]])).toBe(100e6);
});
