/**
 * The machine's one source of random numbers: a small counter-based generator (the finaliser of
 * MurmurHash3 over a Weyl sequence). Its state is a single 32-bit number, so that it fits into
 * snapshots, and the same seed gives the same numbers everywhere.
 */

const WEYL_STEP = 0x9e3779b9;

export class SeededRandom {
	private state: number;

	constructor(seed: number) {
		this.state = seed | 0;
	}

	/** A signed 32-bit integer. */
	nextInt32(): number {
		this.state = (this.state + WEYL_STEP) | 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
		mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
		return (mixed ^ (mixed >>> 16)) | 0;
	}

	save(): number {
		return this.state;
	}

	load(state: number): void {
		this.state = state | 0;
	}
}
