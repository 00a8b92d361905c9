/*
 * Decodes `.debug_line` to rows of (address, file, line).
 *
 * Source: DWARF 4 §6.2 and DWARF 5 §6.2. Paths come out with forward slashes and
 * relative to the project, since the toolchain maps the compilation directory
 * to ".". Columns, statement flags and the like are not kept.
 */
import path from 'node:path';
import type { LineRow } from '../../src/machine/manifest.ts';
import { BuildError } from './build-error.ts';
import { type ElfFile, SHF_EXECINSTR } from './elf.ts';

const LNS_COPY = 1;
const LNS_ADVANCE_PC = 2;
const LNS_ADVANCE_LINE = 3;
const LNS_SET_FILE = 4;
const LNS_CONST_ADD_PC = 8;
const LNS_FIXED_ADVANCE_PC = 9;
const LNE_END_SEQUENCE = 1;
const LNE_SET_ADDRESS = 2;

const LNCT_PATH = 1;
const LNCT_DIRECTORY_INDEX = 2;
const FORM_STRING = 0x08;
const FORM_DATA2 = 0x05;
const FORM_DATA1 = 0x0b;
const FORM_STRP = 0x0e;
const FORM_UDATA = 0x0f;
const FORM_DATA16 = 0x1e;
const FORM_LINE_STRP = 0x1f;

/** The whole table by ascending address; a row with line 0 ends a run of code. */
export function decodeLines(elf: ElfFile, name: string): LineRow[] {
	const section = (wanted: string) =>
		new Cursor(elf.sections.find((s) => s.name === wanted)?.content ?? new Uint8Array());
	const code = elf.sections.filter((s) => s.flags & SHF_EXECINSTR);
	const isCode = (address: number) =>
		code.some((s) => address >= s.addr && address < s.addr + s.size);
	const strings = { debug: section('.debug_str'), line: section('.debug_line_str') };
	const lines = section('.debug_line');
	const sequences: LineRow[][] = [];
	while (lines.position < lines.length) {
		for (const sequence of decodeUnit(lines, strings, name)) {
			// Code that the linker dropped stays in the table, at address 0.
			if (sequence[0] && isCode(sequence[0].address)) sequences.push(sequence);
		}
	}
	sequences.sort((a, b) => (a[0]?.address ?? 0) - (b[0]?.address ?? 0));
	return compact(sequences);
}

interface Strings {
	readonly debug: Cursor;
	readonly line: Cursor;
}

function decodeUnit(cursor: Cursor, strings: Strings, name: string): LineRow[][] {
	const end = cursor.u32() + cursor.position;
	const version = cursor.u16();
	if (version < 3 || version > 5) {
		throw new BuildError(
			`${name}: expected line tables of DWARF 3 to 5, found version ${version}. ` +
				'Check the -gdwarf flag in os-image/build/toolchain.ts.',
		);
	}
	if (version >= 5) cursor.skip(2);
	const programStart = cursor.u32() + cursor.position;
	const minInstruction = cursor.u8();
	if (version >= 4) cursor.skip(1);
	cursor.skip(1);
	const lineBase = cursor.s8();
	const lineRange = cursor.u8();
	const opcodeBase = cursor.u8();
	const operandCounts = Array.from({ length: opcodeBase - 1 }, () => cursor.u8());
	const files = version >= 5 ? filesOf5(cursor, strings) : filesOf4(cursor);
	cursor.position = programStart;

	const sequences: LineRow[][] = [];
	let rows: LineRow[] = [];
	let address = 0;
	let file = 1;
	let line = 1;
	const emit = () => {
		rows.push({ address, file: files[file] ?? '?', line });
	};
	while (cursor.position < end) {
		const opcode = cursor.u8();
		if (opcode >= opcodeBase) {
			const adjusted = opcode - opcodeBase;
			address += Math.floor(adjusted / lineRange) * minInstruction;
			line += lineBase + (adjusted % lineRange);
			emit();
		} else if (opcode === 0) {
			const length = cursor.uleb();
			const next = cursor.position + length;
			const extended = cursor.u8();
			if (extended === LNE_SET_ADDRESS) {
				address = cursor.u32();
			} else if (extended === LNE_END_SEQUENCE) {
				rows.push({ address, file: '', line: 0 });
				sequences.push(rows);
				rows = [];
				address = 0;
				file = 1;
				line = 1;
			}
			cursor.position = next;
		} else if (opcode === LNS_COPY) {
			emit();
		} else if (opcode === LNS_ADVANCE_PC) {
			address += cursor.uleb() * minInstruction;
		} else if (opcode === LNS_ADVANCE_LINE) {
			line += cursor.sleb();
		} else if (opcode === LNS_SET_FILE) {
			file = cursor.uleb();
		} else if (opcode === LNS_CONST_ADD_PC) {
			address += Math.floor((255 - opcodeBase) / lineRange) * minInstruction;
		} else if (opcode === LNS_FIXED_ADVANCE_PC) {
			address += cursor.u16();
		} else {
			const operands = operandCounts[opcode - 1] ?? 0;
			for (let i = 0; i < operands; i++) cursor.uleb();
		}
	}
	return sequences;
}

