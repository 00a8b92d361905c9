import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	COLUMNS,
	type Console,
	compileConsole,
	HISTORY_ROWS,
	ROWS,
	type Terminal,
} from './vt.test-support.ts';

const LAST_ROW = ROWS - 1;
const LAST_COLUMN = COLUMNS - 1;
const LIGHT_GREY = 0x07;

let console437: Console;
let vt: Terminal;

beforeAll(async () => {
	console437 = await compileConsole();
}, 120_000);

beforeEach(() => {
	vt = console437.terminal();
});

/** Rows numbered 0, 1, 2 ... each in its row. */
function numberRows(): void {
	for (let row = 0; row < ROWS; row++) vt.write(`\x1b[${row + 1}H${row}`);
}

describe('text', () => {
	it('goes from left to right, and a line feed goes straight down', () => {
		vt.write('ab\ncd\r\nef');
		expect(vt.rows()).toEqual(['ab', '  cd', 'ef']);
		expect(vt.cursor).toEqual([2, 2]);
	});

	it('wraps when the next character comes, not when the last column is filled', () => {
		vt.write('x'.repeat(COLUMNS));
		expect(vt.cursor).toEqual([0, LAST_COLUMN]);
		vt.write('\r\n1');
		expect(vt.rows()).toEqual(['x'.repeat(COLUMNS), '1']);
		vt.write(`\x1b[H${'y'.repeat(COLUMNS)}z`);
		expect(vt.row(1)).toBe('z');
		expect(vt.cursor).toEqual([1, 1]);
	});

	it('stays in the last column with autowrap off', () => {
		vt.write(`\x1b[?7l${'x'.repeat(COLUMNS)}yz`);
		expect(vt.row(0)).toBe(`${'x'.repeat(LAST_COLUMN)}z`);
		expect(vt.row(1)).toBe('');
	});

	it('forgets a wrap that is due when the cursor moves', () => {
		vt.write(`${'x'.repeat(COLUMNS)}\x1b[Da`);
		expect(vt.row(0)).toBe(`${'x'.repeat(COLUMNS - 2)}ax`);
	});

	it('has tab stops every eight columns', () => {
		vt.write('a\tb\t\tc\x1b[Zd\x1b[2Ie');
		expect(vt.row(0)).toBe(`a       b               d${' '.repeat(15)}e`);
	});

	it('stops a tab at the last column and a backspace at the first', () => {
		vt.write('\b\b\x1b[80G\t');
		expect(vt.cursor).toEqual([0, LAST_COLUMN]);
	});

	it('rings the bell without showing it', () => {
		vt.write('a\x07b');
		expect(vt.bell()).toBe(true);
		expect(vt.row(0)).toBe('ab');
	});

	it('shifts what follows in insert mode', () => {
		vt.write('world\r\x1b[4hhello \x1b[4l\rH');
		expect(vt.row(0)).toBe('Hello world');
	});
});

describe('scrolling', () => {
	it('moves all rows up at the last one, and keeps what went out', () => {
		for (let line = 0; line < ROWS + 2; line++) vt.write(`line ${line}\r\n`);
		expect(vt.row(0)).toBe('line 3');
		expect(vt.row(LAST_ROW - 1)).toBe(`line ${ROWS + 1}`);
		expect(vt.historyCount).toBe(3);
		expect(vt.row(0, 3)).toBe('line 0');
		expect(vt.row(3, 3)).toBe('line 3');
		expect(vt.row(0, 1)).toBe('line 2');
	});

	it('keeps only the newest rows that went out', () => {
		for (let line = 0; line < HISTORY_ROWS + 100; line++) vt.write(`${line}\r\n`);
		expect(vt.historyCount).toBe(HISTORY_ROWS);
		expect(vt.row(0, HISTORY_ROWS)).toBe(`${100 - ROWS + 1}`);
	});

	it('concerns only the region that was set', () => {
		numberRows();
		vt.write('\x1b[3;5r');
		expect(vt.cursor).toEqual([0, 0]);
		vt.write('\x1b[5H\n');
		expect(vt.rows().slice(0, 7)).toEqual(['0', '1', '3', '4', '', '5', '6']);
		vt.write('\x1b[3H\x1bM');
		expect(vt.rows().slice(0, 7)).toEqual(['0', '1', '', '3', '4', '5', '6']);
		expect(vt.historyCount).toBe(0);
	});

	it('is asked for by count', () => {
		numberRows();
		vt.write('\x1b[2S');
		expect(vt.row(0)).toBe('2');
		vt.write('\x1b[3T');
		expect(vt.rows().slice(0, 4)).toEqual(['', '', '', '2']);
	});

	it('does not take a region of less than two rows', () => {
		vt.write('\x1b[5;5r\x1b[9;3r');
		vt.write(`\x1b[${ROWS}H\n`);
		expect(vt.historyCount).toBe(1);
	});
});

