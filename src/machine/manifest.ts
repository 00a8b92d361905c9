/*
 * The manifest of an OS image (`build/os/manifest.json`): what the image holds
 * and, for each binary, its symbols and its table from addresses to source lines.
 * The image builder writes it, everything that looks into the guest reads it;
 * both ends of the format are in this file.
 *
 * Addresses are virtual ones of the binary itself, as unsigned numbers.
 */

export const MANIFEST_FORMAT = 1;

export type BinaryKind = 'firmware' | 'loader' | 'kernel' | 'server' | 'driver' | 'command';
export type SymbolType = 'func' | 'object' | 'notype';

/**
 * [name, address, size in bytes (0 where the source gives none), type], by ascending address;
 * of several at one address the last one says most.
 */
export type SymbolEntry = readonly [string, number, number, SymbolType];

export interface BinaryEntry {
	readonly name: string;
	readonly kind: BinaryKind;
	/** Of the bytes as they are in the image. */
	readonly sha256: string;
	readonly size: number;
	/** First address of the code and the one behind its last. */
	readonly text: readonly [number, number];
	readonly symbols: readonly SymbolEntry[];
	readonly lines: { readonly files: readonly string[]; readonly table: string };
}

export interface PartitionEntry {
	readonly name: string;
	readonly type: number;
	readonly startLba: number;
	readonly sectors: number;
}

/** Lines of source that are neither blank nor comment; `recovery`: those in recovery*.c and .h. */
export interface LocEntry {
	readonly component: string;
	readonly total: number;
	readonly recovery: number;
}

export interface FileEntry {
	readonly sha256: string;
	readonly size: number;
}

export interface ManifestData {
	readonly format: typeof MANIFEST_FORMAT;
	/** The project's version. */
	readonly version: string;
	/** SHA-256 over kintsugi.img, bios.bin and net.wasm: equal ids are equal bytes. */
	readonly buildId: string;
	readonly files: Readonly<Record<'bios.bin' | 'kintsugi.img' | 'net.wasm', FileEntry>>;
	readonly partitions: readonly PartitionEntry[];
	readonly binaries: readonly BinaryEntry[];
	readonly loc: readonly LocEntry[];
}

export interface SymbolInfo {
	readonly name: string;
	readonly address: number;
	readonly size: number;
	readonly type: SymbolType;
}

/** From `address` up to the next row's, the code comes from this line; line 0: from none. */
export interface LineRow {
	readonly address: number;
	readonly file: string;
	readonly line: number;
}

export class Manifest {
	readonly binaries: readonly Binary[];
	private readonly byName: ReadonlyMap<string, Binary>;

	private constructor(readonly data: ManifestData) {
		this.binaries = data.binaries.map((entry) => new Binary(entry));
		this.byName = new Map(this.binaries.map((binary) => [binary.name, binary]));
	}

	/** Takes the text of manifest.json. Throws when it is none, or of another format. */
	static parse(json: string): Manifest {
		const data: Partial<ManifestData> | null = JSON.parse(json);
		if (data?.format !== MANIFEST_FORMAT || !Array.isArray(data.binaries)) {
			throw new Error(
				`Expected a manifest of format ${MANIFEST_FORMAT}, found format ${data?.format}. ` +
					'Build the image again with `npm run build:os`.',
			);
		}
		return new Manifest(data as ManifestData);
	}

	get buildId(): string {
		return this.data.buildId;
	}

	find(name: string): Binary | undefined {
		return this.byName.get(name);
	}

	/** The binary of that name; throws when the image has none. */
	binary(name: string): Binary {
		const binary = this.byName.get(name);
		if (!binary) {
			const names = [...this.byName.keys()].join(', ');
			throw new Error(`The image has no binary "${name}": expected one of ${names}.`);
		}
		return binary;
	}
}

export class Binary {
	private addresses: Map<string, SymbolInfo> | undefined;
	private rows: LineRow[] | undefined;

	constructor(readonly entry: BinaryEntry) {}

	get name(): string {
		return this.entry.name;
	}

	get kind(): BinaryKind {
		return this.entry.kind;
	}

	get textStart(): number {
		return this.entry.text[0];
	}

	/** Exclusive. */
	get textEnd(): number {
		return this.entry.text[1];
	}

