/** What a VGA card in text mode shows, read from its memory and registers. */

import type { TextScreen } from './api.ts';

/** The card's state, as far as text needs it; v86's VGA has these members. */
export interface TextModeCard {
	readonly graphical_mode: boolean;
	/** Characters and attributes in turn, in the order of addresses. */
	readonly vga_memory: Uint8Array;
	readonly max_cols: number;
	readonly max_rows: number;
	/** First character shown and the cursor's place, counted in characters. */
	readonly start_address: number;
	readonly cursor_address: number;
	/** Cursor start register; bit 5 hides the cursor. */
	readonly cursor_scanline_start: number;
	/** CRTC offset register: length of a row in memory, in units of four bytes. */
	readonly offset_register: number;
}

const CURSOR_OFF = 0x20;
const CHARACTERS_PER_OFFSET_UNIT = 2;

/** Undefined in graphics modes and before a mode is set. */
export function readTextScreen(card: TextModeCard): TextScreen | undefined {
	const { max_cols: columns, max_rows: rows } = card;
	if (card.graphical_mode || columns === 0 || rows === 0) {
		return undefined;
	}
	const rowLength = Math.max(columns, CHARACTERS_PER_OFFSET_UNIT * card.offset_register);
	const characters = new Uint8Array(columns * rows);
	const attributes = new Uint8Array(columns * rows);
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			const address = 2 * (card.start_address + row * rowLength + column);
			const place = row * columns + column;
			characters[place] = card.vga_memory[address] ?? 0;
			attributes[place] = card.vga_memory[address + 1] ?? 0;
		}
	}
	return { columns, rows, characters, attributes, cursor: cursorOf(card, rowLength) };
}

/** The characters as lines of text without trailing blanks; what is not ASCII becomes "?". */
export function screenText(screen: TextScreen): string[] {
	const lines: string[] = [];
	for (let row = 0; row < screen.rows; row++) {
		const codes = screen.characters.subarray(row * screen.columns, (row + 1) * screen.columns);
		lines.push(Array.from(codes, toAscii).join('').trimEnd());
	}
	return lines;
}

function toAscii(code: number): string {
	if (code === 0) {
		return ' ';
	}
	return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '?';
}

function cursorOf(card: TextModeCard, rowLength: number): TextScreen['cursor'] {
	const place = card.cursor_address - card.start_address;
	const row = Math.floor(place / rowLength);
	const column = place % rowLength;
	const isShown =
		!(card.cursor_scanline_start & CURSOR_OFF) &&
		place >= 0 &&
		row < card.max_rows &&
		column < card.max_cols;
	return isShown ? { column, row } : undefined;
}
