import { expect, test } from 'vitest';
import { readTextScreen, screenText, type TextModeCard } from './screen.ts';

function cardWith(text: string, changes: Partial<TextModeCard> = {}): TextModeCard {
	const vga_memory = new Uint8Array(1 << 15);
	for (const [i, character] of [...text].entries()) {
		vga_memory[2 * i] = character.charCodeAt(0);
		vga_memory[2 * i + 1] = 0x07;
	}
	return {
		graphical_mode: false,
		vga_memory,
		max_cols: 4,
		max_rows: 2,
		start_address: 0,
		cursor_address: 5,
		cursor_scanline_start: 13,
		offset_register: 2,
		...changes,
	};
}

test('a text screen has its characters, attributes and cursor', () => {
	const screen = readTextScreen(cardWith('abcdef'));
	expect(screen && screenText(screen)).toEqual(['abcd', 'ef']);
	expect(screen?.attributes[5]).toBe(0x07);
	expect(screen?.cursor).toEqual({ column: 1, row: 1 });
});

test('a screen that was scrolled begins at its start address', () => {
	const screen = readTextScreen(cardWith('abcdefghij', { start_address: 4 }));
	expect(screen && screenText(screen)).toEqual(['efgh', 'ij']);
	expect(screen?.cursor).toEqual({ column: 1, row: 0 });
});

test('rows may be longer in memory than on the screen', () => {
	const screen = readTextScreen(cardWith('abcd--efgh--', { offset_register: 3 }));
	expect(screen && screenText(screen)).toEqual(['abcd', 'efgh']);
});

test('a cursor that is hidden or not on the screen is not shown', () => {
	expect(readTextScreen(cardWith('', { cursor_scanline_start: 0x20 }))?.cursor).toBeUndefined();
	expect(readTextScreen(cardWith('', { cursor_address: 8 }))?.cursor).toBeUndefined();
});

test('a graphics mode has no text', () => {
	expect(readTextScreen(cardWith('', { graphical_mode: true }))).toBeUndefined();
});
