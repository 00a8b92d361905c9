import { expect, test } from 'vitest';
import type { SoundBlock } from '../machine/api.ts';
import { endUs, joined, SoundTrack } from './sound_track.ts';

const RATE_HZ = 8000;
const FRAMES = 80;
const BLOCK_US = 10_000;

function block(atUs: number, level = 0.5, rateHz = RATE_HZ): SoundBlock {
	const samples = new Float32Array(FRAMES).fill(level);
	return { atUs, rateHz, left: samples, right: samples.map((sample) => -sample) };
}

test('blocks that follow at once are one stretch', () => {
	const track = new SoundTrack();
	track.add(block(1000, 0.25));
	track.add(block(1000 + BLOCK_US, 0.5));
	const [stretch] = track.stretches;
	expect(track.stretches.length).toBe(1);
	expect(track.gaps()).toEqual([]);
	expect(stretch && endUs(stretch)).toBe(1000 + 2 * BLOCK_US);
	const left = joined(stretch?.left ?? []);
	expect([left.length, left[0], left.at(-1)]).toEqual([2 * FRAMES, 0.25, 0.5]);
	expect(joined(stretch?.right ?? []).at(-1)).toBe(-0.5);
});

test('fractions of a microsecond are no gap, and anything more is', () => {
	const track = new SoundTrack();
	track.add(block(0));
	track.add(block(BLOCK_US + 0.4));
	track.add(block(2 * BLOCK_US + 5000));
	expect(track.stretches.length).toBe(2);
	const [gap] = track.gaps();
	expect(gap?.us).toBeCloseTo(5000, 0);
	expect(gap?.atUs).toBeCloseTo(2 * BLOCK_US, 0);
});

test('another rate begins a stretch without a gap', () => {
	const track = new SoundTrack();
	track.add(block(0));
	track.add(block(BLOCK_US, 0.5, 2 * RATE_HZ));
	expect(track.stretches.map(({ rateHz }) => rateHz)).toEqual([RATE_HZ, 2 * RATE_HZ]);
	expect(track.gaps()).toEqual([]);
});
