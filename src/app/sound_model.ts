/*
 * What the page knows of the loudspeaker: how loud it was over the last seconds of sound, and
 * the gaps in it. Pure.
 */
import type { SoundBlock } from '../machine/api.ts';
import type { Interruption } from './interruptions.ts';

/** One block's loudest both ways, from -1 to 1. */
export interface SoundPeak {
	readonly atUs: number;
	readonly untilUs: number;
	readonly low: number;
	readonly high: number;
}

/** Oldest first. */
export type SoundPeaks = readonly SoundPeak[];

export const noSound: SoundPeaks = [];

/** Guest time that the plot goes back from the last sound. */
export const soundKeptUs = 10e6;

/** Guest times are sums of fractions: what is less is no gap. */
const seamUs = 1;
/** A longer silence parts two sounds; no driver takes that long to come back. */
const pauseUs = 5e6;
const usPerS = 1e6;

export interface SoundGap {
	readonly atUs: number;
	readonly us: number;
	/** The driver's death that made it; else the program or the host was too slow. */
	readonly incident: number | undefined;
}

/** A card goes on for a moment when its driver is dead, and a player begins a moment late. */
const slackUs = 100e3;

/** After the machine went back in time, what came later has not been heard. */
export function soundAfter(peaks: SoundPeaks, blocks: readonly SoundBlock[]): SoundPeaks {
	const [first] = blocks;
	const last = blocks.at(-1);
	if (!first || !last) return peaks;
	const all = [...soundAt(peaks, first.atUs + seamUs), ...blocks.map(peakOf)];
	const fromUs = (all.at(-1) as SoundPeak).untilUs - soundKeptUs;
	return all.filter(({ untilUs }) => untilUs > fromUs);
}

/** What had been heard at that guest time. */
export function soundAt(peaks: SoundPeaks, guestUs: number): SoundPeaks {
	return peaks.filter(({ untilUs }) => untilUs <= guestUs);
}

/** Silences in the midst of a sound, and which of the driver's interruptions they come from. */
export function gapsOf(peaks: SoundPeaks, interruptions: readonly Interruption[]): SoundGap[] {
	const incidentOf = (fromUs: number, toUs: number) =>
		interruptions.find(
			(each) =>
				each.fromUs - slackUs < toUs &&
				fromUs < (each.toUs ?? Number.POSITIVE_INFINITY) + slackUs,
		)?.number;
	return peaks.slice(1).flatMap(({ atUs }, index) => {
		const { untilUs } = peaks[index] as SoundPeak;
		const us = atUs - untilUs;
		if (us < seamUs || us >= pauseUs) return [];
		return [{ atUs: untilUs, us, incident: incidentOf(untilUs, atUs) }];
	});
}

function peakOf({ atUs, rateHz, left, right }: SoundBlock): SoundPeak {
	let low = 1;
	let high = -1;
	for (const samples of [left, right]) {
		for (const sample of samples) {
			low = Math.min(low, sample);
			high = Math.max(high, sample);
		}
	}
	return { atUs, untilUs: atUs + (left.length / rateHz) * usPerS, low, high };
}
