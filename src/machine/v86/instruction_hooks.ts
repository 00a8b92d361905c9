/**
 * Lets the host look at some instructions before v86 executes them: v86's functions for them get
 * code in front that asks a function of ours, by a slot of v86's function table that v86 leaves
 * empty. Both v86's interpreter and the code it compiles call these functions.
 *
 * A hook gets two numbers and returns whether it has done with the instruction; if not, v86
 * executes it. What `instruction_checks.ts` does with them says why they are needed.
 */

import { CPU_ADDRESS, JIT_TABLE_BASE } from './internals.ts';
import {
	EXTERN_KIND,
	encodeName,
	encodeU32,
	type FunctionType,
	VALUE_I32,
	type WasmBinary,
} from './wasm_binary.ts';

export interface InstructionHooks {
	/** IRET at user level; `isShort` is 1 with 16-bit operands. */
	iret(isShort: number): boolean;
	/** Far JMP or CALL at user level. */
	farJump(selector: number): boolean;
	/** An instruction with so many prefixes that it is too long for a processor. */
	tooLong(): boolean;
	/** ENTER with a nesting level, 16-bit or 32-bit operands. */
	enter16(size: number, level: number): boolean;
	enter32(size: number, level: number): boolean;
}

/** What is exported besides what v86 exports. A name with an underscore is none of its compiler's. */
export const ADDED_EXPORTS = {
	callInterruptVector: '_call_interrupt_vector',
	writableOrPagefault: '_writable_or_pagefault',
	stackPointer: '__stack_pointer',
} as const;

const OPCODE = {
	if: 0x04,
	end: 0x0b,
	return: 0x0f,
	callIndirect: 0x11,
	localGet: 0x20,
	i32Load: 0x28,
	i32Load8U: 0x2d,
	i32Const: 0x41,
	i32Eq: 0x46,
	i32GtU: 0x4b,
	i32Sub: 0x6b,
	i32And: 0x71,
} as const;
const NO_RESULT = 0x40;

const USER_LEVEL = 3;
const NESTING_MASK = 31;
/** Opcode and operands included: SDM volume 2, section 2.3.11. */
const MAX_INSTRUCTION_LENGTH = 15;

const HOOK_TYPE: FunctionType = { parameters: [VALUE_I32, VALUE_I32], results: [VALUE_I32] };
/** The first of the table's slots that the hooks take. */
const HOOK_SLOT = JIT_TABLE_BASE - 16;

const ZERO = [OPCODE.i32Const, 0];
const AT_USER_LEVEL = [
	...[...ZERO, OPCODE.i32Load8U, 0, ...encodeU32(CPU_ADDRESS.cpl)],
	...[OPCODE.i32Const, USER_LEVEL, OPCODE.i32Eq],
];
const IS_NESTED = [OPCODE.localGet, 1, OPCODE.i32Const, NESTING_MASK, OPCODE.i32And];

const IS_ONLY_PREFIXES_YET = [
	...[...ZERO, OPCODE.i32Load, 2, ...encodeU32(CPU_ADDRESS.instructionPointer)],
	...[...ZERO, OPCODE.i32Load, 2, ...encodeU32(CPU_ADDRESS.previousIp)],
	...[OPCODE.i32Sub, OPCODE.i32Const, MAX_INSTRUCTION_LENGTH - 1, OPCODE.i32GtU],
];

interface HookedFunction {
	readonly hook: keyof InstructionHooks;
	/** How the name of v86's function ends, and how many numbers it takes. */
	readonly name: string;
	readonly parameterCount: number;
	/** Code that says whether to ask, and code for the hook's two arguments. */
	readonly when: readonly number[];
	readonly first: readonly number[];
	readonly second: readonly number[];
}

