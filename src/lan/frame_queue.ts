/**
 * Frames on their way, in order, each with the guest time at which it arrives: a ring of slots of
 * one size, so that a frame costs a copy and no allocation. The ring grows up to its limit.
 */

import type { PlainData } from '../machine/api.ts';
import { FRAME_BYTES_MAX } from './frame.ts';

const INITIAL_SLOTS = 64;

export class FrameQueue {
	private bytes = new Uint8Array(INITIAL_SLOTS * FRAME_BYTES_MAX);
	private lengths = new Uint16Array(INITIAL_SLOTS);
	private times = new Float64Array(INITIAL_SLOTS);
	private first = 0;
	private count = 0;

	/** `limit`: how many frames it takes at most; a power of two of at least 64. */
	constructor(readonly limit: number) {}

	get length(): number {
		return this.count;
	}

	/** When the first frame arrives; Infinity without one. */
	get nextNs(): number {
		return this.count > 0 ? (this.times[this.first] as number) : Number.POSITIVE_INFINITY;
	}

	/**
	 * Takes a copy, filled up with zeros to `minBytes`; false when it is full or the frame too
	 * long.
	 */
	push(frame: Uint8Array, atNs: number, minBytes = 0): boolean {
		if (this.count === this.limit || frame.length > FRAME_BYTES_MAX) {
			return false;
		}
		if (this.count === this.lengths.length) {
			this.grow();
		}
		const slot = this.slot(this.count);
		const start = slot * FRAME_BYTES_MAX;
		this.bytes.set(frame, start);
		if (frame.length < minBytes) {
			this.bytes.fill(0, start + frame.length, start + minBytes);
		}
		this.lengths[slot] = Math.max(frame.length, minBytes);
		this.times[slot] = atNs;
		this.count++;
		return true;
	}

	/** The first frame, as a view that is valid until the next push; there must be one. */
	peek(): Uint8Array {
		return this.frame(this.first);
	}

	/** Removes the first frame. */
	shift(): void {
		this.first = this.slot(1);
		this.count--;
	}

	/** Lets the last frame overtake the one before it, which keeps its place in time. */
	swapLastTwo(): void {
		if (this.count < 2) {
			return;
		}
		const [before, last] = [this.slot(this.count - 2), this.slot(this.count - 1)];
		const [earlier, later] = [this.frame(before).slice(), this.frame(last).slice()];
		this.bytes.set(later, before * FRAME_BYTES_MAX);
		this.bytes.set(earlier, last * FRAME_BYTES_MAX);
		this.lengths[before] = later.length;
		this.lengths[last] = earlier.length;
	}

	clear(): void {
		this.first = 0;
		this.count = 0;
	}

	save(): PlainData {
		return Array.from({ length: this.count }, (_, place) => {
			const slot = this.slot(place);
			return [this.times[slot] as number, this.frame(slot).slice()];
		});
	}

	load(state: PlainData): void {
		this.clear();
		for (const [atNs, frame] of state as [number, Uint8Array][]) {
			this.push(frame, atNs);
		}
	}

	private slot(place: number): number {
		return (this.first + place) & (this.lengths.length - 1);
	}

	private frame(slot: number): Uint8Array {
		const start = slot * FRAME_BYTES_MAX;
		return this.bytes.subarray(start, start + (this.lengths[slot] as number));
	}

	private grow(): void {
		const slots = this.lengths.length;
		const bytes = new Uint8Array(2 * slots * FRAME_BYTES_MAX);
		const lengths = new Uint16Array(2 * slots);
		const times = new Float64Array(2 * slots);
		for (let place = 0; place < this.count; place++) {
			const slot = this.slot(place);
			bytes.set(this.frame(slot), place * FRAME_BYTES_MAX);
			lengths[place] = this.lengths[slot] as number;
			times[place] = this.times[slot] as number;
		}
		this.first = 0;
		this.bytes = bytes;
		this.lengths = lengths;
		this.times = times;
	}
}
