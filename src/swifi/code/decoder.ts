/*
 * Machine code to instructions and to assembly text, by iced-x86: 32-bit code, as all our
 * programs are.
 *
 * Decoding is the injector's inner loop, and most encodings occur again and again: what is
 * known of an encoding is kept by its bytes, in a table of bounded size. iced's objects live in
 * its WebAssembly memory and have to be freed by hand, so none leaves this file.
 */
import {
	Decoder,
	DecoderOptions,
	Formatter,
	FormatterSyntax,
	Instruction as IcedInstruction,
	InstructionInfoFactory,
	Mnemonic,
	OpAccess,
	OpKind,
} from 'iced-x86';
import {
	type Encoding,
	type Field,
	INSTRUCTION_BYTES_MAX,
	type Instruction,
	type Operand,
	type OperandShape,
	type Repeat,
} from './instruction.ts';

const BITNESS = 32;
/** All drivers together have some 15,000; text faults add new ones for as long as a campaign runs. */
const ENCODINGS_MAX = 30_000;

const SHORT_DISTANCE_BYTES = 1;
const NEAR_DISTANCE_BYTES = 4;

const both = [OpAccess.ReadWrite, OpAccess.ReadCondWrite];
const reading = [OpAccess.Read, OpAccess.CondRead, ...both];
const writing = [OpAccess.Write, OpAccess.CondWrite, ...both];

/** The string instructions that end on a difference, or on an equality. */
const comparing = [
	Mnemonic.Cmpsb,
	Mnemonic.Cmpsw,
	Mnemonic.Cmpsd,
	Mnemonic.Scasb,
	Mnemonic.Scasw,
	Mnemonic.Scasd,
];

const encodings = new Map<string, Encoding>();
const scratch = new IcedInstruction();
const infoFactory = new InstructionInfoFactory();
const formatter = intelFormatter();

/**
 * The instructions of `text` (whose first byte has the address `textAddress`) from `start` to
 * `end`, both virtual, one after the other as the processor would run into them. One that
 * reaches beyond `end` is left out. Where the bytes are no instruction it goes on at the next.
 */
export function decodeRange(
	text: Uint8Array,
	textAddress: number,
	start: number,
	end: number,
): Instruction[] {
	const code = text.subarray(start - textAddress, end - textAddress);
	const instructions: Instruction[] = [];
	const decoder = new Decoder(BITNESS, code, DecoderOptions.None);
	for (let at = 0; at < code.length; ) {
		const encoding = decodeAt(decoder, code, at);
		if (encoding) instructions.push({ address: start + at, encoding });
		at += encoding?.bytes.length ?? 1;
	}
	decoder.free();
	return instructions;
}

/** The one instruction that these bytes are; undefined when they are none, or more than one. */
export function decodeOne(bytes: Uint8Array): Encoding | undefined {
	const decoder = new Decoder(BITNESS, bytes, DecoderOptions.None);
	const encoding = decodeAt(decoder, bytes, 0);
	decoder.free();
	return encoding?.bytes.length === bytes.length ? encoding : undefined;
}

/**
 * What the operands become under each of many variants of one instruction: undefined for those
 * which are not of the same form and length.
 */
export function decodeVariants(
	original: Encoding,
	variants: readonly Uint8Array[],
): (readonly OperandShape[] | undefined)[] {
	// Apart by more than an instruction can be long, zeros between them.
	const stride = INSTRUCTION_BYTES_MAX + 1;
	const all = new Uint8Array(variants.length * stride);
	variants.forEach((bytes, number) => {
		all.set(bytes, number * stride);
	});
	const decoder = new Decoder(BITNESS, all, DecoderOptions.None);
	const shapes = variants.map((bytes, number) => {
		decodeRaw(decoder, number * stride);
		const same = scratch.code === original.code && scratch.length === bytes.length;
		return same ? shapesOf(scratch) : undefined;
	});
	decoder.free();
	return shapes;
}

/**
 * Assembly in Intel's syntax of the instructions that start within the first `length` bytes of
 * `bytes`, which lie at `address`; bytes that are no instruction as `(bad)`.
 */
export function disassemble(bytes: Uint8Array, address: number, length: number): string[] {
	const lines: string[] = [];
	const decoder = new Decoder(BITNESS, bytes, DecoderOptions.None);
	decoder.ip = BigInt(address);
	while (decoder.position < length && decoder.canDecode) {
		decoder.decodeOut(scratch);
		lines.push(formatter.format(scratch));
	}
	decoder.free();
	return lines;
}

