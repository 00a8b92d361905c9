/*
 * Operands as iced-x86 tells of them, apart from what the injector makes of it: the judge in tests
 * of what a mutation changed.
 */
import {
	Decoder,
	DecoderOptions,
	FlowControl,
	Instruction,
	InstructionInfoFactory,
	Mnemonic,
	OpAccess,
	OpKind,
	Register,
} from 'iced-x86';

const infoFactory = new InstructionInfoFactory();
const writing = [OpAccess.Write, OpAccess.CondWrite, OpAccess.ReadWrite, OpAccess.ReadCondWrite];

export interface Judged {
	readonly length: number;
	readonly mnemonic: string;
	/** Each as text; of memory base, index, scale and displacement. */
	readonly operands: readonly string[];
	readonly written: readonly boolean[];
	/** The number of the memory operand that ModRM or the instruction itself addresses. */
	readonly memory: number | undefined;
	/** Not for `lea` and long NOPs. */
	readonly accessesMemory: boolean;
	readonly address: {
		readonly base: string;
		readonly index: string;
		readonly scale: number;
		readonly displacement: number;
	};
	readonly target: number;
	readonly isBranch: boolean;
	readonly stackChange: number;
}

/** The instructions that these bytes are, as if they lay at address 0; invalid ones included. */
export function judge(bytes: Uint8Array): Judged[] {
	const decoder = new Decoder(32, bytes, DecoderOptions.None);
	const instruction = new Instruction();
	const judged: Judged[] = [];
	while (decoder.canDecode) {
		decoder.decodeOut(instruction);
		judged.push(judgeOne(instruction));
	}
	instruction.free();
	decoder.free();
	return judged;
}

function judgeOne(instruction: Instruction): Judged {
	const numbers = Array.from({ length: instruction.opCount }, (_, n) => n);
	const info = infoFactory.info(instruction);
	const accesses = numbers.map((n) => info.opAccess(n));
	info.free();
	const memory = numbers.find((n) => instruction.opKind(n) === OpKind.Memory);
	const access = memory === undefined ? OpAccess.None : accesses[memory];
	const address = {
		base: Register[instruction.memoryBase] ?? '',
		index: Register[instruction.memoryIndex] ?? '',
		scale: instruction.memoryIndexScale,
		displacement: Number(BigInt.asIntN(32, instruction.memoryDisplacement)),
	};
	return {
		length: instruction.length,
		mnemonic: Mnemonic[instruction.mnemonic] ?? '',
		operands: numbers.map((n) => operandText(instruction, n, address)),
		written: accesses.map((kind) => writing.includes(kind)),
		memory,
		accessesMemory: access !== OpAccess.None && access !== OpAccess.NoMemAccess,
		address,
		target: instruction.nearBranch32,
		isBranch: instruction.flowControl === FlowControl.ConditionalBranch,
		stackChange: instruction.stackPointerIncrement,
	};
}

function operandText(instruction: Instruction, n: number, address: Judged['address']): string {
	const kind = instruction.opKind(n);
	if (kind === OpKind.Register) return Register[instruction.opRegister(n)] ?? '';
	if (kind >= OpKind.Immediate8 && kind <= OpKind.Immediate32to64) {
		return String(instruction.immediate(n));
	}
	if (kind === OpKind.NearBranch32) return `to ${instruction.nearBranch32}`;
	if (kind !== OpKind.Memory) return OpKind[kind] ?? '';
	return [
		Register[instruction.segmentPrefix],
		...Object.values(address),
		instruction.memorySize,
	].join(' ');
}
