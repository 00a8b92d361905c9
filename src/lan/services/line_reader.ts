/**
 * Takes lines out of what a connection has received, however it was cut into pieces. What belongs
 * to later lines is left with the stack, so that nothing but one line is kept.
 */

import type { TcpConnection } from '../tcpip/api.ts';

const LINE_FEED = 0x0a;

export type LineResult =
	/** A line without its end. */
	| { readonly kind: 'line'; readonly bytes: Uint8Array }
	/** It has more bytes than allowed; it was thrown away up to its end. */
	| { readonly kind: 'too-long' }
	/** It has not come to its end. */
	| { readonly kind: 'none' };

/** The part of a line that has come, as plain data. */
export type PartialLine = {
	bytes: Uint8Array;
	/** It is too long, and thrown away as it comes. */
	isOverlong: boolean;
};

export function emptyLine(): PartialLine {
	return { bytes: new Uint8Array(0), isOverlong: false };
}

/** Ends of lines are LF or CR LF, and count towards `maxBytes`. */
export function readLine(
	connection: TcpConnection,
	partial: PartialLine,
	maxBytes: number,
): LineResult {
	for (;;) {
		const received = connection.receive();
		if (received.length === 0) {
			return { kind: 'none' };
		}
		const end = received.indexOf(LINE_FEED);
		const taken = end < 0 ? received.length : end + 1;
		if (partial.isOverlong || partial.bytes.length + taken > maxBytes) {
			partial.bytes = new Uint8Array(0);
			partial.isOverlong = true;
		} else {
			partial.bytes = concatenate(partial.bytes, received.subarray(0, taken));
		}
		connection.consume(taken);
		if (end >= 0) {
			const { bytes, isOverlong } = partial;
			Object.assign(partial, emptyLine());
			return isOverlong ? { kind: 'too-long' } : { kind: 'line', bytes: withoutEnd(bytes) };
		}
	}
}

export function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
	const joined = new Uint8Array(first.length + second.length);
	joined.set(first);
	joined.set(second, first.length);
	return joined;
}

function withoutEnd(line: Uint8Array): Uint8Array {
	const isCrLf = line.length >= 2 && line[line.length - 2] === 0x0d;
	return line.subarray(0, line.length - (isCrLf ? 2 : 1));
}
