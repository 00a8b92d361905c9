/**
 * The chunked transfer coding (RFC 9112 §7.1), taken apart as it comes. The state is plain data;
 * nothing of the body is kept.
 */

export type ChunkedState = {
	/** What comes next: a size line, data, the line end behind data, or the trailer's lines. */
	part: 'size' | 'data' | 'data-end' | 'trailer' | 'done' | 'broken';
	/** Bytes of data still to come of this chunk. */
	left: number;
	/** The line so far, where a line comes. */
	line: string;
	/** Bytes of the trailer so far. */
	trailerBytes: number;
};

const LINE_BYTES_MAX = 256;
const TRAILER_BYTES_MAX = 4096;
const LINE_FEED = 0x0a;
/** At most 2^44 - 1: sizes stay exact numbers. */
const CHUNK_SIZE = /^([0-9a-f]{1,11})[ \t]*(?:;.*)?$/i;

export function newChunked(): ChunkedState {
	return { part: 'size', left: 0, line: '', trailerBytes: 0 };
}

/**
 * Goes through received bytes up to the end of the body, and hands data on. Tells how many bytes
 * were used; `state.part` tells whether it is `done` or `broken`.
 */
export function takeChunked(
	state: ChunkedState,
	received: Uint8Array,
	onData: (data: Uint8Array) => void,
): number {
	let at = 0;
	while (at < received.length && state.part !== 'done' && state.part !== 'broken') {
		if (state.part === 'data') {
			const count = Math.min(state.left, received.length - at);
			onData(received.subarray(at, at + count));
			at += count;
			state.left -= count;
			if (state.left === 0) {
				state.part = 'data-end';
			}
		} else {
			takeLineByte(state, received[at] as number);
			at++;
		}
	}
	return at;
}

function takeLineByte(state: ChunkedState, byte: number): void {
	if (byte !== LINE_FEED) {
		state.line += String.fromCharCode(byte);
		if (state.line.length > LINE_BYTES_MAX) {
			state.part = 'broken';
		}
		return;
	}
	const line = state.line.replace(/\r$/, '');
	state.line = '';
	state.part = partBehind(state, line);
}

function partBehind(state: ChunkedState, line: string): ChunkedState['part'] {
	if (state.part === 'data-end') {
		return line === '' ? 'size' : 'broken';
	}
	if (state.part === 'trailer') {
		state.trailerBytes += line.length;
		return line === '' ? 'done' : state.trailerBytes > TRAILER_BYTES_MAX ? 'broken' : 'trailer';
	}
	const size = CHUNK_SIZE.exec(line)?.[1];
	if (size === undefined) {
		return 'broken';
	}
	state.left = Number.parseInt(size, 16);
	return state.left === 0 ? 'trailer' : 'data';
}
