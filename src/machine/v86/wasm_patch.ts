/**
 * What is changed in v86's wasm while it is loaded: hooks are added to some instructions
 * (`instruction_hooks.ts`), and two constants are others, both so that the machine decides when
 * time passes:
 *
 * - The quantum: after how many instructions v86 looks at timers again. It occurs three times (the
 *   interpreter's loop and two places of the compiler).
 * - The frame time: `main_loop` runs quanta until more than 1.0 ms went by. With a negative limit
 *   it runs exactly one and returns, so that events can be handled between any two.
 */

import { UnsupportedV86Error } from '../errors.ts';
import { addInstructionHooks } from './instruction_hooks.ts';
import { V86_VERSION } from './version.ts';
import { WasmBinary } from './wasm_binary.ts';

/** 100003 as signed LEB128. */
const QUANTUM = [0xa3, 0x8d, 0x06];
const QUANTUM_COUNT = 3;
/** `f64.const 1.0; f64.gt` */
const FRAME_TIME = [0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x64];
const NEGATIVE_FRAME_TIME = [0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0xbf, 0x64];

/** The largest value of three LEB128 bytes whose sign bit is clear. */
const MAX_QUANTUM = (1 << 20) - 1;

/** A changed copy; `wasm` is left alone. */
export function patchWasm(wasm: Uint8Array, quantum: number): Uint8Array {
	const binary = new WasmBinary(patchConstants(wasm, quantum));
	addInstructionHooks(binary);
	return binary.toBytes();
}

/** The same without the hooks: nothing moves. */
export function patchConstants(wasm: Uint8Array, quantum: number): Uint8Array {
	if (!Number.isInteger(quantum) || quantum < 1 || quantum > MAX_QUANTUM) {
		throw new RangeError(`A quantum is 1 to ${MAX_QUANTUM} instructions, not ${quantum}.`);
	}
	const patched = new Uint8Array(wasm); // slice() of a Node Buffer would not copy
	replaceAll(patched, 'quantum', QUANTUM, encodeLeb3(quantum), QUANTUM_COUNT);
	replaceAll(patched, 'frame time', FRAME_TIME, NEGATIVE_FRAME_TIME, 1);
	return patched;
}

function encodeLeb3(value: number): number[] {
	return [(value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, (value >> 14) & 0x7f];
}

function replaceAll(
	bytes: Uint8Array,
	name: string,
	pattern: readonly number[],
	replacement: readonly number[],
	expectedCount: number,
): void {
	const places: number[] = [];
	const first = pattern[0] as number;
	for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
		if (pattern.every((byte, i) => bytes[at + i] === byte)) {
			places.push(at);
		}
	}
	if (places.length !== expectedCount) {
		throw new UnsupportedV86Error(
			`v86.wasm should hold the pattern of its ${name} ${expectedCount} times, it holds it ` +
				`${places.length} times. Use build/v86.wasm of v86 ${V86_VERSION}.`,
		);
	}
	for (const place of places) {
		bytes.set(replacement, place);
	}
}
