/** v86's queues of bytes, which it leaves out of its state. They tell their bytes only by giving them out. */

import type { V86ByteQueue } from './internals.ts';

/** What the queue holds; it keeps it. */
export function saveByteQueue(queue: V86ByteQueue): Uint8Array {
	const bytes = new Uint8Array(queue.length);
	for (let i = 0; i < bytes.length; i++) {
		bytes[i] = queue.shift();
	}
	loadByteQueue(queue, bytes);
	return bytes;
}

export function loadByteQueue(queue: V86ByteQueue, bytes: Uint8Array): void {
	queue.clear();
	for (const byte of bytes) {
		queue.push(byte);
	}
}
