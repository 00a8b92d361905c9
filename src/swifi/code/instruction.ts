/*
 * An i386 machine instruction as the fault types see it: what its operands are, which of them
 * it reads and writes, and where the constants stand in its bytes. Plain data, apart from the
 * decoder that makes it.
 *
 * An *encoding* is the instruction without its place: equal bytes are one shared, immutable
 * object. Source of the terms: Intel SDM, volume 2, chapter 2 (instruction format).
 */
import type { Code, FlowControl, MemorySize, Mnemonic, Register } from 'iced-x86';

/** What the architecture allows an instruction at most, in bytes (SDM 2.3.11). */
export const INSTRUCTION_BYTES_MAX = 15;

export interface RegisterShape {
	readonly kind: 'register';
	readonly register: Register;
}

/** An operand in ModRM form, or with the address in the instruction (`moffs`). */
export interface MemoryShape {
	readonly kind: 'memory';
	/** Register.None (0) where there is none. */
	readonly base: Register;
	readonly index: Register;
	readonly scale: number;
	/** Signed, 32 bits. */
	readonly displacement: number;
	/** The override, not the default. */
	readonly segment: Register;
	readonly size: MemorySize;
}

export interface ImmediateShape {
	readonly kind: 'immediate';
	readonly value: bigint;
}

export interface BranchShape {
	readonly kind: 'branch';
	/** From the end of the instruction to the target, in bytes. */
	readonly distance: number;
}

/** Encoded by the opcode alone (the memory of a string instruction), or of no use in user code. */
export interface ImplicitShape {
	readonly kind: 'implicit';
}

export type OperandShape =
	| RegisterShape
	| MemoryShape
	| ImmediateShape
	| BranchShape
	| ImplicitShape;

/**
 * An operand and what becomes of its value. Of memory, the content is meant: the registers of
 * an address are always read. `lea`, which touches no memory, neither reads nor writes its own.
 */
export interface Operand {
	readonly shape: OperandShape;
	readonly reads: boolean;
	readonly writes: boolean;
}

/** Where a constant stands among the bytes. */
export interface Field {
	readonly offset: number;
	readonly size: number;
}

/** The prefix that repeats a string instruction: by count, or by count and comparison. */
export type Repeat = 'rep' | 'repe' | 'repne';

export interface Encoding {
	/** Not to be written to. */
	readonly bytes: Uint8Array;
	/** Mnemonic and form together: `Mov_r32_rm32`. */
	readonly code: Code;
	readonly mnemonic: Mnemonic;
	readonly flow: FlowControl;
	readonly operands: readonly Operand[];
	readonly displacement?: Field;
	readonly repeat?: Repeat;
	/** Of a branch on the flags: which byte holds the condition, the sense in its bit 0. */
	readonly conditionAt?: number;
}

export interface Instruction {
	/** Virtual. */
	readonly address: number;
	readonly encoding: Encoding;
}

/** Address behind the instruction. */
export const endOf = ({ address, encoding }: Instruction): number =>
	address + encoding.bytes.length;

/** Where a direct jump, branch or call leads; undefined for everything else. */
export function branchTarget(instruction: Instruction): number | undefined {
	const shape = instruction.encoding.operands[0]?.shape;
	return shape?.kind === 'branch' ? endOf(instruction) + shape.distance : undefined;
}