describe('the cursor', () => {
	const moves: [name: string, sequence: string, place: [number, number]][] = [
		['goes to a row and column', '\x1b[5;7H', [4, 6]],
		['goes there by the other name', '\x1b[5;7f', [4, 6]],
		['goes home without parameters', '\x1b[5;7H\x1b[H', [0, 0]],
		['goes no further than the last cell', '\x1b[999;999H', [LAST_ROW, LAST_COLUMN]],
		['goes up', '\x1b[9;9H\x1b[3A', [5, 8]],
		['stops at the top', '\x1b[3;9H\x1b[7A', [0, 8]],
		['goes down', '\x1b[9;9H\x1b[3B', [11, 8]],
		['stops at the bottom', '\x1b[99B', [LAST_ROW, 0]],
		['goes right', '\x1b[3C', [0, 3]],
		['goes one right for 0', '\x1b[0C', [0, 1]],
		['stops at the right', '\x1b[9999C', [0, LAST_COLUMN]],
		['goes left', '\x1b[9G\x1b[3D', [0, 5]],
		['stops at the left', '\x1b[9G\x1b[30D', [0, 0]],
		['goes to the start of a line below', '\x1b[9G\x1b[2E', [2, 0]],
		['goes to the start of a line above', '\x1b[9;9H\x1b[2F', [6, 0]],
		['goes to a column', '\x1b[4;4H\x1b[30G', [3, 29]],
		['goes to a row', '\x1b[4;4H\x1b[12d', [11, 3]],
		['comes back to where it was saved', '\x1b[4;4H\x1b7\x1b[H\x1b8', [3, 3]],
		['comes back by the other name', '\x1b[4;4H\x1b[s\x1b[H\x1b[u', [3, 3]],
		['goes to the next line', '\x1b[4;4H\x1bE', [4, 0]],
		['counts from the region in origin mode', '\x1b[5;10r\x1b[?6h\x1b[2;2H', [5, 1]],
		['stays in the region in origin mode', '\x1b[5;10r\x1b[?6h\x1b[99;1H', [9, 0]],
		['stops at the region from within', '\x1b[5;10r\x1b[7H\x1b[99A', [4, 0]],
	];
	for (const [name, sequence, place] of moves) {
		it(name, () => {
			vt.write(sequence);
			expect(vt.cursor).toEqual(place);
		});
	}

	it('is hidden and shown', () => {
		vt.write('\x1b[?25l');
		expect(vt.cursorHidden).toBe(true);
		vt.write('\x1b[?25h');
		expect(vt.cursorHidden).toBe(false);
	});

	it('says where it is', () => {
		vt.write('\x1b[12;40H\x1b[6n');
		expect(vt.reply()).toBe('\x1b[12;40R');
		vt.write('\x1b[5n\x1b[c');
		expect(vt.reply()).toBe('\x1b[0n\x1b[?6c');
	});

	it('answers no more queries than there is room for', () => {
		vt.write('\x1b[6n'.repeat(100));
		expect(vt.reply().startsWith('\x1b[1;1R'.repeat(9))).toBe(true);
		vt.write('\x1b[6n');
		expect(vt.reply()).toBe('\x1b[1;1R');
	});
});