	get symbols(): readonly SymbolInfo[] {
		return this.entry.symbols.map(toInfo);
	}

	get lines(): readonly LineRow[] {
		this.rows ??= decodeLineTable(this.entry.lines);
		return this.rows;
	}

	findSymbol(name: string): SymbolInfo | undefined {
		this.addresses ??= new Map(this.entry.symbols.map((entry) => [entry[0], toInfo(entry)]));
		return this.addresses.get(name);
	}

	/** The symbol of that name; throws when the binary has none. */
	symbol(name: string): SymbolInfo {
		const symbol = this.findSymbol(name);
		if (!symbol) {
			throw new Error(
				`The binary "${this.name}" has no symbol "${name}": it was renamed, or left out ` +
					'as nothing uses it.',
			);
		}
		return symbol;
	}

	/**
	 * The symbol that covers an address, and how far into it the address is. A symbol of
	 * size 0 (a label in assembly) reaches up to the next one.
	 */
	lookupSymbol(address: number): { symbol: SymbolInfo; offset: number } | undefined {
		const { symbols } = this.entry;
		const entry = symbols[lastAtOrBelow(symbols.length, address, (n) => symbols[n]?.[1])];
		if (!entry) return undefined;
		const [, start, size] = entry;
		const covers = size > 0 ? address < start + size : this.isText(address);
		return covers ? { symbol: toInfo(entry), offset: address - start } : undefined;
	}

	/** Source file (relative to the project) and line of the code at an address. */
	lineOf(address: number): { file: string; line: number } | undefined {
		const rows = this.lines;
		const row = rows[lastAtOrBelow(rows.length, address, (n) => rows[n]?.address)];
		return row && row.line > 0 ? { file: row.file, line: row.line } : undefined;
	}

	private isText(address: number): boolean {
		return address >= this.textStart && address < this.textEnd;
	}
}

/**
 * The compact form of a line table: for each row the differences of address,
 * file number and line to the row before, each as a base64 VLQ (as in source maps).
 */
export function encodeLineTable(rows: readonly LineRow[]): BinaryEntry['lines'] {
	const numbers = new Map<string, number>();
	let table = '';
	let before = { address: 0, file: 0, line: 0 };
	for (const row of rows) {
		const file = numbers.get(row.file) ?? numbers.size;
		numbers.set(row.file, file);
		table +=
			encodeVlq(row.address - before.address) +
			encodeVlq(file - before.file) +
			encodeVlq(row.line - before.line);
		before = { address: row.address, file, line: row.line };
	}
	return { files: [...numbers.keys()], table };
}

export function decodeLineTable({ files, table }: BinaryEntry['lines']): LineRow[] {
	const rows: LineRow[] = [];
	const numbers = decodeVlqs(table);
	let address = 0;
	let file = 0;
	let line = 0;
	for (let i = 0; i + 2 < numbers.length; i += 3) {
		address += numbers[i] ?? 0;
		file += numbers[i + 1] ?? 0;
		line += numbers[i + 2] ?? 0;
		rows.push({ address, file: files[file] ?? '', line });
	}
	return rows;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function encodeVlq(value: number): string {
	let rest = value < 0 ? -value * 2 + 1 : value * 2;
	let text = '';
	do {
		const digit = rest % 32;
		rest = Math.floor(rest / 32);
		text += BASE64[rest > 0 ? digit + 32 : digit];
	} while (rest > 0);
	return text;
}

function decodeVlqs(text: string): number[] {
	const values: number[] = [];
	let value = 0;
	let scale = 1;
	for (const character of text) {
		const digit = BASE64.indexOf(character);
		if (digit < 0) throw new Error(`A line table holds "${character}", which is no base64.`);
		value += (digit % 32) * scale;
		scale *= 32;
		if (digit >= 32) continue;
		const magnitude = Math.floor(value / 2);
		values.push(value % 2 ? -magnitude : magnitude);
		value = 0;
		scale = 1;
	}
	return values;
}

function toInfo([name, address, size, type]: SymbolEntry): SymbolInfo {
	return { name, address, size, type };
}

/** Index of the last of `count` ascending keys that is not above `wanted`, or -1. */
function lastAtOrBelow(
	count: number,
	wanted: number,
	key: (index: number) => number | undefined,
): number {
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((key(middle) ?? 0) <= wanted) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}
