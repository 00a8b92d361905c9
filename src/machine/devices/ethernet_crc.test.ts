import { expect, test } from 'vitest';
import { frameCheckSequence, multicastHash } from './ethernet_crc.ts';

function ascii(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

/** By the definition: bit for bit. */
function slowSequence(bytes: Uint8Array): number {
	let sum = 0xffffffff;
	for (const byte of bytes) {
		sum ^= byte;
		for (let bit = 0; bit < 8; bit++) {
			sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
		}
	}
	return ~sum >>> 0;
}

test('the check sequence of the digits 1 to 9 is the published check value', () => {
	expect(frameCheckSequence(ascii('123456789'))).toBe(0xcbf43926);
});

test('the check sequence of frames of any length is that of the definition', () => {
	const bytes = Uint8Array.from({ length: 80 }, (_, i) => (i * 151 + 7) & 0xff);
	for (let length = 0; length <= bytes.length; length++) {
		const frame = bytes.slice(0, length);
		expect(frameCheckSequence(frame), `${length} bytes`).toBe(slowSequence(frame));
	}
});

test('the check sequence is of the part of the buffer that is asked for', () => {
	expect(frameCheckSequence(ascii('..123456789..'), 2, 11)).toBe(0xcbf43926);
});

/** The definition once more, as a card's shift register works: the highest power leftmost. */
function slowHash(address: readonly number[]): number {
	let register = 0xffffffff;
	for (const byte of address) {
		for (let bit = 0; bit < 8; bit++) {
			const feedback = (register >>> 31) ^ ((byte >> bit) & 1);
			register = feedback ? (register << 1) ^ 0x04c11db7 : register << 1;
		}
	}
	return register >>> 26;
}

test('the multicast hash is the six upper bits of the shift register', () => {
	for (let last = 0; last < 256; last++) {
		const address = [0x01, 0x00, 0x5e, 0x00, 0x00, last];
		expect(multicastHash(Uint8Array.from(address)), `${last}`).toBe(slowHash(address));
	}
	expect(multicastHash(Uint8Array.of(0x01, 0x00, 0x5e, 0x00, 0x00, 0x01))).toBe(31);
});
