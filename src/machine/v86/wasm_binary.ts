/**
 * Edits a wasm module without renumbering anything: exports more of what it has, and puts code in
 * front of functions that it finds by name. Everything else keeps its bytes, but the debugging
 * sections, whose offsets no longer hold, are left out. (WebAssembly core specification,
 * chapter 5, "Binary format".)
 */

import { UnsupportedV86Error } from '../errors.ts';
import { V86_VERSION } from './version.ts';

const HEADER_SIZE = 8;
const FUNCTION_TYPE = 0x60;
const SECTION = { custom: 0, type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const FUNCTION_NAMES = 1;
const DECODER = new TextDecoder();
/** Limits with a maximum, of an imported table or memory. */
const HAS_MAXIMUM = 1;

export const VALUE_I32 = 0x7f;
export const EXTERN_KIND = { function: 0, table: 1, memory: 2, global: 3 } as const;

export interface FunctionType {
	readonly parameters: readonly number[];
	readonly results: readonly number[];
}

interface Section {
	readonly id: number;
	/** Of a custom section. */
	readonly name: string;
	body: Uint8Array;
}

export class WasmBinary {
	private readonly sections: Section[] = [];
	private readonly types: FunctionType[];
	private readonly names: ReadonlyMap<number, string>;
	/** The type of each function, the imported ones first. */
	private readonly functionTypes: number[];
	private readonly importCount: number;
	private readonly addedExports: number[] = [];
	private addedExportCount = 0;
	private readonly addedCode = new Map<number, readonly number[]>();

	constructor(private readonly bytes: Uint8Array) {
		const reader = new Reader(bytes, HEADER_SIZE);
		while (!reader.atEnd) {
			const id = reader.byte();
			const body = reader.take(reader.u32());
			this.sections.push({
				id,
				name: id === SECTION.custom ? new Reader(body).name() : '',
				body,
			});
		}
		this.types = readTypes(this.section(SECTION.type));
		const imported = readFunctionImports(this.section(SECTION.import));
		this.importCount = imported.length;
		this.functionTypes = [...imported, ...readIndices(this.section(SECTION.function))];
		this.names = readFunctionNames(
			this.sections.find((section) => section.name === 'name')?.body,
		);
	}

	/** The index of the only function whose name ends so and whose type is this one. */
	functionNamed(ending: string, type: FunctionType): number {
		const found: number[] = [];
		for (const [index, name] of this.names) {
			if (name.endsWith(ending)) {
				found.push(index);
			}
		}
		const index = found[0] ?? -1;
		if (found.length !== 1 || !isSameType(this.types[this.functionTypes[index] ?? -1], type)) {
			throw unsupported(
				`one function ${ending} of ${type.parameters.length} parameters and ` +
					`${type.results.length} results`,
			);
		}
		return index;
	}

	typeIndex(type: FunctionType): number {
		const index = this.types.findIndex((candidate) => isSameType(candidate, type));
		if (index < 0) {
			throw unsupported(`a function type of ${type.parameters.length} parameters`);
		}
		return index;
	}

	addExport(name: string, kind: number, index: number): void {
		this.addedExports.push(...encodeName(name), kind, ...encodeU32(index));
		this.addedExportCount++;
	}

	/** `code` runs first whenever the function is called, from wherever. */
	prepend(functionIndex: number, code: readonly number[]): void {
		this.addedCode.set(functionIndex - this.importCount, code);
	}

	toBytes(): Uint8Array {
		const parts: (Uint8Array | readonly number[])[] = [this.bytes.subarray(0, HEADER_SIZE)];
		for (const section of this.sections) {
			if (!section.name.startsWith('.debug')) {
				const body = this.editedBody(section);
				const size = body.reduce((sum, part) => sum + part.length, 0);
				parts.push([section.id, ...encodeU32(size)], ...body);
			}
		}
		return concatenate(parts);
	}

	private editedBody(section: Section): (Uint8Array | readonly number[])[] {
		const reader = new Reader(section.body);
		if (section.id === SECTION.export) {
			const count = reader.u32() + this.addedExportCount;
			return [encodeU32(count), reader.rest(), this.addedExports];
		}
		if (section.id !== SECTION.code) {
			return [section.body];
		}
		const parts: (Uint8Array | readonly number[])[] = [];
		let copied = 0;
		const count = reader.u32();
		for (let index = 0; index < count; index++) {
			const start = reader.position;
			const body = reader.take(reader.u32());
			const code = this.addedCode.get(index);
			if (code) {
				const localsEnd = endOfLocals(body);
				parts.push(section.body.subarray(copied, start));
				parts.push(encodeU32(body.length + code.length), body.subarray(0, localsEnd), code);
				copied = reader.position - (body.length - localsEnd);
			}
		}
		parts.push(section.body.subarray(copied));
		return parts;
	}

	private section(id: number): Reader {
		const section = this.sections.find((candidate) => candidate.id === id);
		if (!section) {
			throw unsupported(`a section ${id}`);
		}
		return new Reader(section.body);
	}
}

/** Of a size, count or index. */
export function encodeU32(value: number): number[] {
	const bytes: number[] = [];
	let rest = value;
	do {
		const more = rest > 0x7f ? 0x80 : 0;
		bytes.push((rest & 0x7f) | more);
		rest >>>= 7;
	} while (rest > 0);
	return bytes;
}

export function encodeName(name: string): number[] {
	const bytes = new TextEncoder().encode(name);
	return [...encodeU32(bytes.length), ...bytes];
}

class Reader {
	private at: number;

	constructor(
		private readonly bytes: Uint8Array,
		start = 0,
	) {
		this.at = start;
	}

	get atEnd(): boolean {
		return this.at >= this.bytes.length;
	}

	get position(): number {
		return this.at;
	}

	byte(): number {
		const value = this.bytes[this.at++];
		if (value === undefined) {
			throw unsupported('no end in the middle of an entry');
		}
		return value;
	}

	u32(): number {
		let value = 0;
		for (let shift = 0; shift < 35; shift += 7) {
			const byte = this.byte();
			value += (byte & 0x7f) * 2 ** shift;
			if (byte < 0x80) {
				return value;
			}
		}
		throw unsupported('no number of more than 32 bits');
	}

	take(length: number): Uint8Array {
		const start = this.at;
		this.at += length;
		if (this.at > this.bytes.length) {
			throw unsupported('no end in the middle of an entry');
		}
		return this.bytes.subarray(start, this.at);
	}

	rest(): Uint8Array {
		return this.bytes.subarray(this.at);
	}

	name(): string {
		return DECODER.decode(this.take(this.u32()));
	}
}

function readTypes(reader: Reader): FunctionType[] {
	return Array.from({ length: reader.u32() }, () => {
		if (reader.byte() !== FUNCTION_TYPE) {
			throw unsupported('function types only');
		}
		const parameters = [...reader.take(reader.u32())];
		return { parameters, results: [...reader.take(reader.u32())] };
	});
}

function readFunctionImports(reader: Reader): number[] {
	const types: number[] = [];
	for (let left = reader.u32(); left > 0; left--) {
		reader.name();
		reader.name();
		const kind = reader.byte();
		if (kind === EXTERN_KIND.function) {
			types.push(reader.u32());
		} else if (kind === EXTERN_KIND.global) {
			reader.take(2); // its type, and whether it changes
		} else {
			if (kind === EXTERN_KIND.table) {
				reader.byte(); // what it holds
			}
			const limits = reader.byte();
			reader.u32();
			if (limits & HAS_MAXIMUM) {
				reader.u32();
			}
		}
	}
	return types;
}

function readIndices(reader: Reader): number[] {
	return Array.from({ length: reader.u32() }, () => reader.u32());
}

function readFunctionNames(body: Uint8Array | undefined): Map<number, string> {
	if (!body) {
		throw unsupported('the names of its functions');
	}
	const reader = new Reader(body);
	reader.name();
	while (!reader.atEnd) {
		const id = reader.byte();
		const part = new Reader(reader.take(reader.u32()));
		if (id === FUNCTION_NAMES) {
			return new Map(
				Array.from({ length: part.u32() }, () => [part.u32(), part.name()] as const),
			);
		}
	}
	throw unsupported('the names of its functions');
}

/** Where the code of a function's body begins. */
function endOfLocals(body: Uint8Array): number {
	const reader = new Reader(body);
	for (let groups = reader.u32(); groups > 0; groups--) {
		reader.u32();
		reader.byte();
	}
	return reader.position;
}

function isSameType(a: FunctionType | undefined, b: FunctionType): boolean {
	return `${a?.parameters}:${a?.results}` === `${b.parameters}:${b.results}`;
}

function concatenate(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
	const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

function unsupported(what: string): UnsupportedV86Error {
	return new UnsupportedV86Error(
		`v86.wasm should have ${what} and has not. Use build/v86.wasm of v86 ${V86_VERSION}.`,
	);
}
