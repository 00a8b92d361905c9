/**
 * What a bad cable does to frames, decided by a seed: for tests of what stands above it.
 *
 * A corrupted frame has one bit turned and a right check sequence, as from a broken switch: a
 * wrong one would be dropped by the receiver's card, which is the same as a loss.
 */

import { SeededRandom } from '../machine/random.ts';

/** Shares of frames, 0 to 1 each. */
export interface Impairments {
	readonly loss?: number;
	readonly duplication?: number;
	readonly corruption?: number;
	/** Frames that overtake the one before them. */
	readonly reordering?: number;
	/** What the choice starts from; 1 by default. */
	readonly seed?: number;
}

/** What becomes of one frame. */
export interface Fate {
	readonly isLost: boolean;
	readonly isDuplicated: boolean;
	/** The bit that turns, counted from the frame's first byte's lowest; undefined: none. */
	readonly corruptedBit: number | undefined;
	readonly overtakes: boolean;
}

const UNHARMED: Fate = {
	isLost: false,
	isDuplicated: false,
	corruptedBit: undefined,
	overtakes: false,
};
const DEFAULT_SEED = 1;

export class BadLuck {
	private readonly random: SeededRandom;
	private readonly isActive: boolean;

	constructor(private readonly impairments: Impairments) {
		this.random = new SeededRandom(impairments.seed ?? DEFAULT_SEED);
		const { loss, duplication, corruption, reordering } = impairments;
		this.isActive = [loss, duplication, corruption, reordering].some((share) => share);
	}

	/** The next frame's. */
	fateOf(frame: Uint8Array): Fate {
		if (!this.isActive) {
			return UNHARMED;
		}
		const { loss = 0, duplication = 0, corruption = 0, reordering = 0 } = this.impairments;
		// Each number is drawn whether it is needed or not, so that one share does not shift others.
		const isLost = this.draw() < loss;
		const isDuplicated = this.draw() < duplication;
		const isCorrupted = this.draw() < corruption;
		const bit = Math.floor(this.draw() * frame.length * 8);
		const overtakes = this.draw() < reordering;
		return {
			isLost,
			isDuplicated,
			corruptedBit: isCorrupted && frame.length > 0 ? bit : undefined,
			overtakes,
		};
	}

	save(): number {
		return this.random.save();
	}

	load(state: number): void {
		this.random.load(state);
	}

	/** 0 to below 1. */
	private draw(): number {
		return (this.random.nextInt32() >>> 0) / 0x1_0000_0000;
	}
}
