/*
 * A row of the text screen as runs of characters that look alike, which is what
 * the page draws: a few elements a row in place of eighty.
 */
import type { TextScreen } from '../machine/api.ts';
import { cp437 } from './code_page_437.ts';

export interface TextRun {
	/** The column it starts in. */
	column: number;
	text: string;
	/** 0 to 15, as in the VGA's standard palette. */
	foreground: number;
	/** 0 to 7: the top bit of an attribute blinks. */
	background: number;
	cursor: boolean;
}

export function rowRuns(screen: TextScreen, row: number): TextRun[] {
	const runs: TextRun[] = [];
	for (let column = 0; column < screen.columns; column++) {
		const index = row * screen.columns + column;
		const attribute = screen.attributes[index] ?? 0;
		const cell = {
			foreground: attribute & 0x0f,
			background: (attribute >> 4) & 0x07,
			cursor: screen.cursor?.row === row && screen.cursor.column === column,
		};
		const text = cp437(screen.characters[index] ?? 0);
		const last = runs.at(-1);
		if (last && looksLike(last, cell)) last.text += text;
		else runs.push({ column, text, ...cell });
	}
	return runs;
}

function looksLike(run: TextRun, cell: Omit<TextRun, 'column' | 'text'>): boolean {
	return (
		run.foreground === cell.foreground &&
		run.background === cell.background &&
		run.cursor === cell.cursor
	);
}
