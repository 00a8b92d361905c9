/*
 * ELF32 for i386: reading what the linker made, and the two forms in which it
 * goes into the image: a *stripped* ELF (program headers and loaded content
 * only) and a *flat* binary (firmware, MBR, second stage).
 *
 * Source: System V ABI, chapters 4 and 5; Intel386 supplement.
 */
import { BuildError } from './build-error.ts';

export const PT_LOAD = 1;
export const PF_EXECUTE = 1;
export const PF_WRITE = 2;
export const SHF_EXECINSTR = 4;

const SHF_ALLOC = 2;
/** More than any firmware or loader: a guard against sections at stray addresses. */
const FLAT_SIZE_MAX = 1024 * 1024;

const HEADER_SIZE = 52;
const PROGRAM_HEADER_SIZE = 32;
const SECTION_HEADER_SIZE = 40;
const SYMBOL_SIZE = 16;
const SHT_SYMTAB = 2;
const SHT_NOBITS = 8;
const SHN_UNDEF = 0;
const SHN_LORESERVE = 0xff00;
const ET_EXEC = 2;
const EM_386 = 3;
const PAGE = 4096;

const SYMBOL_TYPES = ['notype', 'object', 'func'] as const;
export type SymbolType = (typeof SYMBOL_TYPES)[number];

export interface ElfSegment {
	readonly type: number;
	readonly vaddr: number;
	readonly paddr: number;
	/** Bytes in memory; those behind `content` are zero. */
	readonly memsz: number;
	readonly flags: number;
	readonly content: Uint8Array;
}

export interface ElfSection {
	readonly name: string;
	readonly flags: number;
	readonly addr: number;
	readonly size: number;
	readonly content: Uint8Array;
}

export interface ElfSymbol {
	readonly name: string;
	readonly address: number;
	readonly size: number;
	readonly type: SymbolType;
	readonly global: boolean;
	readonly section: ElfSection;
}

export interface ElfFile {
	readonly entry: number;
	readonly segments: readonly ElfSegment[];
	readonly sections: readonly ElfSection[];
	/** Defined, named symbols of code and data, by ascending address; the most telling one last. */
	readonly symbols: readonly ElfSymbol[];
}

export function parseElf(bytes: Uint8Array, name: string): ElfFile {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const isElf = bytes.length >= HEADER_SIZE && view.getUint32(0) === 0x7f454c46;
	if (!isElf || bytes[4] !== 1 || view.getUint16(18, true) !== EM_386) {
		throw new BuildError(`${name}: expected an ELF32 file for i386, found something else.`);
	}
	const sections = parseSections(bytes, view);
	return {
		entry: view.getUint32(24, true),
		segments: parseSegments(bytes, view),
		sections,
		symbols: parseSymbols(view, sections),
	};
}

/**
 * The program without sections and symbols: a header, the program headers and
 * the content of the loaded segments, at file offsets congruent to their
 * addresses modulo the page size, as the ABI wants it.
 */
export function stripElf(elf: ElfFile): Uint8Array {
	const loaded = elf.segments.filter((s) => s.type === PT_LOAD && s.memsz > 0);
	let end = HEADER_SIZE + loaded.length * PROGRAM_HEADER_SIZE;
	const offsets = loaded.map((segment) => {
		const offset = end + ((((segment.vaddr - end) % PAGE) + PAGE) % PAGE);
		end = segment.content.length > 0 ? offset + segment.content.length : end;
		return offset;
	});
	const out = new Uint8Array(end);
	const view = new DataView(out.buffer);
	out.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
	view.setUint16(16, ET_EXEC, true);
	view.setUint16(18, EM_386, true);
	view.setUint32(20, 1, true);
	view.setUint32(24, elf.entry, true);
	view.setUint32(28, HEADER_SIZE, true);
	view.setUint16(40, HEADER_SIZE, true);
	view.setUint16(42, PROGRAM_HEADER_SIZE, true);
	view.setUint16(44, loaded.length, true);
	loaded.forEach((segment, index) => {
		const at = HEADER_SIZE + index * PROGRAM_HEADER_SIZE;
		const offset = offsets[index] ?? 0;
		const { type, vaddr, paddr, content, memsz, flags } = segment;
		[type, offset, vaddr, paddr, content.length, memsz, flags, PAGE].forEach((value, field) => {
			view.setUint32(at + field * 4, value, true);
		});
		if (content.length > 0) out.set(content, offset);
	});
	return out;
}

/**
 * The content of all loaded sections from the lowest to the highest *physical* address, gaps
 * filled with zeros. (Sections, since the linker may put its headers into a segment of their own.)
 */
