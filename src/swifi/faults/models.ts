/*
 * The seven types of faults by name, and all mutations that one allows of an instruction.
 */
import type { FunctionCode } from '../code/function_code.ts';
import type { Instruction } from '../code/instruction.ts';
import type { FaultType, Mutation } from '../fault.ts';
import { destination } from './destination.ts';
import type { FaultModel } from './fault_model.ts';
import { interfaceFault } from './interface.ts';
import { loop } from './loop.ts';
import { nop } from './nop.ts';
import { pointer } from './pointer.ts';
import { source } from './source.ts';
import { text } from './text.ts';

export const faultModels: Readonly<Record<FaultType, FaultModel>> = {
	source,
	destination,
	pointer,
	interface: interfaceFault,
	loop,
	text,
	nop,
};

export function mutation(type: FaultType, instruction: Instruction, number: number): Mutation {
	return {
		type,
		address: instruction.address,
		oldBytes: instruction.encoding.bytes.slice(),
		newBytes: faultModels[type].mutate(instruction, number),
	};
}

/** Every mutation of that type of an instruction of this function. */
export function mutationsOf(
	type: FaultType,
	instruction: Instruction,
	code: FunctionCode,
): Mutation[] {
	const count = faultModels[type].count(instruction, code);
	return Array.from({ length: count }, (_, number) => mutation(type, instruction, number));
}
