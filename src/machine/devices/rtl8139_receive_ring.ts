/**
 * The RTL8139's receive buffer: a ring in the machine's memory (data sheet, "Packet Reception",
 * "Rx Buffer", CAPR, CBR and RCR).
 *
 * The card writes at CBR; the driver reads at CAPR + 10h. Both are offsets from RBSTART and equal
 * when the ring is empty, so it is never filled up to the last byte. Each frame begins at a
 * multiple of four with its status and its length, check sequence included, 16 bits each; the
 * check sequence follows it. With WRAP a frame that reaches the ring's end goes on beyond it, else
 * at the ring's start; a ring of 64 KB has no WRAP.
 *
 * A frame is copied once, straight into the machine's memory.
 */

import type { PlainData } from '../api.ts';
import { FRAME_CHECK_BYTES, frameCheckSequence } from './ethernet_crc.ts';
import type { PciBus } from './pci_function.ts';
import { RCR_RBLEN_MASK, RCR_RBLEN_SHIFT, RCR_WRAP } from './rtl8139_registers.ts';

const SMALLEST_RING = 8 << 10;
const LARGEST_RING = 64 << 10;
const HEADER_BYTES = 4;
const ALIGNMENT = 4;
/** CAPR is behind the place where the driver reads. */
const CAPR_OFFSET = 0x10;
const CAPR_AT_START = 0xfff0;

/** `refused`: the bus did not take all of it, and the ring is as it was. */
export type PutResult = 'stored' | 'full' | 'refused';

export class Rtl8139ReceiveRing {
	/** RBSTART. */
	start = 0;
	/** CAPR, as written. */
	private capr = CAPR_AT_START;
	/** CBR. */
	private writeAt = 0;
	private size = SMALLEST_RING;
	private wraps = true;
	private readonly header = new Uint8Array(HEADER_BYTES);
	private readonly checkSequence = new Uint8Array(FRAME_CHECK_BYTES);

	constructor(private readonly bus: Pick<PciBus, 'dmaWrite'>) {}

	/** Takes over the ring's size and mode from RCR. */
	configure(receiveConfiguration: number): void {
		const length = (receiveConfiguration >> RCR_RBLEN_SHIFT) & RCR_RBLEN_MASK;
		this.size = SMALLEST_RING << length;
		this.wraps = (receiveConfiguration & RCR_WRAP) === 0 || this.size === LARGEST_RING;
		this.writeAt %= this.size;
	}

	/** Empty, and both ends at its start. */
	rewind(): void {
		this.capr = CAPR_AT_START;
		this.writeAt = 0;
	}

	get readPointer(): number {
		return this.capr;
	}

	set readPointer(capr: number) {
		this.capr = capr & 0xffff;
	}

	get writePointer(): number {
		return this.writeAt;
	}

	get isEmpty(): boolean {
		return this.readAt === this.writeAt;
	}

	hasRoom(frameLength: number): boolean {
		return bytesNeeded(frameLength) < this.room;
	}

	/** Stores a frame, which has no check sequence, behind its status. */
	put(frame: Uint8Array, status: number): PutResult {
		if (!this.hasRoom(frame.length)) {
			return 'full';
		}
		const { header, checkSequence } = this;
		const length = frame.length + FRAME_CHECK_BYTES;
		header[0] = status;
		header[1] = status >> 8;
		header[2] = length;
		header[3] = length >> 8;
		const sequence = frameCheckSequence(frame);
		for (let index = 0; index < FRAME_CHECK_BYTES; index++) {
			checkSequence[index] = sequence >>> (8 * index);
		}
		const frameAt = this.writeAt + HEADER_BYTES;
		const isStored =
			this.write(this.writeAt, header) &&
			this.write(frameAt, frame) &&
			this.write(frameAt + frame.length, checkSequence);
		if (!isStored) {
			return 'refused';
		}
		this.writeAt = (this.writeAt + bytesNeeded(frame.length)) % this.size;
		return 'stored';
	}

	save(): PlainData {
		const { start, capr, writeAt, size, wraps } = this;
		return { start, capr, writeAt, size, wraps };
	}

	load(state: PlainData): void {
		Object.assign(this, state);
	}

	private get readAt(): number {
		return (this.capr + CAPR_OFFSET) % this.size;
	}

	private get room(): number {
		return this.isEmpty ? this.size : (this.readAt - this.writeAt + this.size) % this.size;
	}

	/** Writes at an offset that may lie beyond the ring's end. */
	private write(at: number, bytes: Uint8Array): boolean {
		const { bus, start, size } = this;
		if (!this.wraps || at + bytes.length <= size) {
			return bus.dmaWrite(start + at, bytes);
		}
		if (at >= size) {
			return bus.dmaWrite(start + at - size, bytes);
		}
		const fitting = size - at;
		return (
			bus.dmaWrite(start + at, bytes.subarray(0, fitting)) &&
			bus.dmaWrite(start, bytes.subarray(fitting))
		);
	}
}

function bytesNeeded(frameLength: number): number {
	const bytes = HEADER_BYTES + frameLength + FRAME_CHECK_BYTES;
	return (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}
