/** What a plot of a sound shows: for each column the loudest both ways, and where there is none. */

import { endUs, type SoundTrack } from './sound_track.ts';

const US_PER_S = 1e6;

export interface Column {
	/** Of all samples of both channels, from -1 to 1. */
	low: number;
	high: number;
}

/** Undefined where a column has no sound at all. */
export function envelope(
	track: SoundTrack,
	fromUs: number,
	toUs: number,
	columns: number,
): (Column | undefined)[] {
	const result = new Array<Column | undefined>(columns).fill(undefined);
	const columnsPerUs = columns / (toUs - fromUs);
	for (const stretch of track.stretches) {
		if (endUs(stretch) <= fromUs || stretch.atUs >= toUs) continue;
		let frame = 0;
		for (const [index, left] of stretch.left.entries()) {
			const right = stretch.right[index] as Float32Array;
			for (let at = 0; at < left.length; at++, frame++) {
				const us = stretch.atUs + (frame / stretch.rateHz) * US_PER_S;
				const column = Math.floor((us - fromUs) * columnsPerUs);
				if (column < 0 || column >= columns) continue;
				const samples = [left[at] as number, right[at] as number] as const;
				const known = result[column];
				if (known) {
					known.low = Math.min(known.low, ...samples);
					known.high = Math.max(known.high, ...samples);
				} else {
					result[column] = { low: Math.min(...samples), high: Math.max(...samples) };
				}
			}
		}
	}
	return result;
}