describe('erasing and shifting', () => {
	const edits: [name: string, sequence: string, row: string][] = [
		['to the end of the line', '\x1b[4G\x1b[K', 'abc'],
		['from the start of the line', '\x1b[4G\x1b[1K', '    efgh'],
		['all of the line', '\x1b[4G\x1b[2K', ''],
		['some characters', '\x1b[4G\x1b[2X', 'abc  fgh'],
		['deleted characters', '\x1b[4G\x1b[2P', 'abcfgh'],
		['inserted blanks', '\x1b[4G\x1b[2@', 'abc  defgh'],
		['more deleted characters than there are', '\x1b[4G\x1b[9999P', 'abc'],
		['more blanks than fit', '\x1b[4G\x1b[9999@', 'abc'],
	];
	for (const [name, sequence, row] of edits) {
		it(`of a line: ${name}`, () => {
			vt.write(`abcdefgh${sequence}`);
			expect(vt.row(0)).toBe(row);
		});
	}

	it('of the screen: below, above, and all', () => {
		numberRows();
		vt.write('\x1b[4;1H\x1b[J');
		expect(vt.rows()).toEqual(['0', '1', '2']);
		numberRows();
		vt.write('\x1b[4;1H\x1b[1J');
		expect(vt.rows().slice(0, 5)).toEqual(['', '', '', '', '4']);
		vt.write('\x1b[2J');
		expect(vt.rows()).toEqual([]);
		expect(vt.cursor).toEqual([3, 0]);
	});

	it('of lines: inserted and deleted ones push the rest', () => {
		numberRows();
		vt.write('\x1b[2;5H\x1b[2L');
		expect(vt.rows().slice(0, 5)).toEqual(['0', '', '', '1', '2']);
		expect(vt.cursor).toEqual([1, 0]);
		vt.write('\x1b[3M');
		expect(vt.rows().slice(0, 3)).toEqual(['0', '2', '3']);
	});

	it('leaves lines alone from outside the region', () => {
		numberRows();
		vt.write('\x1b[5;9r\x1b[1H\x1b[L\x1b[M');
		expect(vt.row(0)).toBe('0');
	});

	it('erases with the current background', () => {
		vt.write('\x1b[44m\x1b[K');
		expect(vt.attribute(0, 40)).toBe(0x17);
	});
});

describe('colours', () => {
	const colours: [name: string, sequence: string, attribute: number][] = [
		['are light grey on black at first', '', LIGHT_GREY],
		['red', '\x1b[31m', 0x04],
		['blue on yellow', '\x1b[34;43m', 0x61],
		['bold is bright', '\x1b[1;32m', 0x0a],
		['bold ends', '\x1b[1;32m\x1b[22m', 0x02],
		['a bright colour', '\x1b[92m', 0x0a],
		['a bright background is a plain one', '\x1b[102m', 0x27],
		['reverse', '\x1b[7m', 0x70],
		['reverse ends', '\x1b[7;31m\x1b[27m', 0x04],
		['reverse of bold keeps the background plain', '\x1b[1;31;7m', 0x40],
		['the default colours', '\x1b[31;44m\x1b[39;49m', LIGHT_GREY],
		['reset', '\x1b[1;7;31;44m\x1b[0m', LIGHT_GREY],
		['reset without a parameter', '\x1b[1;7;31;44m\x1b[m', LIGHT_GREY],
		['one of the sixteen of 256', '\x1b[38;5;9m', 0x0c],
		['one of the cube', '\x1b[38;5;21m', 0x09],
		['a dark one of the cube', '\x1b[38;5;18m', 0x01],
		['a grey', '\x1b[38;5;240m', 0x08],
		['white of the greys', '\x1b[38;5;255m', 0x0f],
		['a direct colour', '\x1b[38;2;255;0;0;44m', 0x1c],
		['an extended colour that breaks off', '\x1b[31;38;5m', 0x04],
		['underline and others are passed over', '\x1b[4;5;9;31m', 0x04],
	];
	for (const [name, sequence, attribute] of colours) {
		it(name, () => {
			vt.write(`${sequence}x`);
			expect(vt.attribute(0, 0)).toBe(attribute);
		});
	}

	it('are saved with the cursor', () => {
		vt.write('\x1b[31m\x1b7\x1b[0m\x1b8x');
		expect(vt.attribute(0, 0)).toBe(0x04);
	});
});

