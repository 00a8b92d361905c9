import { expect, test } from 'vitest';
import { frame, GUEST_MAC, HOST_MAC, numberOf } from './frames.test-support.ts';
import type { Impairments } from './impairments.ts';
import { Wire } from './wire.ts';

const COUNT = 5_000;

/** Sends numbered frames over a bad cable; gives those that arrive. */
function carried(impairments: Impairments): Uint8Array[] {
	const wire = new Wire({ impairments });
	const arrived: Uint8Array[] = [];
	for (let i = 0; i < COUNT; i++) {
		wire.send(frame(GUEST_MAC, HOST_MAC, i, 100), i * 1000);
		// A later one may overtake the last: two stay on the cable.
		while (wire.length > 2) {
			arrived.push(wire.peek().slice());
			wire.shift();
		}
	}
	return arrived;
}

const about = (share: number) => [COUNT * share * 0.8, COUNT * share * 1.2] as const;

function bitsOf(byte: number): number {
	let count = 0;
	for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
	return count;
}

test('the share of frames that was asked for is lost', () => {
	const lost = COUNT - carried({ loss: 0.1 }).length;
	expect(lost).toBeGreaterThan(about(0.1)[0]);
	expect(lost).toBeLessThan(about(0.1)[1]);
});

test('duplicates follow their frames', () => {
	const numbers = carried({ duplication: 0.1 }).map(numberOf);
	const repeated = numbers.filter((number, i) => number === numbers[i - 1]).length;
	expect(repeated).toBeGreaterThan(about(0.1)[0]);
	expect(repeated).toBeLessThan(about(0.1)[1]);
	expect(new Set(numbers).size).toBeGreaterThan(COUNT - 4);
});

test('a corrupted frame has one bit turned', () => {
	const frames = carried({ corruption: 0.1 });
	const turned = frames.map((bytes, i) => {
		const original = frame(GUEST_MAC, HOST_MAC, i, 100);
		return bytes.reduce((count, byte, at) => count + bitsOf(byte ^ (original[at] ?? 0)), 0);
	});
	const corrupted = turned.filter((bits) => bits > 0);
	expect(corrupted.every((bits) => bits === 1)).toBe(true);
	expect(corrupted.length).toBeGreaterThan(about(0.1)[0]);
	expect(corrupted.length).toBeLessThan(about(0.1)[1]);
});

test('frames that overtake change places with the one before them', () => {
	const numbers = carried({ reordering: 0.1 }).map(numberOf);
	const early = numbers.filter((number, i) => number > (numbers[i + 1] ?? COUNT)).length;
	expect(early).toBeGreaterThan(about(0.1)[0]);
	expect(early).toBeLessThan(about(0.1)[1]);
	expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from(numbers, (_, i) => i));
});

test('the same seed is the same bad luck, and another one another', () => {
	const numbers = (seed: number) => carried({ loss: 0.5, seed }).map(numberOf).join();
	expect(numbers(3)).toBe(numbers(3));
	expect(numbers(3)).not.toBe(numbers(4));
});

test('a long cable holds more frames than a queue does', () => {
	const wire = new Wire({ delayUs: 1_000_000, queueFrames: 64 });
	for (let i = 0; i < 1000; i++) wire.send(frame(GUEST_MAC, HOST_MAC, i), i);
	expect(wire.length).toBe(1000);
	expect(wire.drops.queueFull).toBe(0);
});
