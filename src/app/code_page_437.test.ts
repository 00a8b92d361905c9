import { expect, test } from 'vitest';
import { cp437 } from './code_page_437.ts';

test('each of the 256 codes has one character', () => {
	for (let code = 0; code < 256; code++) expect(cp437(code)).toHaveLength(1);
});

test.each([
	[0x00, ' '],
	[0x41, 'A'],
	[0x7f, '⌂'],
	[0x80, 'Ç'],
	[0xb3, '│'],
	[0xc4, '─'],
	[0xdb, '█'],
	[0xe1, 'ß'],
	[0xfe, '■'],
	[0xff, '\u00a0'],
])('code %i shows %j', (code, character) => {
	expect(cp437(code)).toBe(character);
});
