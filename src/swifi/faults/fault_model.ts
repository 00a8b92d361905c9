/*
 * What a type of fault is to the injector: which mutations it allows of an instruction, counted
 * and numbered, so that one of them can be drawn without making all. Each of the seven is in
 * the file of its name.
 *
 * Of source, destination and pointer no two allow the same flip of the same instruction; `text`
 * allows every flip, theirs among them.
 */
import type { FunctionCode } from '../code/function_code.ts';
import type { Encoding, Instruction } from '../code/instruction.ts';

export interface FaultModel {
	/** How many mutations there are of an instruction of this function; 0: it is none for this type. */
	count(instruction: Instruction, code: FunctionCode): number;
	/** What becomes of it by mutation `number`, from 0: as many bytes as it has. */
	mutate(instruction: Instruction, number: number): Uint8Array;
}

const BITS_PER_BYTE = 8;
/** In one byte. */
export const NOP = 0x90;

/** A copy of which bit `bit` is flipped, counted from the lowest of the first byte. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
	const flipped = bytes.slice();
	const at = Math.floor(bit / BITS_PER_BYTE);
	flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit % BITS_PER_BYTE));
	return flipped;
}

export const bitsOf = (bytes: Uint8Array): number => bytes.length * BITS_PER_BYTE;

/** These bytes and NOPs behind them, `length` in all. */
export function padWithNops(bytes: ArrayLike<number>, length: number): Uint8Array {
	const padded = new Uint8Array(length).fill(NOP);
	padded.set(bytes);
	return padded;
}

/** `make` of an encoding, made once for as long as the encoding is known. */
export function perEncoding<T extends object>(make: (of: Encoding) => T): (of: Encoding) => T {
	const made = new WeakMap<Encoding, T>();
	return (encoding) => {
		let result = made.get(encoding);
		if (!result) {
			result = make(encoding);
			made.set(encoding, result);
		}
		return result;
	};
}

export const noSuchMutation = (number: number, count: number): RangeError =>
	new RangeError(`Mutation ${number} of an instruction that has ${count}: expected a lower one.`);
