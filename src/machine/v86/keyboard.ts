/**
 * What v86's PS/2 controller leaves out of its state: the bytes that the guest has not read, and
 * whether one of them is at port 60h.
 */

import type { PlainData } from '../api.ts';
import type { V86ByteQueue, V86Ps2 } from './internals.ts';

export function saveKeyboard(ps2: V86Ps2): PlainData {
	return {
		keyboard: contentOf(ps2.kbd_buffer),
		mouse: contentOf(ps2.mouse_buffer),
		isReady: ps2.next_byte_is_ready,
		isMouse: ps2.next_byte_is_aux,
	};
}

export function loadKeyboard(ps2: V86Ps2, state: PlainData): void {
	const saved = state as {
		keyboard: Uint8Array;
		mouse: Uint8Array;
		isReady: boolean;
		isMouse: boolean;
	};
	fill(ps2.kbd_buffer, saved.keyboard);
	fill(ps2.mouse_buffer, saved.mouse);
	ps2.next_byte_is_ready = saved.isReady;
	ps2.next_byte_is_aux = saved.isMouse;
}

/** The queue tells its bytes only as it gives them out, so they are put back. */
function contentOf(queue: V86ByteQueue): Uint8Array {
	const bytes = new Uint8Array(queue.length);
	for (let i = 0; i < bytes.length; i++) {
		bytes[i] = queue.shift();
	}
	fill(queue, bytes);
	return bytes;
}

function fill(queue: V86ByteQueue, bytes: Uint8Array): void {
	queue.clear();
	for (const byte of bytes) {
		queue.push(byte);
	}
}