/** DWARF 3 and 4: file numbers start at 1, directory 0 is the compilation directory. */
function filesOf4(cursor: Cursor): string[] {
	const directories = [''];
	for (let text = cursor.string(); text; text = cursor.string()) directories.push(text);
	const files = [''];
	for (let text = cursor.string(); text; text = cursor.string()) {
		files.push(joined(directories[cursor.uleb()], text));
		cursor.uleb();
		cursor.uleb();
	}
	return files;
}

/** DWARF 5: both tables describe their own fields, and file numbers start at 0. */
function filesOf5(cursor: Cursor, strings: Strings): string[] {
	const directories = entriesOf5(cursor, strings).map((entry) => entry.path);
	return entriesOf5(cursor, strings).map((entry) =>
		joined(directories[entry.directory], entry.path),
	);
}

function entriesOf5(cursor: Cursor, strings: Strings): { path: string; directory: number }[] {
	const formats = Array.from(
		{ length: cursor.u8() },
		() => [cursor.uleb(), cursor.uleb()] as const,
	);
	return Array.from({ length: cursor.uleb() }, () => {
		const entry = { path: '', directory: 0 };
		for (const [content, form] of formats) {
			const value = valueOf5(cursor, form, strings);
			if (content === LNCT_PATH) entry.path = String(value);
			if (content === LNCT_DIRECTORY_INDEX) entry.directory = Number(value);
		}
		return entry;
	});
}

function valueOf5(cursor: Cursor, form: number, strings: Strings): string | number {
	switch (form) {
		case FORM_STRING:
			return cursor.string();
		case FORM_LINE_STRP:
			return strings.line.stringAt(cursor.u32());
		case FORM_STRP:
			return strings.debug.stringAt(cursor.u32());
		case FORM_UDATA:
			return cursor.uleb();
		case FORM_DATA1:
			return cursor.u8();
		case FORM_DATA2:
			return cursor.u16();
		case FORM_DATA16:
			cursor.skip(16);
			return 0;
		default:
			throw new BuildError(
				`A DWARF 5 line table uses form 0x${form.toString(16)}, which ` +
					'os-image/build/dwarf-lines.ts does not know.',
			);
	}
}

function joined(directory: string | undefined, file: string): string {
	return path.posix.normalize(path.posix.join(directory ?? '', file.replaceAll('\\', '/')));
}

/** Leaves out rows that say what the row before says, and rows that cover no byte. */
function compact(sequences: readonly LineRow[][]): LineRow[] {
	const rows: LineRow[] = [];
	for (const row of sequences.flat()) {
		let last = rows.at(-1);
		if (last && last.address === row.address) {
			rows.pop();
			last = rows.at(-1);
		}
		if (last && last.line === row.line && last.file === row.file) continue;
		rows.push(row);
	}
	return rows;
}

/** Reads little-endian fields one after the other. */
class Cursor {
	position = 0;
	readonly length: number;
	private readonly view: DataView;

	constructor(private readonly bytes: Uint8Array) {
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.length = bytes.length;
	}

	skip(count: number): void {
		this.position += count;
	}

	u8(): number {
		return this.view.getUint8(this.position++);
	}

	s8(): number {
		return this.view.getInt8(this.position++);
	}

	u16(): number {
		this.position += 2;
		return this.view.getUint16(this.position - 2, true);
	}

	u32(): number {
		this.position += 4;
		return this.view.getUint32(this.position - 4, true);
	}

	uleb(): number {
		return this.leb().value;
	}

	sleb(): number {
		const { value, bits, negative } = this.leb();
		return negative ? value - 2 ** bits : value;
	}

	string(): string {
		const text = this.stringAt(this.position);
		this.position += Buffer.byteLength(text) + 1;
		return text;
	}

	stringAt(at: number): string {
		const end = this.bytes.indexOf(0, at);
		return Buffer.from(this.bytes.subarray(at, end < 0 ? this.length : end)).toString('utf8');
	}

	private leb(): { value: number; bits: number; negative: boolean } {
		let value = 0;
		for (let bits = 0; ; bits += 7) {
			const byte = this.u8();
			value += (byte & 0x7f) * 2 ** bits;
			if (byte < 0x80) return { value, bits: bits + 7, negative: (byte & 0x40) !== 0 };
		}
	}
}
