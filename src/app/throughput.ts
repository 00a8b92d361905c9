/*
 * The throughput curve, computed from the bins: its window of guest time, its points
 * and its figures. Pure.
 */
import type { Bins } from './network_model.ts';

export type Direction = 'toGuest' | 'fromGuest';

export const directions: readonly Direction[] = ['toGuest', 'fromGuest'];

export const directionWords: Readonly<Record<Direction, string>> = {
	toGuest: 'to the guest',
	fromGuest: 'from the guest',
};

/** A span of guest time on the machine's clock, in µs. */
export interface TimeWindow {
	readonly fromUs: number;
	readonly toUs: number;
}

/** The last `lengthUs` up to the latest bin; from 0 on as long as there was less than that. */
export function windowOf(bins: Bins, lengthUs: number): TimeWindow {
	const toUs = Math.max(lengthUs, endUs(bins));
	return { fromUs: toUs - lengthUs, toUs };
}

/** Points of a curve, as uPlot takes them: times in s, rates in bytes a second. */
export type Curve = [times: number[], toGuest: number[], fromGuest: number[]];

/**
 * The mean rates over steps of `stepUs`, a whole number of bins, each at the middle of its
 * step. Steps lie on multiples of their length, so that a point never changes once it
 * is there; the last ones that are not full yet are left out.
 */
export function curveOf(bins: Bins, { fromUs }: TimeWindow, stepUs: number): Curve {
	const { binUs, firstBin, toGuest, fromGuest } = bins;
	const perStep = Math.max(1, Math.round(stepUs / binUs));
	const curve: Curve = [[], [], []];
	const [times, to, from] = curve;
	const begin = Math.max(firstBin, Math.floor(fromUs / binUs));
	const last = firstBin + toGuest.length - perStep;
	for (let bin = Math.ceil(begin / perStep) * perStep; bin <= last; bin += perStep) {
		const at = bin - firstBin;
		times.push(((bin + perStep / 2) * binUs) / usPerS);
		to.push(rateOf(toGuest, at, at + perStep, binUs));
		from.push(rateOf(fromGuest, at, at + perStep, binUs));
	}
	return curve;
}

export interface Rates {
	/** Bytes a second over the last second. */
	readonly now: number;
	/** Bytes a second over the last transfer, from its first bin to its last; 0 without one. */
	readonly average: number;
	/** Bytes of that transfer. */
	readonly bytes: number;
}

/**
 * A transfer ends when nothing but small talk has come for so long: longer than a repair with a short wait of
 * its policy, so that repairs count as part of it.
 */
const transferGapUs = 2e6;

export function ratesOf(bins: Bins, direction: Direction): Rates {
	const { binUs } = bins;
	const bytes = bins[direction];
	const recent = Math.round(usPerS / binUs);
	const { from, to } = lastTransfer(bins);
	return {
		now: rateOf(bytes, Math.max(0, bytes.length - recent), bytes.length, binUs),
		average: rateOf(bytes, from, to, binUs),
		bytes: sum(bytes, from, to),
	};
}

/** The smallest round figure (1, 2 or 5 times a power of ten) that all points of the curve stay below. */
export function scaleOf([, toGuest, fromGuest]: Curve): number {
	let most = leastScale;
	for (const rate of toGuest) most = Math.max(most, rate);
	for (const rate of fromGuest) most = Math.max(most, rate);
	const power = 10 ** Math.floor(Math.log10(most));
	const factor = [1, 2, 5].find((each) => most <= each * power) ?? 10;
	return factor * power;
}

/** Whether a rate, in bytes a second, is more than small talk. */
export function isFlowing(rate: number): boolean {
	return rate >= quietRate;
}

/** Whether nothing but small talk is to be seen on the curve. */
export function isQuiet([, toGuest, fromGuest]: Curve): boolean {
	return [toGuest, fromGuest].every((rates) => !rates.some(isFlowing));
}

const usPerS = 1e6;

/** Less than this, in bytes a second, is the small talk of a network. */
const quietRate = 50e3;

/** So that silence is a line at the bottom, not noise at full height. */
const leastScale = 1e6;

function endUs({ binUs, firstBin, toGuest }: Bins): number {
	return (firstBin + toGuest.length) * binUs;
}

/** Places of the first bin and of the one after the last. */
function lastTransfer({ binUs, toGuest, fromGuest }: Bins): { from: number; to: number } {
	const leastBytes = (quietRate * binUs) / usPerS;
	const isBusy = (at: number) => (toGuest[at] ?? 0) + (fromGuest[at] ?? 0) >= leastBytes;
	let last = toGuest.length - 1;
	while (last >= 0 && !isBusy(last)) last--;
	const gap = transferGapUs / binUs;
	let first = last;
	for (let at = last; at >= 0 && first - at <= gap; at--) if (isBusy(at)) first = at;
	return { from: Math.max(0, first), to: last + 1 };
}

function rateOf(bytes: readonly number[], from: number, to: number, binUs: number): number {
	return to <= from ? 0 : sum(bytes, from, to) / (((to - from) * binUs) / usPerS);
}

function sum(values: readonly number[], from: number, to: number): number {
	let total = 0;
	for (let at = from; at < to; at++) total += values[at] ?? 0;
	return total;
}
