/*
 * A function as it is in memory now: its instructions, and what can be told of them only
 * together, worked out when it is first asked for.
 */
import { Mnemonic, Register } from 'iced-x86';
import { decodeRange } from './decoder.ts';
import type { FunctionRange } from './functions.ts';
import type { Instruction } from './instruction.ts';
import { loopBranches } from './loops.ts';

export class FunctionCode {
	readonly instructions: readonly Instruction[];
	private loops: ReadonlySet<number> | undefined;
	private frame: boolean | undefined;

	/** `text` starts at the virtual address `textAddress`. */
	constructor(
		readonly range: FunctionRange,
		text: Uint8Array,
		textAddress: number,
	) {
		this.instructions = decodeRange(text, textAddress, range.start, range.end);
	}

	/** Whether the conditional branch at an address closes a loop of the function or leaves one. */
	isLoopBranch(address: number): boolean {
		this.loops ??= loopBranches(this.instructions);
		return this.loops.has(address);
	}

	/** Whether EBP points at the function's frame: `push ebp`, `mov ebp, esp`. */
	get hasFrame(): boolean {
		this.frame ??= this.instructions.some(
			(instruction, n) =>
				isPushOfEbp(instruction) && isMoveOfEspToEbp(this.instructions[n + 1]),
		);
		return this.frame;
	}
}

function isPushOfEbp({ encoding }: Instruction): boolean {
	return encoding.mnemonic === Mnemonic.Push && isRegister(encoding, 0, Register.EBP);
}

function isMoveOfEspToEbp(instruction: Instruction | undefined): boolean {
	const encoding = instruction?.encoding;
	return (
		encoding?.mnemonic === Mnemonic.Mov &&
		isRegister(encoding, 0, Register.EBP) &&
		isRegister(encoding, 1, Register.ESP)
	);
}

function isRegister(encoding: Instruction['encoding'], n: number, register: Register): boolean {
	const shape = encoding.operands[n]?.shape;
	return shape?.kind === 'register' && shape.register === register;
}
