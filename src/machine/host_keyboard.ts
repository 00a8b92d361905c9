/** The keys of the guest's PS/2 keyboard. */

import type { Keyboard, PlainData } from './api.ts';
import { InputBuffer } from './input_buffer.ts';

/** A keyboard keeps this many bytes that the guest has not read (IBM PS/2 keyboard, "Buffer"). */
const KEYBOARD_BUFFER_SIZE = 16;

export class HostKeyboard implements Keyboard {
	/** Sent by the host, not yet in the keyboard's buffer. */
	readonly input = new InputBuffer(KEYBOARD_BUFFER_SIZE);

	/** `submit` stamps and logs what the host sends. */
	constructor(private readonly submit: (bytes: Uint8Array) => void) {}

	send(scanCodes: ArrayLike<number>): void {
		if (scanCodes.length > 0) {
			this.submit(Uint8Array.from(scanCodes));
		}
	}

	save(): PlainData {
		return this.input.save();
	}

	load(state: PlainData): void {
		this.input.load(state as Uint8Array);
	}
}
