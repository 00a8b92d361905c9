import { expect, test } from 'vitest';
import { envelope } from './envelope.ts';
import { SoundTrack } from './sound_track.ts';

test('a column shows the loudest of both channels, and none where nothing is heard', () => {
	const track = new SoundTrack();
	const left = Float32Array.of(0.25, -0.5, 0.75, 0);
	const right = Float32Array.of(0, 0, -1, 0);
	track.add({ atUs: 1000, rateHz: 4000, left, right });
	expect(envelope(track, 500, 2500, 4)).toEqual([
		undefined,
		{ low: -0.5, high: 0.25 },
		{ low: -1, high: 0.75 },
		undefined,
	]);
});

test('what was heard before or after is not shown', () => {
	const track = new SoundTrack();
	const samples = new Float32Array(4).fill(1);
	track.add({ atUs: 0, rateHz: 4000, left: samples, right: samples });
	track.add({ atUs: 5000, rateHz: 4000, left: samples, right: samples });
	expect(envelope(track, 2000, 4000, 2)).toEqual([undefined, undefined]);
});
