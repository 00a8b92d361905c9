/**
 * The RTL8139's receive FIFO: 2 KB on the chip, where frames wait while the ring in memory is
 * full (data sheet, "FIFO").
 */

import type { PlainData } from '../api.ts';

const FIFO_BYTES = 2048;

interface WaitingFrame {
	readonly length: number;
	readonly status: number;
}

export class Rtl8139ReceiveFifo {
	private readonly bytes = new Uint8Array(FIFO_BYTES);
	private waiting: WaitingFrame[] = [];
	private used = 0;

	get isEmpty(): boolean {
		return this.waiting.length === 0;
	}

	/** False if there is no room for the frame. */
	push(frame: Uint8Array, status: number): boolean {
		if (this.used + frame.length > FIFO_BYTES) {
			return false;
		}
		this.bytes.set(frame, this.used);
		this.used += frame.length;
		this.waiting.push({ length: frame.length, status });
		return true;
	}

	/** The oldest frame, valid up to the next change; undefined when there is none. */
	peek(): { frame: Uint8Array; status: number } | undefined {
		const first = this.waiting[0];
		return first && { frame: this.bytes.subarray(0, first.length), status: first.status };
	}

	/** Drops the oldest frame. */
	shift(): void {
		const first = this.waiting.shift();
		if (first) {
			this.bytes.copyWithin(0, first.length, this.used);
			this.used -= first.length;
		}
	}

	clear(): void {
		this.waiting = [];
		this.used = 0;
	}

	save(): PlainData {
		return {
			bytes: this.bytes.slice(0, this.used),
			waiting: this.waiting.map(({ length, status }) => [length, status]),
		};
	}

	load(state: PlainData): void {
		const saved = state as { bytes: Uint8Array; waiting: [number, number][] };
		this.bytes.set(saved.bytes);
		this.used = saved.bytes.length;
		this.waiting = saved.waiting.map(([length, status]) => ({ length, status }));
	}
}
