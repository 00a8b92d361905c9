/**
 * What v86's PS/2 controller leaves out of its state: the bytes that the guest has not read, and
 * whether one of them is at port 60h.
 */

import type { PlainData } from '../api.ts';
import { loadByteQueue, saveByteQueue } from './byte_queue.ts';
import type { V86Ps2 } from './internals.ts';

export function saveKeyboard(ps2: V86Ps2): PlainData {
	return {
		keyboard: saveByteQueue(ps2.kbd_buffer),
		mouse: saveByteQueue(ps2.mouse_buffer),
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
	loadByteQueue(ps2.kbd_buffer, saved.keyboard);
	loadByteQueue(ps2.mouse_buffer, saved.mouse);
	ps2.next_byte_is_ready = saved.isReady;
	ps2.next_byte_is_aux = saved.isMouse;
}
