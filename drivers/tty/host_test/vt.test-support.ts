/** A virtual console's terminal and a keyboard's map on the host, spoken to in strings. */
import {
	compileToWasm,
	TRAP_UNDEFINED,
} from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	buffer_address(): number;
	reset(): void;
	feed(length: number): void;
	cell(row: number, column: number, back: number): number;
	cursor_row(): number;
	cursor_column(): number;
	cursor_hidden(): number;
	application_cursor(): number;
	history_count(): number;
	take_dirty(): number;
	take_bell(): number;
	take_reply(): number;
	adopt(fill: number, row: number, column: number): void;
	character_of(codePoint: number): number;
	pack(): number;
	unpack(length: number): number;
	scrolled(): number;
	changed_pieces(since: number): number;
	broken_invariant(): number;
	keyboard_reset(): void;
	scan(scancode: number, isApplication: number): number;
	key_length(): number;
	key_number(): number;
}

export const ROWS = 25;
export const COLUMNS = 80;
export const HISTORY_ROWS = 200;

export type Key =
	| { kind: 'none' | 'scroll-back' | 'scroll-forward' }
	| { kind: 'text'; text: string }
	| { kind: 'console'; number: number };

/** enum key_kind */
const KINDS = ['none', 'text', 'console', 'scroll-back', 'scroll-forward'] as const;

export class Terminal {
	constructor(private readonly harness: Harness) {
		harness.reset();
	}

	write(text: string | Uint8Array): this {
		const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
		this.bytes(bytes.length).set(bytes);
		this.harness.feed(bytes.length);
		return this;
	}

	/** A row as text, without trailing blanks; what is not ASCII is its code in angle brackets. */
	row(row: number, back = 0): string {
		let text = '';
		for (let column = 0; column < COLUMNS; column++) {
			const code = this.harness.cell(row, column, back) & 0xff;
			const isAscii = code >= 0x20 && code < 0x7f;
			text += isAscii ? String.fromCharCode(code) : `<${code.toString(16)}>`;
		}
		return text.trimEnd();
	}

	/** All rows up to the last one that shows something. */
	rows(): string[] {
		const rows = Array.from({ length: ROWS }, (_, row) => this.row(row));
		return rows.slice(0, rows.findLastIndex((row) => row !== '') + 1);
	}

	attribute(row: number, column: number): number {
		return this.harness.cell(row, column, 0) >> 8;
	}

	get cursor(): [row: number, column: number] {
		return [this.harness.cursor_row(), this.harness.cursor_column()];
	}

	get cursorHidden(): boolean {
		return this.harness.cursor_hidden() !== 0;
	}

	get applicationCursor(): boolean {
		return this.harness.application_cursor() !== 0;
	}

	get historyCount(): number {
		return this.harness.history_count();
	}

	/** Rows that have changed since the last time. */
	dirty(): number[] {
		const bits = this.harness.take_dirty();
		return Array.from({ length: ROWS }, (_, row) => row).filter((row) => bits & (1 << row));
	}

	bell(): boolean {
		return this.harness.take_bell() !== 0;
	}

	reply(): string {
		return new TextDecoder().decode(this.bytes(this.harness.take_reply()));
	}

	adopt(fill: number, row: number, column: number): void {
		this.harness.adopt(fill, row, column);
	}

	/** What outlives the driver. */
	pack(): Uint8Array {
		return this.bytes(this.harness.pack()).slice();
	}

	/** Takes it up; whether it made sense. */
	unpack(bytes: Uint8Array): boolean {
		this.bytes(bytes.length).set(bytes);
		return this.harness.unpack(bytes.length) !== 0;
	}

	/** Rows scrolled out so far. */
	get scrolled(): number {
		return this.harness.scrolled();
	}

	/** Pieces of the history that have changed since so many rows were scrolled out. */
	changedPieces(since: number): number[] {
		const bits = this.harness.changed_pieces(since);
		return [0, 1, 2, 3].filter((piece) => bits & (1 << piece));
	}

	brokenInvariant(): number {
		return this.harness.broken_invariant();
	}

	private bytes(length: number): Uint8Array {
		const { memory, buffer_address } = this.harness;
		return new Uint8Array(memory.buffer, buffer_address(), length);
	}
}

export class Keyboard {
	constructor(private readonly harness: Harness) {
		harness.keyboard_reset();
	}

	/** What the keys mean, those left out that mean nothing. */
	scan(codes: readonly number[], isApplication = false): Key[] {
		return codes
			.map((code) => this.decode(code, isApplication))
			.filter(({ kind }) => kind !== 'none');
	}

	/** What all of it types. */
	type(codes: readonly number[], isApplication = false): string {
		return this.scan(codes, isApplication)
			.map((key) => (key.kind === 'text' ? key.text : `(${key.kind})`))
			.join('');
	}

	private decode(code: number, isApplication: boolean): Key {
		const kind = KINDS[this.harness.scan(code, isApplication ? 1 : 0)] ?? 'none';
		if (kind === 'console') return { kind, number: this.harness.key_number() };
		if (kind !== 'text') return { kind };
		const { memory, buffer_address, key_length } = this.harness;
		const bytes = new Uint8Array(memory.buffer, buffer_address(), key_length());
		return { kind, text: new TextDecoder().decode(bytes) };
	}
}

export interface Console {
	/** A fresh terminal; the newest counts. */
	terminal(): Terminal;
	keyboard(): Keyboard;
	/** The character of code page 437 for a code point. */
	characterOf(codePoint: number): number;
}

export async function compileConsole(): Promise<Console> {
	const harness = (await compileToWasm(
		[
			'drivers/tty/host_test/vt_harness.c',
			'drivers/tty/keymap.c',
			'drivers/tty/recovery_screen.c',
			...['colours', 'cp437', 'parser', 'screen', 'sequences', 'utf8'].map(
				(name) => `drivers/tty/vt/${name}.c`,
			),
			...['memory', 'scan'].map((name) => `os-image/lib/libc/string/${name}.c`),
		],
		TRAP_UNDEFINED,
	)) as unknown as Harness;
	return {
		terminal: () => new Terminal(harness),
		keyboard: () => new Keyboard(harness),
		characterOf: (codePoint) => harness.character_of(codePoint),
	};
}