export function flattenElf(elf: ElfFile, name: string): Uint8Array {
	const pieces = elf.sections
		.filter((section) => section.flags & SHF_ALLOC && section.content.length > 0)
		.map((section) => ({ start: loadAddress(elf, section), content: section.content }));
	if (pieces.length === 0) throw new BuildError(`${name}: has no loaded content.`);
	const start = Math.min(...pieces.map((piece) => piece.start));
	const end = Math.max(...pieces.map((piece) => piece.start + piece.content.length));
	if (end - start > FLAT_SIZE_MAX) {
		throw new BuildError(
			`${name}: its sections lie from ${hex(start)} to ${hex(end)}, too far apart for a flat ` +
				'file. Give them a load address with AT() in the linker script.',
		);
	}
	const out = new Uint8Array(end - start);
	for (const piece of pieces) out.set(piece.content, piece.start - start);
	return out;
}

function loadAddress(elf: ElfFile, { addr }: ElfSection): number {
	const segment = elf.segments.find(
		({ type, vaddr, memsz }) => type === PT_LOAD && addr >= vaddr && addr < vaddr + memsz,
	);
	return segment ? segment.paddr + (addr - segment.vaddr) : addr;
}

/** Where the code is: the section `.text`, or the largest executable one. */
export function textRange(elf: ElfFile): { start: number; end: number } {
	const executable = elf.sections.filter((s) => s.flags & SHF_EXECINSTR && s.size > 0);
	const largest = executable.reduce<ElfSection | undefined>(
		(best, section) => (best && best.size >= section.size ? best : section),
		undefined,
	);
	const text = executable.find((s) => s.name === '.text') ?? largest;
	return text ? { start: text.addr, end: text.addr + text.size } : { start: 0, end: 0 };
}

function parseSegments(bytes: Uint8Array, view: DataView): ElfSegment[] {
	const table = view.getUint32(28, true);
	return Array.from({ length: view.getUint16(44, true) }, (_, index) => {
		const at = table + index * PROGRAM_HEADER_SIZE;
		const field = (number: number) => view.getUint32(at + number * 4, true);
		return {
			type: field(0),
			vaddr: field(2),
			paddr: field(3),
			memsz: field(5),
			flags: field(6),
			content: bytes.subarray(field(1), field(1) + field(4)),
		};
	});
}

interface RawSection extends ElfSection {
	readonly type: number;
	readonly link: number;
}

function parseSections(bytes: Uint8Array, view: DataView): RawSection[] {
	const table = view.getUint32(32, true);
	const count = view.getUint16(48, true);
	const raw = Array.from({ length: count }, (_, index) => {
		const at = table + index * SECTION_HEADER_SIZE;
		const field = (number: number) => view.getUint32(at + number * 4, true);
		const size = field(5);
		const type = field(1);
		const content = bytes.subarray(field(4), type === SHT_NOBITS ? field(4) : field(4) + size);
		return {
			nameAt: field(0),
			type,
			flags: field(2),
			addr: field(3),
			size,
			link: field(6),
			content,
		};
	});
	const names = raw[view.getUint16(50, true)]?.content ?? new Uint8Array();
	return raw.map(({ nameAt, ...section }) => ({ ...section, name: cString(names, nameAt) }));
}

function parseSymbols(view: DataView, sections: readonly RawSection[]): ElfSymbol[] {
	const symbols: ElfSymbol[] = [];
	for (const table of sections.filter((s) => s.type === SHT_SYMTAB)) {
		const strings = sections[table.link]?.content ?? new Uint8Array();
		const base = table.content.byteOffset - view.byteOffset;
		for (let at = base; at + SYMBOL_SIZE <= base + table.size; at += SYMBOL_SIZE) {
			const info = view.getUint8(at + 12);
			const sectionIndex = view.getUint16(at + 14, true);
			const type = SYMBOL_TYPES[info & 15];
			const name = cString(strings, view.getUint32(at, true));
			const section = sections[sectionIndex];
			if (!type || !name || name.startsWith('.L') || !section) continue;
			if (sectionIndex === SHN_UNDEF || sectionIndex >= SHN_LORESERVE) continue;
			symbols.push({
				name,
				address: view.getUint32(at + 4, true),
				size: view.getUint32(at + 8, true),
				type,
				global: info >> 4 !== 0,
				section,
			});
		}
	}
	return symbols.sort(
		(a, b) =>
			a.address - b.address ||
			SYMBOL_TYPES.indexOf(a.type) - SYMBOL_TYPES.indexOf(b.type) ||
			a.size - b.size ||
			(a.name < b.name ? -1 : 1),
	);
}

export function cString(bytes: Uint8Array, at: number): string {
	const end = bytes.indexOf(0, at);
	return Buffer.from(bytes.subarray(at, end < 0 ? bytes.length : end)).toString('latin1');
}

function hex(value: number): string {
	return `0x${value.toString(16)}`;
}
