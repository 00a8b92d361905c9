/**
 * A disk image without its empty blocks: most of a disk is zeros, and a page should neither fetch
 * nor unpack nor hash what it can make. The format, all numbers little-endian:
 *
 *     8 bytes   "KPACKED1"
 *     u32       length of the header
 *     header    JSON: { size, buildId, runs: [[first block, blocks], ...] }, blocks of 4 KB
 *     data      the runs' blocks, one after the other; the image's last block may be cut short
 */

import { MachineError } from './errors.ts';

const MAGIC = 'KPACKED1';
const BLOCK = 4096;
/** Of an image: more does not fit a page's memory anyhow. */
const MAX_SIZE = 2 ** 30;
const HEADER_AT = MAGIC.length + 4;

interface Header {
	size: number;
	buildId: string;
	runs: [first: number, blocks: number][];
}

export interface UnpackedImage {
	image: Uint8Array;
	/** The build that the image belongs to, as in its manifest. */
	buildId: string;
}

export function packImage(image: Uint8Array, buildId: string): Uint8Array {
	const runs = findRuns(image);
	const header = new TextEncoder().encode(
		JSON.stringify({ size: image.length, buildId, runs } satisfies Header),
	);
	const parts = runs.map(([first, blocks]) =>
		image.subarray(first * BLOCK, (first + blocks) * BLOCK),
	);
	const dataLength = parts.reduce((sum, part) => sum + part.length, 0);
	const packed = new Uint8Array(HEADER_AT + header.length + dataLength);
	packed.set(new TextEncoder().encode(MAGIC));
	new DataView(packed.buffer).setUint32(MAGIC.length, header.length, true);
	packed.set(header, HEADER_AT);
	let at = HEADER_AT + header.length;
	for (const part of parts) {
		packed.set(part, at);
		at += part.length;
	}
	return packed;
}

/** Throws a MachineError that says what is wrong with the file. */
export function unpackImage(packed: Uint8Array): UnpackedImage {
	const { header, dataAt } = readHeader(packed);
	const image = new Uint8Array(header.size);
	let at = dataAt;
	for (const [first, blocks] of header.runs) {
		const start = first * BLOCK;
		const end = Math.min((first + blocks) * BLOCK, header.size);
		if (!(start >= 0 && start < end) || at + (end - start) > packed.length) {
			throw damaged(`its run of ${blocks} blocks at ${first} lies outside of it`);
		}
		image.set(packed.subarray(at, at + end - start), start);
		at += end - start;
	}
	if (at !== packed.length) throw damaged(`${packed.length - at} bytes are left over`);
	return { image, buildId: header.buildId };
}

function readHeader(packed: Uint8Array): { header: Header; dataAt: number } {
	const text = new TextDecoder();
	if (packed.length < HEADER_AT || text.decode(packed.subarray(0, MAGIC.length)) !== MAGIC) {
		throw damaged(`it does not begin with ${MAGIC}`);
	}
	const length = new DataView(packed.buffer, packed.byteOffset).getUint32(MAGIC.length, true);
	const dataAt = HEADER_AT + length;
	try {
		const header = JSON.parse(text.decode(packed.subarray(HEADER_AT, dataAt)));
		if (isHeader(header)) return { header, dataAt };
	} catch {
		// Said below: what is no JSON is no header.
	}
	throw damaged('its header does not say size, build and runs');
}

function isHeader(value: unknown): value is Header {
	const header = value as Partial<Header> | null;
	return (
		Number.isSafeInteger(header?.size) &&
		(header?.size ?? -1) >= 0 &&
		(header?.size ?? 0) <= MAX_SIZE &&
		typeof header?.buildId === 'string' &&
		Array.isArray(header.runs) &&
		header.runs.every(
			(run) => Array.isArray(run) && run.length === 2 && run.every(Number.isSafeInteger),
		)
	);
}

function damaged(why: string): MachineError {
	return new MachineError(`The packed disk image is damaged: ${why}. Build or fetch it again.`);
}

/** Runs of blocks that are not all zero. */
function findRuns(image: Uint8Array): Header['runs'] {
	const runs: Header['runs'] = [];
	const count = Math.ceil(image.length / BLOCK);
	for (let block = 0; block < count; block++) {
		if (image.subarray(block * BLOCK, (block + 1) * BLOCK).every((byte) => byte === 0))
			continue;
		const last = runs.at(-1);
		if (last && last[0] + last[1] === block) last[1]++;
		else runs.push([block, 1]);
	}
	return runs;
}
