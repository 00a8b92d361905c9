/**
 * Bytes without end whose content follows from a seed and the position: any part of them can be
 * made at once, and checked by anyone who knows the seed.
 *
 * Word w (little-endian, bytes 4w to 4w+3) is the finaliser of MurmurHash3 over w plus a key, and
 * the key changes with each 2^32 words. Within one key no word comes twice, so that data that went
 * to the wrong place shows. Typed arrays are little-endian wherever this runs.
 */

const WEYL_STEP = 0x9e3779b9;
const WORD_BYTES = 4;
const WORDS_A_KEY = 0x1_0000_0000;
const BLOCK_WORDS = 4096;

const block = new Uint32Array(BLOCK_WORDS);
const blockBytes = new Uint8Array(block.buffer);

/** Fills `target` with the bytes from `position` on, which is a whole number up to 2^53. */
export function fillSeeded(target: Uint8Array, seed: number, position: number): void {
	for (let at = 0; at < target.length; ) {
		const from = position + at;
		const word = Math.floor(from / WORD_BYTES);
		const skipped = from - word * WORD_BYTES;
		const bytes = Math.min(target.length - at, block.length * WORD_BYTES - skipped);
		makeWords(Math.ceil((skipped + bytes) / WORD_BYTES), seed, word);
		target.set(blockBytes.subarray(skipped, skipped + bytes), at);
		at += bytes;
	}
}

function makeWords(count: number, seed: number, firstWord: number): void {
	let high = Math.floor(firstWord / WORDS_A_KEY);
	let low = firstWord % WORDS_A_KEY;
	let key = keyOf(seed, high);
	for (let i = 0; i < count; i++) {
		block[i] = mix((low + key) | 0);
		low++;
		if (low === WORDS_A_KEY) {
			low = 0;
			high++;
			key = keyOf(seed, high);
		}
	}
}

function keyOf(seed: number, high: number): number {
	return mix(mix(seed | 0) ^ Math.imul(high + 1, WEYL_STEP));
}

function mix(value: number): number {
	let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return mixed ^ (mixed >>> 16);
}
