/**
 * The Ethernet frame check sequence, and the multicast hash that network cards make of it
 * (IEEE 802.3, 3.2.9; DP8390D data sheet, "Multicast address registers").
 *
 * Several bytes are taken in one step ("slicing"), since a card sums up each frame it receives.
 */

/** x^32 + x^26 + x^23 + ... + 1, lowest power first. */
const POLYNOMIAL = 0xedb88320;
const SLICES = 8;
const TABLE_SIZE = 256;
const HASHED_BYTES = 6;
const HASH_BITS = 6;

export const FRAME_CHECK_BYTES = 4;

/** Slice `n` holds what a byte adds to the sum when `n` more bytes follow it. */
const TABLES = makeTables();

function makeTables(): Int32Array {
	const tables = new Int32Array(SLICES * TABLE_SIZE);
	for (let value = 0; value < TABLE_SIZE; value++) {
		let sum = value;
		for (let bit = 0; bit < 8; bit++) {
			sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
		}
		tables[value] = sum;
	}
	for (let index = TABLE_SIZE; index < tables.length; index++) {
		const shorter = tables[index - TABLE_SIZE] as number;
		tables[index] = (shorter >>> 8) ^ (tables[shorter & 0xff] as number);
	}
	return tables;
}

/** The shift register after `bytes` from `start` to `end`, before it is inverted. */
function shiftRegister(bytes: Uint8Array, start: number, end: number): number {
	const tables = TABLES;
	let sum = -1;
	let at = start;
	for (; at + SLICES <= end; at += SLICES) {
		const word = sum ^ littleEndian32(bytes, at);
		sum =
			(tables[7 * TABLE_SIZE + (word & 0xff)] as number) ^
			(tables[6 * TABLE_SIZE + ((word >>> 8) & 0xff)] as number) ^
			(tables[5 * TABLE_SIZE + ((word >>> 16) & 0xff)] as number) ^
			(tables[4 * TABLE_SIZE + (word >>> 24)] as number) ^
			(tables[3 * TABLE_SIZE + (bytes[at + 4] as number)] as number) ^
			(tables[2 * TABLE_SIZE + (bytes[at + 5] as number)] as number) ^
			(tables[TABLE_SIZE + (bytes[at + 6] as number)] as number) ^
			(tables[bytes[at + 7] as number] as number);
	}
	for (; at < end; at++) {
		sum = (sum >>> 8) ^ (tables[(sum ^ (bytes[at] as number)) & 0xff] as number);
	}
	return sum;
}

function littleEndian32(bytes: Uint8Array, at: number): number {
	return (
		(bytes[at] as number) |
		((bytes[at + 1] as number) << 8) |
		((bytes[at + 2] as number) << 16) |
		((bytes[at + 3] as number) << 24)
	);
}

/**
 * The frame check sequence of the bytes from `start` to `end` as an unsigned number; it follows
 * the frame with its least significant byte first.
 */
export function frameCheckSequence(bytes: Uint8Array, start = 0, end = bytes.length): number {
	return ~shiftRegister(bytes, start, end) >>> 0;
}

/**
 * Which of the 64 bits of a card's multicast filter stands for a destination address, the first
 * six bytes of `frame`: the six highest powers of the shift register, the highest first. Bit
 * `n % 8` of byte `n / 8` of the filter (MAR0 to MAR7) is bit `n`.
 */
export function multicastHash(frame: Uint8Array): number {
	const register = shiftRegister(frame, 0, HASHED_BYTES);
	let hash = 0;
	for (let bit = 0; bit < HASH_BITS; bit++) {
		hash = (hash << 1) | ((register >>> bit) & 1);
	}
	return hash;
}
