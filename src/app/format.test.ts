import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatShare, threeDigits } from './format.ts';

test.each([
	[0, '0\u2009µs'],
	[840, '840\u2009µs'],
	[999.6, '1.00\u2009ms'],
	[12_340, '12.3\u2009ms'],
	[999_600, '1.00\u2009s'],
	[4_560_000, '4.56\u2009s'],
	[99_960_000, '100\u2009s'],
	[1_000_000_000, '0:16:40'],
	[7_325_000_000, '2:02:05'],
])('%d µs reads as %s', (us, text) => {
	expect(formatDuration(us)).toBe(text);
});

test.each([
	[512, '512\u2009B'],
	[131_072, '131\u2009kB'],
	[2_345_678, '2.35\u2009MB'],
])('%d bytes read as %s', (bytes, text) => {
	expect(formatBytes(bytes)).toBe(text);
});

test('a share is given in whole percent', () => {
	expect(formatShare(0.987)).toBe('99\u2009%');
});

test('a figure keeps three digits, and nothing is a plain 0', () => {
	expect([0, 0.5, 9.996, 99.96, 1234.5].map(threeDigits)).toEqual([
		'0',
		'0.50',
		'10.0',
		'100',
		'1235',
	]);
});
