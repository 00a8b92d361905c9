/** WebAssembly instructions as bytes, and a buffer for them that can take the last ones back. */

import { encodeU32 } from '../wasm_binary.ts';
import { OPCODE } from './opcodes.ts';

const FIRST_CAPACITY = 1 << 16;
/** Alignment (as a power of two) and offset of an aligned access to a word. */
const WORD_ACCESS = [2, 0];

export const code = {
	get: (local: number) => [OPCODE.localGet, ...encodeU32(local)],
	set: (local: number) => [OPCODE.localSet, ...encodeU32(local)],
	tee: (local: number) => [OPCODE.localTee, ...encodeU32(local)],
	constant: (value: number) => [OPCODE.i32Const, ...encodeSigned(value)],
	/** The word at a constant address. */
	load: (address: number) => [...code.constant(address), OPCODE.i32Load, ...WORD_ACCESS],
	/** Behind the address and the value. */
	store: [OPCODE.i32Store, ...WORD_ACCESS],
};

export class CodeWriter {
	private bytes = new Uint8Array(FIRST_CAPACITY);
	/** How much there is. Setting it takes back what was written behind. */
	length = 0;

	put(values: ArrayLike<number>): void {
		this.reserve(values.length);
		this.bytes.set(values, this.length);
		this.length += values.length;
	}

	/** What is `from` there up to before `end`. */
	copy(source: Uint8Array, from: number, end: number): void {
		this.reserve(end - from);
		const { bytes } = this;
		let to = this.length;
		for (let at = from; at < end; at++) {
			bytes[to++] = source[at] as number;
		}
		this.length = to;
	}

	/** Makes an instruction written before do nothing. */
	blank(from: number, length: number): void {
		this.bytes.fill(OPCODE.nop, from, from + length);
	}

	/** Valid until more is written. */
	written(): Uint8Array {
		return this.bytes.subarray(0, this.length);
	}

	private reserve(count: number): void {
		if (this.length + count > this.bytes.length) {
			const larger = new Uint8Array(2 * (this.length + count));
			larger.set(this.written());
			this.bytes = larger;
		}
	}
}

function encodeSigned(value: number): number[] {
	const bytes: number[] = [];
	let rest = value | 0;
	for (;;) {
		const low = rest & 0x7f;
		rest >>= 7;
		if (rest === (low & 0x40 ? -1 : 0)) {
			bytes.push(low);
			return bytes;
		}
		bytes.push(low | 0x80);
	}
}
