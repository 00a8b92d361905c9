/**
 * Frames as a capture file in the classic pcap format with times in nanoseconds
 * (draft-ietf-opsawg-pcap; tcpdump and Wireshark read it). Streamed: knows no file, only where
 * bytes go.
 */

import { FRAME_BYTES_MAX } from './frame.ts';

/** The magic number of files with nanoseconds, in the byte order of what follows. */
const MAGIC_NANOSECONDS = 0xa1b2_3c4d;
const VERSION = { major: 2, minor: 4 };
const LINKTYPE_ETHERNET = 1;
/** No frame of the LAN is cut off. */
const SNAP_LENGTH = FRAME_BYTES_MAX;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
/** Records are collected up to this size. */
const BUFFER_BYTES = 64 << 10;
const NS_PER_S = 1e9;
const MS_PER_S = 1e3;
const NS_PER_MS = 1e6;

export class PcapWriter {
	private buffer = new Uint8Array(BUFFER_BYTES);
	private filled = 0;

	/**
	 * `write` gets the file in pieces, which it may keep; `powerOnMs` is the date of guest time 0,
	 * in ms since 1970.
	 */
	constructor(
		private readonly write: (bytes: Uint8Array) => void,
		private readonly powerOnMs: number,
	) {
		const header = new DataView(new ArrayBuffer(FILE_HEADER_BYTES));
		header.setUint32(0, MAGIC_NANOSECONDS, true);
		header.setUint16(4, VERSION.major, true);
		header.setUint16(6, VERSION.minor, true);
		// Bytes 8 to 15 are 0: times are UTC, of unknown accuracy.
		header.setUint32(16, SNAP_LENGTH, true);
		header.setUint32(20, LINKTYPE_ETHERNET, true);
		this.append(new Uint8Array(header.buffer));
	}

	/** A frame from its destination address on, that passed at guest time `atNs`. */
	add(frame: Uint8Array, atNs: number): void {
		const captured = Math.min(frame.length, SNAP_LENGTH);
		const powerOnS = Math.floor(this.powerOnMs / MS_PER_S);
		const ns = atNs + (this.powerOnMs - powerOnS * MS_PER_S) * NS_PER_MS;
		const seconds = Math.floor(ns / NS_PER_S);
		const header = new DataView(new ArrayBuffer(RECORD_HEADER_BYTES));
		header.setUint32(0, powerOnS + seconds, true);
		header.setUint32(4, Math.floor(ns - seconds * NS_PER_S), true);
		header.setUint32(8, captured, true);
		header.setUint32(12, frame.length, true);
		if (this.filled + RECORD_HEADER_BYTES + captured > BUFFER_BYTES) {
			this.flush();
		}
		this.append(new Uint8Array(header.buffer));
		this.append(frame.subarray(0, captured));
	}

	/** Writes what is collected; to be called at the end. */
	flush(): void {
		if (this.filled > 0) {
			this.write(this.buffer.subarray(0, this.filled));
			this.buffer = new Uint8Array(BUFFER_BYTES);
			this.filled = 0;
		}
	}

	private append(bytes: Uint8Array): void {
		this.buffer.set(bytes, this.filled);
		this.filled += bytes.length;
	}
}
