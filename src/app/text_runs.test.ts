import { expect, test } from 'vitest';
import type { TextScreen } from '../machine/api.ts';
import { rowRuns } from './text_runs.ts';

function screenOf(text: string, attributes: number[], cursorColumn?: number): TextScreen {
	return {
		columns: text.length,
		rows: 1,
		characters: Uint8Array.from(text, (character) => character.charCodeAt(0)),
		attributes: Uint8Array.from(attributes),
		cursor: cursorColumn === undefined ? undefined : { column: cursorColumn, row: 0 },
	};
}

test('characters of one attribute are one run', () => {
	expect(rowRuns(screenOf('abc', [0x1f, 0x1f, 0x1f]), 0)).toEqual([
		{ column: 0, text: 'abc', foreground: 15, background: 1, cursor: false },
	]);
});

test('a change of colour starts a new run', () => {
	const runs = rowRuns(screenOf('abc', [0x07, 0x04, 0x04]), 0);
	expect(runs.map(({ column, text, foreground }) => [column, text, foreground])).toEqual([
		[0, 'a', 7],
		[1, 'bc', 4],
	]);
});

test('the cell under the cursor is a run of its own', () => {
	const runs = rowRuns(screenOf('abc', [7, 7, 7], 1), 0);
	expect(runs.map(({ text, cursor }) => [text, cursor])).toEqual([
		['a', false],
		['b', true],
		['c', false],
	]);
});

test('the blink bit does not count as a background', () => {
	expect(rowRuns(screenOf('a', [0xf1]), 0)[0]).toMatchObject({ background: 7, foreground: 1 });
});
