/**
 * Takes apart a module as v86's compiler generates it: one function `f` of one number, without
 * result, that imports what it calls and v86's memory. Anything else is refused by an
 * `UnexpectedCode`, which says what was found.
 */

const HEADER_SIZE = 8;
const FUNCTION_TYPE = 0x60;
const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const KIND = { function: 0, memory: 2 } as const;
/** Limits with a maximum, of an imported memory. */
const HAS_MAXIMUM = 1;
const DECODER = new TextDecoder();

/** Generated code is not as it is known to be; it has to be left as it is. */
export class UnexpectedCode extends Error {}

export interface ImportedFunction {
	readonly name: string;
	readonly parameterCount: number;
	readonly resultCount: number;
}

export interface GeneratedModule {
	readonly imports: readonly ImportedFunction[];
	/** Where the section with the code begins, its number included; it ends with the module. */
	readonly codeSectionStart: number;
	/** The groups of local variables as they are encoded, without their count. */
	readonly localGroups: Uint8Array;
	readonly localGroupCount: number;
	/** Parameters included. */
	readonly localCount: number;
	/** Where the instructions begin; they end with the module. */
	readonly codeStart: number;
}

export function readGeneratedModule(bytes: Uint8Array): GeneratedModule {
	const reader = new ByteReader(bytes, HEADER_SIZE);
	let types: { parameterCount: number; resultCount: number }[] = [];
	let imports: ImportedFunction[] = [];
	let functionTypes: number[] = [];
	while (reader.at < bytes.length) {
		const start = reader.at;
		const id = reader.byte();
		const end = reader.u32() + reader.at;
		if (id === SECTION.type) {
			types = Array.from({ length: reader.u32() }, () => readType(reader));
		} else if (id === SECTION.import) {
			imports = readImports(reader, types);
		} else if (id === SECTION.function) {
			functionTypes = Array.from({ length: reader.u32() }, () => reader.u32());
		} else if (id === SECTION.code) {
			const [typeIndex = -1] = functionTypes;
			const type = types[typeIndex];
			if (functionTypes.length !== 1 || type?.resultCount !== 0 || end !== bytes.length) {
				throw new UnexpectedCode('more than one function without a result');
			}
			return readBody(reader, start, type.parameterCount, imports);
		} else if (id !== SECTION.export) {
			throw new UnexpectedCode(`a section ${id}`);
		}
		reader.at = end;
	}
	throw new UnexpectedCode('no section with code');
}

function readType(reader: ByteReader): { parameterCount: number; resultCount: number } {
	if (reader.byte() !== FUNCTION_TYPE) {
		throw new UnexpectedCode('a type that is none of a function');
	}
	const parameterCount = reader.u32();
	reader.at += parameterCount;
	const resultCount = reader.u32();
	reader.at += resultCount;
	return { parameterCount, resultCount };
}

function readImports(
	reader: ByteReader,
	types: readonly { parameterCount: number; resultCount: number }[],
): ImportedFunction[] {
	const functions: ImportedFunction[] = [];
	for (let left = reader.u32(); left > 0; left--) {
		reader.name();
		const name = reader.name();
		const kind = reader.byte();
		if (kind === KIND.function) {
			const type = types[reader.u32()];
			if (!type) {
				throw new UnexpectedCode(`an import ${name} without a type`);
			}
			functions.push({ name, ...type });
		} else if (kind === KIND.memory) {
			const limits = reader.u32();
			reader.u32();
			if (limits & HAS_MAXIMUM) {
				reader.u32();
			}
		} else {
			throw new UnexpectedCode(`an import ${name} of kind ${kind}`);
		}
	}
	return functions;
}

function readBody(
	reader: ByteReader,
	codeSectionStart: number,
	parameterCount: number,
	imports: readonly ImportedFunction[],
): GeneratedModule {
	reader.u32(); // one body
	reader.u32(); // its size: the rest
	const localGroupCount = reader.u32();
	const groupsStart = reader.at;
	let localCount = parameterCount;
	for (let left = localGroupCount; left > 0; left--) {
		localCount += reader.u32();
		reader.byte(); // their type
	}
	return {
		imports,
		codeSectionStart,
		localGroups: reader.bytes.subarray(groupsStart, reader.at),
		localGroupCount,
		localCount,
		codeStart: reader.at,
	};
}

/** Reads numbers as WebAssembly encodes them (LEB128). */
export class ByteReader {
	constructor(
		readonly bytes: Uint8Array,
		public at = 0,
	) {}

	byte(): number {
		const value = this.bytes[this.at++];
		if (value === undefined) {
			throw new UnexpectedCode('an end in the middle of an entry');
		}
		return value;
	}

	u32(): number {
		let value = 0;
		for (let shift = 0; shift < 35; shift += 7) {
			const byte = this.byte();
			value |= (byte & 0x7f) << shift;
			if (byte < 0x80) {
				return value >>> 0;
			}
		}
		throw new UnexpectedCode('a number of more than 32 bits');
	}

	/** A signed number; of one with 64 bits, the lower half. */
	signed(): number {
		let value = 0;
		let shift = 0;
		for (;;) {
			const byte = this.byte();
			if (shift < 32) {
				value |= (byte & 0x7f) << shift;
			}
			shift += 7;
			if (byte < 0x80) {
				return shift < 32 && (byte & 0x40) !== 0 ? value | (-1 << shift) : value;
			}
		}
	}

	/** The lower and the upper half of a signed number of 64 bits. (No BigInt: Node 20 dies of it.) */
	halves(): [number, number] {
		let low = 0;
		let high = 0;
		let shift = 0;
		let byte: number;
		do {
			byte = this.byte();
			const bits = byte & 0x7f;
			low |= shift < 32 ? bits << shift : 0;
			high |= shift < 32 ? (bits * 2 ** shift) / 2 ** 32 : bits << (shift - 32);
			shift += 7;
		} while (byte >= 0x80);
		if ((byte & 0x40) !== 0 && shift < 64) {
			low |= shift < 32 ? -1 << shift : 0;
			high |= -1 << Math.max(0, shift - 32);
		}
		return [low, high];
	}

	name(): string {
		const length = this.u32();
		this.at += length;
		return DECODER.decode(this.bytes.subarray(this.at - length, this.at));
	}
}
