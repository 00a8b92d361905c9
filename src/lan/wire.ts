/**
 * One direction of a cable: frames leave one after the other at the modelled rate, and arrive after
 * the modelled delay. What is sent faster than that waits in a queue of bounded length; what finds
 * no room there is dropped (tail drop), unless the sender asks first (`hasRoom`).
 */

import type { PlainData } from '../machine/api.ts';
import {
	ETHERNET_HEADER_BYTES,
	FRAME_BYTES_MAX,
	FRAME_BYTES_MIN,
	FRAME_OVERHEAD_BYTES,
} from './frame.ts';
import { FrameQueue } from './frame_queue.ts';
import { BadLuck, type Impairments } from './impairments.ts';

export interface WireOptions {
	/** Megabits a second; without it a frame takes no time to leave. */
	readonly mbit?: number | undefined;
	/** How long a frame is under way after it has left, in microseconds of guest time. */
	readonly delayUs?: number | undefined;
	/** How many frames of full length may wait to leave; 512 by default. */
	readonly queueFrames?: number | undefined;
	readonly impairments?: Impairments | undefined;
}

/** Why frames did not arrive, by number of frames. */
export interface WireDrops {
	/** There was no room in the queue. */
	queueFull: number;
	/** Shorter than a header or longer than the LAN carries. */
	badLength: number;
	/** Lost by the impairments. */
	impaired: number;
	/** The cable was not plugged in. */
	unplugged: number;
}

const DEFAULT_QUEUE_FRAMES = 512;
/** Frames under way and waiting together, whatever rate and delay are: 16 MB of slots. */
const UNDER_WAY_MAX = 8192;
const FULL_FRAME_BYTES = 1514 + FRAME_OVERHEAD_BYTES;
const NS_PER_US = 1000;
/** A bit takes this long at one Mbit/s. */
const NS_PER_BIT_AT_ONE_MBIT = 1000;

export class Wire {
	readonly drops: WireDrops = { queueFull: 0, badLength: 0, impaired: 0, unplugged: 0 };
	private readonly queue = new FrameQueue(UNDER_WAY_MAX);
	private readonly luck: BadLuck;
	private readonly nsPerByte: number;
	private readonly delayNs: number;
	private readonly queueFrames: number;
	private readonly corrupted = new Uint8Array(FRAME_BYTES_MAX);
	/** When the last frame that was sent will have left. */
	private freeAtNs = 0;

	constructor(options: WireOptions) {
		this.nsPerByte = options.mbit ? (8 * NS_PER_BIT_AT_ONE_MBIT) / options.mbit : 0;
		this.delayNs = (options.delayUs ?? 0) * NS_PER_US;
		this.queueFrames = options.queueFrames ?? DEFAULT_QUEUE_FRAMES;
		this.luck = new BadLuck(options.impairments ?? {});
	}

	/** When the next frame arrives; Infinity if none is under way. */
	get nextNs(): number {
		return this.queue.nextNs;
	}

	/** Frames that have not arrived yet. */
	get length(): number {
		return this.queue.length;
	}

	/** Whether a frame that is sent now would find room. */
	hasRoom(nowNs: number): boolean {
		if (this.queue.length < this.queueFrames) {
			return true;
		}
		const waitingNs = Math.max(0, this.freeAtNs - nowNs);
		const longestWaitNs = this.queueFrames * FULL_FRAME_BYTES * this.nsPerByte;
		// Those that have left but not arrived are on the cable, and not in the queue.
		const overdue = this.queue.nextNs <= nowNs;
		return !overdue && waitingNs <= longestWaitNs && this.queue.length < UNDER_WAY_MAX;
	}

	/** Sends a copy of a frame; tells when its last bit has left, dropped or not. */
	send(frame: Uint8Array, nowNs: number): number {
		if (frame.length < ETHERNET_HEADER_BYTES || frame.length > FRAME_BYTES_MAX) {
			this.drops.badLength++;
			return Math.max(nowNs, this.freeAtNs);
		}
		if (!this.hasRoom(nowNs)) {
			this.drops.queueFull++;
			return Math.max(nowNs, this.freeAtNs);
		}
		const bytes = Math.max(frame.length, FRAME_BYTES_MIN) + FRAME_OVERHEAD_BYTES;
		this.freeAtNs = Math.max(nowNs, this.freeAtNs) + Math.ceil(bytes * this.nsPerByte);
		this.carry(frame, this.freeAtNs + this.delayNs);
		return this.freeAtNs;
	}

	/** The frame that arrives next, as a view until the next send; there must be one. */
	peek(): Uint8Array {
		return this.queue.peek();
	}

	/** It was taken. */
	shift(): void {
		this.queue.shift();
	}

	/** The cable is pulled out: what is on it is lost. */
	unplug(): void {
		this.drops.unplugged += this.queue.length;
		this.queue.clear();
		this.freeAtNs = 0;
	}

	save(): PlainData {
		return {
			queue: this.queue.save(),
			luck: this.luck.save(),
			freeAtNs: this.freeAtNs,
			drops: { ...this.drops },
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			queue: PlainData;
			luck: number;
			freeAtNs: number;
			drops: WireDrops & PlainData;
		};
		this.queue.load(saved.queue);
		this.luck.load(saved.luck);
		this.freeAtNs = saved.freeAtNs;
		Object.assign(this.drops, saved.drops);
	}

	private carry(frame: Uint8Array, atNs: number): void {
		const fate = this.luck.fateOf(frame);
		if (fate.isLost) {
			this.drops.impaired++;
			return;
		}
		let carried = frame;
		if (fate.corruptedBit !== undefined) {
			carried = this.corrupted.subarray(0, frame.length);
			carried.set(frame);
			const place = fate.corruptedBit >> 3;
			carried[place] = (carried[place] as number) ^ (1 << (fate.corruptedBit & 7));
		}
		const copies = fate.isDuplicated ? 2 : 1;
		for (let copy = 0; copy < copies; copy++) {
			if (!this.queue.push(carried, atNs, FRAME_BYTES_MIN)) {
				this.drops.queueFull++;
			}
		}
		if (fate.overtakes) {
			this.queue.swapLastTwo();
		}
	}
}
