import { expect, test } from 'vitest';
import { RandomInput } from '../lan/services/random_bytes.test-support.ts';
import { fillSeeded } from './seeded_content.ts';

function content(seed: number, position: number, length: number): Buffer {
	const bytes = Buffer.alloc(length);
	fillSeeded(bytes, seed, position);
	return bytes;
}

test('a byte depends on seed and position alone, however the content is cut: 1,000 parts', () => {
	const whole = content(7, 0, 100_000);
	const random = new RandomInput(1);
	for (let i = 0; i < 1000; i++) {
		const from = random.below(whole.length);
		const end = from + random.below(whole.length - from + 1);
		expect(content(7, from, end - from).equals(whole.subarray(from, end))).toBe(true);
	}
});

test('positions beyond 2^32 words go on without a seam', () => {
	const seam = 4 * 2 ** 32;
	const whole = content(1, seam - 5, 10);
	expect(content(1, seam, 5)).toEqual(whole.subarray(5));
	expect(content(1, 0, 5)).not.toEqual(whole.subarray(5));
});

test('other seeds give other bytes, each value about as often as the others', () => {
	const bytes = content(1, 0, 256_000);
	expect(content(2, 0, 256_000).equals(bytes)).toBe(false);
	const counts = new Array(256).fill(0);
	for (const byte of bytes) counts[byte]++;
	expect(Math.min(...counts)).toBeGreaterThan(850);
	expect(Math.max(...counts)).toBeLessThan(1150);
});