const HOOKED: readonly HookedFunction[] = [
	{
		hook: 'iret',
		name: '3v863cpu3cpu4iret',
		parameterCount: 1,
		when: AT_USER_LEVEL,
		first: [OPCODE.localGet, 0],
		second: ZERO,
	},
	{
		hook: 'farJump',
		name: '3v863cpu3cpu8far_jump',
		parameterCount: 4,
		when: AT_USER_LEVEL,
		first: [OPCODE.localGet, 1],
		second: ZERO,
	},
	{
		hook: 'tooLong',
		name: '3v863cpu3cpu17segment_prefix_op',
		parameterCount: 1,
		when: IS_ONLY_PREFIXES_YET,
		first: ZERO,
		second: ZERO,
	},
	{
		hook: 'tooLong',
		name: '3v863cpu3cpu22run_prefix_instruction',
		parameterCount: 0,
		when: IS_ONLY_PREFIXES_YET,
		first: ZERO,
		second: ZERO,
	},
	{
		hook: 'enter16',
		name: 'instr16_C8',
		parameterCount: 2,
		when: IS_NESTED,
		first: [OPCODE.localGet, 0],
		second: [OPCODE.localGet, 1],
	},
	{
		hook: 'enter32',
		name: 'instr32_C8',
		parameterCount: 2,
		when: IS_NESTED,
		first: [OPCODE.localGet, 0],
		second: [OPCODE.localGet, 1],
	},
];

/** Throws an `UnsupportedV86Error` when v86 lacks one of the functions. */
export function addInstructionHooks(binary: WasmBinary): void {
	const type = encodeU32(binary.typeIndex(HOOK_TYPE));
	for (const [at, { name, parameterCount, when, first, second }] of HOOKED.entries()) {
		binary.prepend(binary.functionNamed(name, numbers(parameterCount, 0)), [
			...[...when, OPCODE.if, NO_RESULT],
			...[...first, ...second, OPCODE.i32Const, ...encodeSigned(HOOK_SLOT + at)],
			...[OPCODE.callIndirect, ...type, 0],
			...[OPCODE.if, NO_RESULT, OPCODE.return, OPCODE.end, OPCODE.end],
		]);
	}
	const { callInterruptVector, writableOrPagefault, stackPointer } = ADDED_EXPORTS;
	const vector = binary.functionNamed('3v863cpu3cpu21call_interrupt_vector', numbers(4, 0));
	binary.addExport(callInterruptVector, EXTERN_KIND.function, vector);
	const writable = binary.functionNamed('3v863cpu3cpu21writable_or_pagefault', numbers(2, 1));
	binary.addExport(writableOrPagefault, EXTERN_KIND.function, writable);
	// The only global there is.
	binary.addExport(stackPointer, EXTERN_KIND.global, 0);
}

/** From now on v86 asks `hooks`; `table` is v86's. */
export function connectInstructionHooks(table: WebAssembly.Table, hooks: InstructionHooks): void {
	const imports: Record<string, WebAssembly.ImportValue> = {};
	for (const [at, { hook }] of HOOKED.entries()) {
		imports[at] = ((first: number, second: number) =>
			hooks[hook](first, second) ? 1 : 0) as WebAssembly.ImportValue;
	}
	const { exports } = new WebAssembly.Instance(forwardingModule(), { h: imports });
	for (const at of HOOKED.keys()) {
		table.set(HOOK_SLOT + at, exports[at]);
	}
}

/** A table holds functions of modules only: this one passes on what it imports. */
function forwardingModule(): WebAssembly.Module {
	const indices = [...HOOKED.keys()];
	const imports = indices.flatMap((at) => [
		...[...encodeName('h'), ...encodeName(`${at}`)],
		...[EXTERN_KIND.function, 0],
	]);
	const exports = indices.flatMap((at) => [...encodeName(`${at}`), EXTERN_KIND.function, at]);
	const { parameters, results } = HOOK_TYPE;
	const type = [0x60, parameters.length, ...parameters, results.length, ...results];
	const section = (id: number, count: number, entries: readonly number[]) => {
		const body = [...encodeU32(count), ...entries];
		return [id, ...encodeU32(body.length), ...body];
	};
	return new WebAssembly.Module(
		new Uint8Array([
			...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
			...section(1, 1, type),
			...section(2, indices.length, imports),
			...section(7, indices.length, exports),
		]),
	);
}

function numbers(parameterCount: number, resultCount: number): FunctionType {
	const fill = (count: number) => Array<number>(count).fill(VALUE_I32);
	return { parameters: fill(parameterCount), results: fill(resultCount) };
}

/** Of a number that is not negative: its last byte must not look like the end of one that is. */
function encodeSigned(value: number): number[] {
	const bytes = encodeU32(value);
	const last = bytes.length - 1;
	return (bytes[last] as number) & 0x40
		? [...bytes.slice(0, last), (bytes[last] as number) | 0x80, 0]
		: bytes;
}
