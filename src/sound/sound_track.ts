/**
 * What was heard, put together: blocks that follow one another at once become a stretch, and
 * between two stretches is a gap.
 */

import type { SoundBlock } from '../machine/api.ts';

/** Guest times are sums of fractions: what is less is no gap. */
const SEAM_US = 1;
const US_PER_S = 1e6;

/** Sound without a gap, at one rate. */
export interface Stretch {
	readonly atUs: number;
	readonly rateHz: number;
	/** Blocks in order; samples from -1 to 1. */
	readonly left: readonly Float32Array[];
	readonly right: readonly Float32Array[];
	/** Samples of one channel. */
	readonly frames: number;
}

export interface Gap {
	readonly atUs: number;
	readonly us: number;
}

interface OpenStretch {
	atUs: number;
	rateHz: number;
	left: Float32Array[];
	right: Float32Array[];
	frames: number;
}

export class SoundTrack {
	private readonly open: OpenStretch[] = [];

	get stretches(): readonly Stretch[] {
		return this.open;
	}

	add({ atUs, rateHz, left, right }: SoundBlock): void {
		let last = this.open.at(-1);
		if (!last || last.rateHz !== rateHz || atUs - endUs(last) >= SEAM_US) {
			last = { atUs, rateHz, left: [], right: [], frames: 0 };
			this.open.push(last);
		}
		last.left.push(left);
		last.right.push(right);
		last.frames += left.length;
	}

	clear(): void {
		this.open.length = 0;
	}

	/** Silence between stretches; a change of rate alone is none. */
	gaps(): Gap[] {
		return this.open.slice(1).flatMap((stretch, index) => {
			const atUs = endUs(this.open[index] as Stretch);
			const us = stretch.atUs - atUs;
			return us >= SEAM_US ? [{ atUs, us }] : [];
		});
	}
}

/** When a stretch has been heard. */
export function endUs({ atUs, frames, rateHz }: Stretch): number {
	return atUs + (frames / rateHz) * US_PER_S;
}

/** Blocks as one list. */
export function joined(blocks: readonly Float32Array[]): Float32Array {
	const all = new Float32Array(blocks.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const block of blocks) {
		all.set(block, at);
		at += block.length;
	}
	return all;
}
