import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';

test("bytes become Node's base64 and come back, however many", () => {
	for (const length of [0, 1, 2, 3, 255, 100_000]) {
		const bytes = Uint8Array.from({ length }, (_, index) => index * 13);
		expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
		expect(fromBase64(toBase64(bytes))).toEqual(bytes);
	}
});

test('a text that is no base64 is told from an empty one', () => {
	expect(fromBase64('A')).toBeUndefined();
	expect(fromBase64('*AAA')).toBeUndefined();
	expect(fromBase64('')).toEqual(new Uint8Array(0));
});
