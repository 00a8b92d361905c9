/* What became of a tune of numbered samples on its way to the loudspeaker. */
import { numberOf } from '../../drivers/audio/numbered_samples.test-support.ts';
import { joined, type SoundTrack } from '../../src/sound/sound_track.ts';

const US_PER_S = 1e6;

export interface Performance {
	/** How often the driver was killed; undefined: never. */
	readonly everyS: number | undefined;
	readonly kills: number;
	readonly gapsUs: readonly number[];
	/** All samples were heard, in order but for those that were heard again after a gap. */
	readonly isWhole: boolean;
	readonly heardTwiceUs: number;
	readonly track: SoundTrack;
}

export function judge(
	track: SoundTrack,
	frames: number,
	everyS: number | undefined,
	kills: number,
): Performance {
	let next = 0;
	let isWhole = true;
	let heardTwiceUs = 0;
	for (const { left, rateHz } of track.stretches) {
		const numbers = [...joined(left)].map(numberOf);
		const first = numbers[0] as number;
		isWhole &&= first <= next && numbers.every((number, index) => number === first + index);
		heardTwiceUs += (Math.max(0, next - first) / rateHz) * US_PER_S;
		next = Math.max(next, first + numbers.length);
	}
	return {
		...{ everyS, kills, heardTwiceUs, track },
		gapsUs: track.gaps().map(({ us }) => us),
		isWhole: isWhole && next === frames,
	};
}
