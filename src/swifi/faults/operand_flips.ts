/*
 * The flips of one bit that change one part of one operand of an instruction and nothing else:
 * what the types source, destination and pointer are made of. Whether a flip is one is not
 * derived from the format but seen by decoding the result, since ModRM.reg may extend the opcode,
 * many ModRM and SIB bits change the length, and a bit of the opcode may swap the operands.
 */
import { Register } from 'iced-x86';
import { decodeVariants } from '../code/decoder.ts';
import type { Encoding, MemoryShape, Operand, OperandShape } from '../code/instruction.ts';
import { bitsOf, type FaultModel, flipBit, noSuchMutation, perEncoding } from './fault_model.ts';

export type OperandPart = 'register' | 'immediate' | 'base' | 'index' | 'displacement';

export interface OperandFlip {
	/** From the lowest bit of the first byte. */
	readonly bit: number;
	readonly operand: Operand;
	readonly part: OperandPart;
}

/** By ascending bit. The targets of jumps and calls are no operands in this sense. */
const operandFlips = perEncoding(findFlips);

/** The type of fault whose mutations are those flips which `belongs` accepts. */
export function flipModel(belongs: (flip: OperandFlip, of: Encoding) => boolean): FaultModel {
	const bitsFor = perEncoding((encoding) => {
		const flips = operandFlips(encoding).filter((flip) => belongs(flip, encoding));
		return flips.map(({ bit }) => bit);
	});
	return {
		count: ({ encoding }) => bitsFor(encoding).length,
		mutate({ encoding }, number) {
			const bit = bitsFor(encoding)[number];
			if (bit === undefined) throw noSuchMutation(number, bitsFor(encoding).length);
			return flipBit(encoding.bytes, bit);
		},
	};
}

/**
 * A local variable or a parameter: EBP or ESP and a constant. It is addressed the way a register
 * is named, so that a wrong constant means a wrong operand and not a garbled pointer.
 */
export function isFrameSlot({ base, index, segment }: MemoryShape): boolean {
	const ofFrame = base === Register.EBP || base === Register.ESP;
	return ofFrame && index === Register.None && segment === Register.None;
}

/** A register, an immediate, or the constant that tells one frame slot from another. */
export function namesOperand({ operand: { shape }, part }: OperandFlip): boolean {
	if (shape.kind !== 'memory') return true;
	return isFrameSlot(shape) && part === 'displacement';
}

function findFlips(encoding: Encoding): OperandFlip[] {
	const { bytes, operands } = encoding;
	// Calls differ from each other by their distance alone: not to be tried bit by bit.
	if (operands.some(({ shape }) => shape.kind === 'branch')) return [];
	const variants = Array.from({ length: bitsOf(bytes) }, (_, bit) => flipBit(bytes, bit));
	return decodeVariants(encoding, variants).flatMap((shapes, bit) => {
		const change = shapes && onlyChange(operands, shapes);
		return change ? { bit, ...change } : [];
	});
}

/** The one part of the one operand that differs; undefined where more or something else does. */
function onlyChange(
	operands: readonly Operand[],
	shapes: readonly OperandShape[],
): Pick<OperandFlip, 'operand' | 'part'> | undefined {
	const changes = operands.flatMap((operand, n) => {
		const shape = shapes[n];
		return shape ? differences(operand.shape, shape).map((part) => ({ operand, part })) : [];
	});
	const [change] = changes;
	if (!change || changes.length > 1 || change.part === 'other') return undefined;
	return { operand: change.operand, part: change.part };
}

function differences(a: OperandShape, b: OperandShape): (OperandPart | 'other')[] {
	if (a.kind === 'register' && b.kind === 'register') {
		return a.register === b.register ? [] : ['register'];
	}
	if (a.kind === 'immediate' && b.kind === 'immediate') {
		return a.value === b.value ? [] : ['immediate'];
	}
	if (a.kind === 'memory' && b.kind === 'memory') return memoryDifferences(a, b);
	return a.kind === b.kind ? [] : ['other'];
}

function memoryDifferences(a: MemoryShape, b: MemoryShape): (OperandPart | 'other')[] {
	const parts: (OperandPart | 'other')[] = [];
	if (a.base !== b.base) parts.push('base');
	if (a.index !== b.index) parts.push('index');
	if (a.displacement !== b.displacement) parts.push('displacement');
	if (a.scale !== b.scale || a.segment !== b.segment || a.size !== b.size) parts.push('other');
	return parts;
}
