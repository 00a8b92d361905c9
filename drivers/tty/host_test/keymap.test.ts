import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileConsole, type Keyboard } from './vt.test-support.ts';

const LEFT_SHIFT = 0x2a;
const RIGHT_SHIFT = 0x36;
const CTRL = 0x1d;
const ALT = 0x38;
const CAPS_LOCK = 0x3a;
const NUM_LOCK = 0x45;
const EXTENDED = 0xe0;
const RELEASED = 0x80;
const A = 0x1e;
const ONE = 0x02;

let makeKeyboard: () => Keyboard;
let keyboard: Keyboard;

beforeAll(async () => {
	const compiled = await compileConsole();
	makeKeyboard = compiled.keyboard;
}, 120_000);

beforeEach(() => {
	keyboard = makeKeyboard();
});

function press(...codes: number[]): number[] {
	return codes.flatMap((code) => [code, code | RELEASED]);
}

function pressExtended(...codes: number[]): number[] {
	return codes.flatMap((code) => [EXTENDED, code, EXTENDED, code | RELEASED]);
}

function holding(modifier: number, codes: number[]): number[] {
	return [modifier, ...codes, modifier | RELEASED];
}

describe('the main keys', () => {
	const rows: [first: number, plain: string, shifted: string][] = [
		[0x02, '1234567890-=', '!@#$%^&*()_+'],
		[0x10, 'qwertyuiop[]', 'QWERTYUIOP{}'],
		[0x1e, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
		[0x2b, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
	];
	for (const [first, plain, shifted] of rows) {
		it(`type ${plain} and ${shifted}`, () => {
			const codes = press(...Array.from(plain, (_, index) => first + index));
			expect(keyboard.type(codes)).toBe(plain);
			expect(keyboard.type(holding(LEFT_SHIFT, codes))).toBe(shifted);
			expect(keyboard.type(holding(RIGHT_SHIFT, codes))).toBe(shifted);
			expect(keyboard.type(codes)).toBe(plain);
		});
	}

	const others: [name: string, codes: number[], text: string][] = [
		['Enter', press(0x1c), '\r'],
		['Backspace', press(0x0e), '\x7f'],
		['Tab', press(0x0f), '\t'],
		['Shift-Tab', holding(LEFT_SHIFT, press(0x0f)), '\x1b[Z'],
		['Escape', press(0x01), '\x1b'],
		['Space', press(0x39), ' '],
		['Shift-Space', holding(LEFT_SHIFT, press(0x39)), ' '],
		['Ctrl-C', holding(CTRL, press(0x2e)), '\x03'],
		['Ctrl-C with the right Ctrl key', [EXTENDED, CTRL, ...press(0x2e)], '\x03'],
		['Ctrl-Shift-C', holding(CTRL, holding(LEFT_SHIFT, press(0x2e))), '\x03'],
		['Ctrl-Space', holding(CTRL, press(0x39)), '\0'],
		['Ctrl-\\', holding(CTRL, press(0x2b)), '\x1c'],
		['Ctrl-]', holding(CTRL, press(0x1b)), '\x1d'],
		['Ctrl-/', holding(CTRL, press(0x35)), '\x1f'],
		['Ctrl-1, which has no control character', holding(CTRL, press(ONE)), '1'],
		['Alt-a as Escape and a', holding(ALT, press(A)), '\x1ba'],
		['Caps Lock with letters', press(CAPS_LOCK, A, ONE), 'A1'],
		['Caps Lock and Shift', [...press(CAPS_LOCK), ...holding(LEFT_SHIFT, press(A))], 'a'],
		['Caps Lock twice', press(CAPS_LOCK, CAPS_LOCK, A), 'a'],
		['a key that repeats', [A, A, A, A | RELEASED], 'aaa'],
	];
	for (const [name, codes, text] of others) {
		it(`type ${name}`, () => {
			expect(keyboard.type(codes)).toBe(text);
		});
	}

	it('stay shifted while either Shift key is held', () => {
		const codes = [LEFT_SHIFT, RIGHT_SHIFT, LEFT_SHIFT | RELEASED, ...press(A)];
		expect(keyboard.type([...codes, RIGHT_SHIFT | RELEASED, ...press(A)])).toBe('Aa');
	});
});

describe('cursor keys and their like', () => {
	const keys: [name: string, code: number, text: string, application: string][] = [
		['Up', 0x48, '\x1b[A', '\x1bOA'],
		['Down', 0x50, '\x1b[B', '\x1bOB'],
		['Right', 0x4d, '\x1b[C', '\x1bOC'],
		['Left', 0x4b, '\x1b[D', '\x1bOD'],
		['Home', 0x47, '\x1b[H', '\x1bOH'],
		['End', 0x4f, '\x1b[F', '\x1bOF'],
		['Insert', 0x52, '\x1b[2~', '\x1b[2~'],
		['Delete', 0x53, '\x1b[3~', '\x1b[3~'],
		['Page Up', 0x49, '\x1b[5~', '\x1b[5~'],
		['Page Down', 0x51, '\x1b[6~', '\x1b[6~'],
	];
	for (const [name, code, text, application] of keys) {
		it(`${name} sends its sequence, from the keypad too`, () => {
			expect(keyboard.type(pressExtended(code))).toBe(text);
			expect(keyboard.type(press(code))).toBe(text);
			expect(keyboard.type(pressExtended(code), true)).toBe(application);
		});
	}

	it('are not shifted by the codes that come with them for old programs', () => {
		const codes = [EXTENDED, LEFT_SHIFT, ...pressExtended(0x48), EXTENDED, 0xaa, ...press(A)];
		expect(keyboard.type(codes)).toBe('\x1b[Aa');
	});

	it('scroll with Shift and the page keys', () => {
		const codes = holding(LEFT_SHIFT, pressExtended(0x49, 0x51));
		expect(keyboard.scan(codes)).toEqual([{ kind: 'scroll-back' }, { kind: 'scroll-forward' }]);
	});
});

describe('the keypad', () => {
	it('types digits with Num Lock', () => {
		const digits = press(0x52, 0x4f, 0x50, 0x51, 0x4b, 0x4c, 0x4d, 0x47, 0x48, 0x49, 0x53);
		expect(keyboard.type([...press(NUM_LOCK), ...digits])).toBe('0123456789.');
	});

	it('types its operators and Enter always', () => {
		expect(keyboard.type([...press(0x37, 0x4a, 0x4e), ...pressExtended(0x35, 0x1c)])).toBe(
			'*-+/\r',
		);
	});

	it('has no function in its middle', () => {
		expect(keyboard.scan(press(0x4c))).toEqual([]);
	});
});

describe('function keys', () => {
	it('send their sequences', () => {
		const codes = press(0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x40, 0x41, 0x42, 0x43, 0x44, 0x57, 0x58);
		expect(keyboard.type(codes).split('\x1b').slice(1)).toEqual([
			...['OP', 'OQ', 'OR', 'OS', '[15~', '[17~'],
			...['[18~', '[19~', '[20~', '[21~', '[23~', '[24~'],
		]);
	});

	it('choose a console with Alt', () => {
		const codes = holding(ALT, press(0x3b, 0x3c, 0x3d, 0x3e));
		expect(keyboard.scan(codes)).toEqual(
			[0, 1, 2, 3].map((number) => ({ kind: 'console', number })),
		);
		expect(keyboard.type(holding(ALT, press(0x3f)))).toBe('\x1b[15~');
	});
});

describe('what is no key', () => {
	const codes: [name: string, codes: number[]][] = [
		['acknowledgements', [0xfa, 0xfe]],
		['a passed self test', [0xaa]],
		['an overrun', [0x00, 0xff]],
		['Pause', [0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5]],
		['Print Screen', [0xe0, 0x2a, 0xe0, 0x37, 0xe0, 0xb7, 0xe0, 0xaa]],
		['the keys beside Alt', pressExtended(0x5b, 0x5c, 0x5d)],
		['codes of no key', press(0x54, 0x59, 0x7f)],
	];
	for (const [name, bytes] of codes) {
		it(`types nothing: ${name}`, () => {
			expect(keyboard.scan(bytes)).toEqual([]);
			expect(keyboard.type(press(A))).toBe('a');
		});
	}
});