function decodeAt(decoder: Decoder, code: Uint8Array, at: number): Encoding | undefined {
	decodeRaw(decoder, at);
	if (scratch.isInvalid) return undefined;
	const end = at + scratch.length;
	const key = String.fromCharCode(...code.subarray(at, end));
	const known = encodings.get(key);
	if (known) return known;
	if (encodings.size >= ENCODINGS_MAX) encodings.clear();
	// Not slice(): of a Buffer of Node's it is no copy.
	const encoding = encodingOf(decoder, Uint8Array.from(code.subarray(at, end)));
	encodings.set(key, encoding);
	return encoding;
}

/** Decodes into `scratch`, as if the code lay at address 0. */
function decodeRaw(decoder: Decoder, at: number): void {
	decoder.position = at;
	decoder.ip = 0n;
	decoder.decodeOut(scratch);
}

function encodingOf(decoder: Decoder, bytes: Uint8Array): Encoding {
	const info = infoFactory.info(scratch);
	const operands = shapesOf(scratch).map((shape, n) => ({ shape, ...access(info.opAccess(n)) }));
	info.free();
	const displacement = displacementOf(decoder);
	const repeat = repeatOf(scratch);
	const conditionAt = conditionOffset(scratch);
	return {
		bytes,
		code: scratch.code,
		mnemonic: scratch.mnemonic,
		flow: scratch.flowControl,
		operands,
		...(displacement && { displacement }),
		...(repeat && { repeat }),
		...(conditionAt !== undefined && { conditionAt }),
	};
}

function displacementOf(decoder: Decoder): Field | undefined {
	const offsets = decoder.getConstantOffsets(scratch);
	const { hasDisplacement, displacementOffset: offset, displacementSize: size } = offsets;
	offsets.free();
	return hasDisplacement ? { offset, size } : undefined;
}

function shapesOf(instruction: IcedInstruction): OperandShape[] {
	return Array.from({ length: instruction.opCount }, (_, n) => shapeOf(instruction, n));
}

function shapeOf(instruction: IcedInstruction, n: number): OperandShape {
	const kind = instruction.opKind(n);
	switch (kind) {
		case OpKind.Register:
			return { kind: 'register', register: instruction.opRegister(n) };
		case OpKind.Memory:
			return {
				kind: 'memory',
				base: instruction.memoryBase,
				index: instruction.memoryIndex,
				scale: instruction.memoryIndexScale,
				displacement: Number(BigInt.asIntN(BITNESS, instruction.memoryDisplacement)),
				segment: instruction.segmentPrefix,
				size: instruction.memorySize,
			};
		case OpKind.NearBranch32:
			// The target as if the instruction lay at address 0.
			return {
				kind: 'branch',
				distance: (instruction.nearBranch32 - instruction.length) | 0,
			};
		default:
			return kind >= OpKind.Immediate8 && kind <= OpKind.Immediate32to64
				? { kind: 'immediate', value: instruction.immediate(n) }
				: { kind: 'implicit' };
	}
}

function access(kind: OpAccess): Pick<Operand, 'reads' | 'writes'> {
	return { reads: reading.includes(kind), writes: writing.includes(kind) };
}

/** The opcode's last byte, before the distance. `loop` and `jecxz` depend on ECX and have none. */
function conditionOffset({ isJccShort, isJccNear, length }: IcedInstruction): number | undefined {
	if (isJccShort) return length - SHORT_DISTANCE_BYTES - 1;
	return isJccNear ? length - NEAR_DISTANCE_BYTES - 1 : undefined;
}

/** Either prefix counts only, unless the instruction compares. */
function repeatOf(instruction: IcedInstruction): Repeat | undefined {
	const { hasRepePrefix, hasRepnePrefix } = instruction;
	if (!instruction.isStringInstruction || !(hasRepePrefix || hasRepnePrefix)) return undefined;
	if (!comparing.includes(instruction.mnemonic)) return 'rep';
	return hasRepnePrefix ? 'repne' : 'repe';
}

function intelFormatter(): Formatter {
	const intel = new Formatter(FormatterSyntax.Intel);
	intel.hexPrefix = '0x';
	intel.hexSuffix = '';
	intel.uppercaseHex = false;
	intel.spaceAfterOperandSeparator = true;
	intel.branchLeadingZeros = false;
	return intel;
}
