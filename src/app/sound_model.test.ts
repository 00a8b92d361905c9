import { expect, test } from 'vitest';
import { gapsOf, noSound, soundAfter, soundAt, soundKeptUs } from './sound_model.ts';

const RATE_HZ = 8000;
const FRAMES = 80;
const BLOCK_US = 10_000;

const block = (atUs: number, level = 0.5) => ({
	...{ atUs, rateHz: RATE_HZ },
	left: new Float32Array(FRAMES).fill(level),
	right: new Float32Array(FRAMES).fill(-level),
});

test('blocks become peaks of both channels', () => {
	expect(soundAfter(noSound, [block(0)])).toEqual([
		{ atUs: 0, untilUs: BLOCK_US, low: -0.5, high: 0.5 },
	]);
});

test('a hiccup is a gap; neither a seam nor the end of a sound is one', () => {
	const peaks = soundAfter(noSound, [
		...[block(0), block(BLOCK_US + 0.5), block(2 * BLOCK_US + 7000)],
		block(3 * BLOCK_US + 7000 + 6e6),
	]);
	const gaps = gapsOf(peaks, []);
	expect(gaps.length).toBe(1);
	expect(gaps[0]?.us).toBeCloseTo(6999.5, 3);
});

test('a gap is told from which death of the driver it comes', () => {
	const peaks = soundAfter(noSound, [block(0), block(1e6), block(2e6)]);
	const death = { number: 7, fromUs: 1.2e6, toUs: 1.5e6 };
	expect(gapsOf(peaks, [death]).map(({ incident }) => incident)).toEqual([undefined, 7]);
	expect(gapsOf(peaks, [{ ...death, toUs: undefined }])[1]?.incident).toBe(7);
});

test('only the last seconds are kept', () => {
	const peaks = soundAfter(soundAfter(noSound, [block(0)]), [block(soundKeptUs)]);
	expect(peaks.map(({ atUs }) => atUs)).toEqual([soundKeptUs]);
});

test('a machine that went back in time has not been heard later', () => {
	const peaks = soundAfter(noSound, [block(0), block(BLOCK_US), block(2 * BLOCK_US)]);
	expect(soundAt(peaks, BLOCK_US).length).toBe(1);
	expect(soundAfter(peaks, [block(BLOCK_US)]).map(({ atUs }) => atUs)).toEqual([0, BLOCK_US]);
});
