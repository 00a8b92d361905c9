/*
 * For tests of the types of faults: a function made of given bytes, and what a type makes of
 * one of its instructions, as assembly.
 */
import { disassemble } from '../code/decoder.ts';
import { FunctionCode } from '../code/function_code.ts';
import type { Instruction } from '../code/instruction.ts';
import type { FaultType } from '../fault.ts';
import { mutationsOf } from './models.ts';

export const START = 0x1000;

/** push ebp; mov ebp, esp */
export const PROLOGUE = [0x55, 0x89, 0xe5] as const;

export function functionOf(...bytes: readonly number[]): FunctionCode {
	const range = { name: 'tested', start: START, end: START + bytes.length };
	return new FunctionCode(range, Uint8Array.from(bytes), START);
}

/** What each mutation of that type makes of instruction `n` of the function. */
export function outcomes(type: FaultType, code: FunctionCode, n = 0): string[] {
	return mutationsOf(type, instructionOf(code, n), code).map(({ address, newBytes }) =>
		disassemble(newBytes, address, newBytes.length).join('; '),
	);
}

/** The same of a function that is this one instruction. */
export const outcomesOf = (type: FaultType, ...bytes: readonly number[]): string[] =>
	outcomes(type, functionOf(...bytes));

export function instructionOf(code: FunctionCode, n: number): Instruction {
	const instruction = code.instructions[n];
	if (!instruction) throw new Error(`The function has no instruction ${n}.`);
	return instruction;
}