describe('UTF-8', () => {
	const texts: [name: string, text: string | Uint8Array, row: string][] = [
		['umlauts', 'äöüß', '<84><94><81><e1>'],
		['box drawing', '┌─┐│', '<da><c4><bf><b3>'],
		['symbols with codes of control characters', '☺→', '<1>'.concat('<1a>')],
		['characters that the screen does not have', 'a語😀b', 'a??b'],
		['lookalikes', '“it’s” – ok', `"it's" - ok`],
		['a byte that begins nothing', Uint8Array.of(0x61, 0xff, 0x62), 'a?b'],
		['a continuation without a start', Uint8Array.of(0x61, 0x80, 0x62), 'a?b'],
		['a character that breaks off', Uint8Array.of(0xe2, 0x82, 0x62), '?b'],
		['a character broken off by another', Uint8Array.of(0xe2, 0x82, 0xc3, 0xa4), '?<84>'],
		['an overlong form', Uint8Array.of(0xc0, 0xaf, 0x62), '?b'],
		['a surrogate', Uint8Array.of(0xed, 0xa0, 0x80, 0x62), '?b'],
	];
	for (const [name, text, row] of texts) {
		it(`shows ${name}`, () => {
			vt.write(text);
			expect(vt.row(0)).toBe(row);
		});
	}

	it('goes on across writes', () => {
		vt.write(Uint8Array.of(0xc3)).write(Uint8Array.of(0xa4));
		expect(vt.row(0)).toBe('<84>');
	});

	it('has every character of code page 437 that is beyond ASCII', () => {
		const latin = 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»';
		const rest =
			'░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■';
		const codes = Array.from(latin + rest, (character) =>
			console437.characterOf(character.codePointAt(0) ?? 0),
		);
		expect(codes).toEqual(Array.from({ length: codes.length }, (_, index) => 0x80 + index));
		expect(codes).toHaveLength(127);
		expect(console437.characterOf(0xa0)).toBe(0xff);
	});
});

describe('the parser', () => {
	const passedOver: [name: string, sequence: string][] = [
		['a title', '\x1b]0;a title\x07'],
		['a title ended by ESC \\', '\x1b]0;a title\x1b\\'],
		['a device control string', '\x1bP1$r0m\x1b\\'],
		['a character set', '\x1b(B\x1b)0'],
		['an unknown escape', '\x1bz'],
		['an unknown control sequence', '\x1b[5y'],
		['an unknown private mode', '\x1b[?2004h\x1b[?1049l'],
		['a control sequence with intermediate bytes', '\x1b[1 q\x1b[!p'],
		['a private sequence of another kind', '\x1b[>c\x1b[=3u'],
		['more parameters than there is room for', `\x1b[${'1;'.repeat(40)}m`],
		['a huge parameter', '\x1b[99999999999999999999m'],
		['a cancelled sequence', '\x1b[31\x18'],
		['DEL', '\x7f'],
		['NUL', '\0'],
	];
	for (const [name, sequence] of passedOver) {
		it(`passes over ${name}`, () => {
			vt.write(`a${sequence}b`);
			expect(vt.row(0)).toBe('ab');
			expect(vt.attribute(0, 1)).toBe(LIGHT_GREY);
			expect(vt.reply()).toBe('');
		});
	}

	it('obeys control characters within a sequence', () => {
		vt.write('a\x1b[3\r1mb');
		expect(vt.row(0)).toBe('b');
		expect(vt.attribute(0, 0)).toBe(0x04);
	});

	it('begins anew at ESC', () => {
		vt.write('\x1b[3\x1b[31mx');
		expect(vt.attribute(0, 0)).toBe(0x04);
	});

	it('goes on across writes', () => {
		for (const character of '\x1b[31mx') vt.write(character);
		expect(vt.attribute(0, 0)).toBe(0x04);
	});

	it('resets everything but the history', () => {
		vt.write(`${'\n'.repeat(ROWS)}\x1b[31m\x1b[3;5r\x1b[?25l\x1b[?1h\x1bcx`);
		expect(vt.rows()).toEqual(['x']);
		expect(vt.attribute(0, 0)).toBe(LIGHT_GREY);
		expect(vt.cursorHidden).toBe(false);
		expect(vt.applicationCursor).toBe(false);
		expect(vt.historyCount).toBe(1);
	});
});

describe('what the screen is told', () => {
	it('are the rows that changed', () => {
		vt.write('a\r\n\r\nb');
		expect(vt.dirty()).toEqual([0, 2]);
		vt.write('\x1b[H');
		expect(vt.dirty()).toEqual([]);
	});

	it('are all rows after scrolling', () => {
		vt.write('\n'.repeat(ROWS));
		expect(vt.dirty()).toHaveLength(ROWS);
	});
});

it('goes on with a screen that it has taken over', () => {
	vt.adopt(0x0741, 3, 5);
	vt.write('x');
	expect(vt.row(3)).toBe(`AAAAAx${'A'.repeat(COLUMNS - 6)}`);
	expect(vt.dirty()).toHaveLength(ROWS);
});
