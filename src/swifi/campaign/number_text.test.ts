import { expect, test } from 'vitest';
import { countText, intervalText, percentText, timeText } from './number_text.ts';
import { wilsonInterval } from './wilson.ts';

test.each([
	[0, '0'],
	[999, '999'],
	[12_500, '12,500'],
	[1_000_000, '1,000,000'],
])('%i reads %s', (count, text) => {
	expect(countText(count)).toBe(text);
});

test.each([
	[0, '0 %'],
	[1, '100 %'],
	[0.02776, '2.8 %'],
	[0.000307, '0.031 %'],
	[0.98905, '98.9 %'],
	[0.99969, '99.969 %'],
	[0.5, '50.0 %'],
])('the share %f reads %s', (share, text) => {
	expect(percentText(share)).toBe(text);
});

test('nothing in 12,500 is up to 0.031 %, all of 347 from 98.9 % on', () => {
	const none = wilsonInterval(0, 12_500);
	const all = wilsonInterval(347, 347);
	expect(none && intervalText(none)).toBe('0 – 0.031 %');
	expect(all && intervalText(all)).toBe('98.9 – 100 %');
});

test.each([
	[800, '800 µs'],
	[8300, '8.3 ms'],
	[1_200_000, '1.20 s'],
])('%i µs read %s', (us, text) => {
	expect(timeText(us)).toBe(text);
});
