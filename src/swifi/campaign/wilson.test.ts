import { expect, test } from 'vitest';
import { wilsonInterval } from './wilson.ts';

// The first two are the slides' campaign; the others are from Newcombe's comparison of intervals
// (Statistics in Medicine 17, 1998, table I).
test.each([
	[0, 12_500, 0, 0.000307],
	[347, 347, 0.989, 1],
	[81, 263, 0.2553, 0.3662],
	[15, 148, 0.0624, 0.1605],
	[0, 20, 0, 0.1611],
	[1, 29, 0.0061, 0.1718],
])('the interval of %i of %i is %f to %f', (successes, trials, lower, upper) => {
	const interval = wilsonInterval(successes, trials);
	const digits = trials > 1000 ? 6 : trials === 347 ? 3 : 4;
	expect(interval?.lower).toBeCloseTo(lower, digits);
	expect(interval?.upper).toBeCloseTo(upper, digits);
});

test('there is no interval without trials', () => {
	expect(wilsonInterval(0, 0)).toBeUndefined();
});
