/**
 * Counts what passes between the guest and its LAN: totals, and bytes in bins of guest time, from
 * which a throughput curve is drawn.
 */

import type { PlainData } from '../machine/api.ts';

/** Guest time of one bin. */
export const BIN_NS = 20e6;
/** How far back bins are kept: 20 s. */
const BINS_KEPT = 1000;

export type Direction = 'toGuest' | 'fromGuest';

export interface TrafficTotals {
	frames: number;
	/** From destination address to the end of the data, without check sequence. */
	bytes: number;
}

/** Bins that follow one another; empty ones are 0. */
export interface TrafficBins {
	/** Number of the first one here: it covers guest time from `first * BIN_NS` on. */
	first: number;
	toGuest: number[];
	fromGuest: number[];
}

export class TrafficMeter {
	readonly totals: Record<Direction, TrafficTotals> = {
		toGuest: { frames: 0, bytes: 0 },
		fromGuest: { frames: 0, bytes: 0 },
	};
	/** By bin number modulo BINS_KEPT. */
	private readonly bins: Record<Direction, Float64Array> = {
		toGuest: new Float64Array(BINS_KEPT),
		fromGuest: new Float64Array(BINS_KEPT),
	};
	/** The latest bin that was counted in. */
	private current = 0;

	count(direction: Direction, bytes: number, nowNs: number): void {
		this.turnTo(binAt(nowNs));
		const totals = this.totals[direction];
		totals.frames++;
		totals.bytes += bytes;
		const bins = this.bins[direction];
		const place = this.current % BINS_KEPT;
		bins[place] = (bins[place] as number) + bytes;
	}

	/** The bins from `from` on that are complete at `nowNs`, as far as they are kept. */
	completeBins(from: number, nowNs: number): TrafficBins {
		const end = binAt(nowNs);
		this.turnTo(end);
		const first = Math.max(from, end - BINS_KEPT + 1, 0);
		const read = (direction: Direction) =>
			Array.from(
				{ length: Math.max(0, end - first) },
				(_, i) => this.bins[direction][(first + i) % BINS_KEPT] as number,
			);
		return { first, toGuest: read('toGuest'), fromGuest: read('fromGuest') };
	}

	save(): PlainData {
		return {
			current: this.current,
			totals: [{ ...this.totals.toGuest }, { ...this.totals.fromGuest }],
			bins: [bytesOf(this.bins.toGuest), bytesOf(this.bins.fromGuest)],
		};
	}

	load(state: PlainData): void {
		const saved = state as unknown as {
			current: number;
			totals: [TrafficTotals, TrafficTotals];
			bins: [Uint8Array, Uint8Array];
		};
		this.current = saved.current;
		this.totals.toGuest = { ...saved.totals[0] };
		this.totals.fromGuest = { ...saved.totals[1] };
		this.bins.toGuest.set(new Float64Array(saved.bins[0].slice().buffer));
		this.bins.fromGuest.set(new Float64Array(saved.bins[1].slice().buffer));
	}

	/** Empties the bins that were passed without traffic. */
	private turnTo(bin: number): void {
		const passed = Math.min(bin - this.current, BINS_KEPT);
		for (let i = 1; i <= passed; i++) {
			const place = (bin - passed + i) % BINS_KEPT;
			this.bins.toGuest[place] = 0;
			this.bins.fromGuest[place] = 0;
		}
		this.current = Math.max(this.current, bin);
	}
}

function binAt(nowNs: number): number {
	return Math.floor(nowNs / BIN_NS);
}

function bytesOf(numbers: Float64Array): Uint8Array {
	return new Uint8Array(numbers.slice().buffer);
}
