import { expect, test } from 'vitest';
import { ConsoleTail } from './console_tail.ts';

const encoder = new TextEncoder();

function tailOf(...pieces: string[]): ConsoleTail {
	const tail = new ConsoleTail();
	for (const piece of pieces) tail.add(encoder.encode(piece));
	return tail;
}

test('a text that arrives in pieces is found', () => {
	expect(tailOf('init: re', 'ady\r\n').contains('init: ready')).toBe(true);
	expect(tailOf('init: re').contains('init: ready')).toBe(false);
});

test('a character whose bytes arrive apart is put together', () => {
	const tail = new ConsoleTail();
	const [first = 0, second = 0] = encoder.encode('é');
	tail.add(Uint8Array.of(first));
	tail.add(Uint8Array.of(second));
	expect(tail.contains('é')).toBe(true);
});

test('the last lines come without control sequences and trailing blanks', () => {
	const tail = tailOf('one\r\n\x1b[1;31mtwo\x1b[0m\r\nthree\r\n\r\n');
	expect(tail.lastLines(2)).toBe('two\nthree');
});

test('only the end of a long output is kept', () => {
	const tail = tailOf('first ', 'x'.repeat(20_000), ' last');
	expect(tail.contains('first')).toBe(false);
	expect(tail.contains('last')).toBe(true);
});
