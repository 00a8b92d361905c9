import { expect, test } from 'vitest';
import { chord, ScanCodeKeyboard } from './scan_codes.ts';

/** The ends of each row of the table, from the IBM PS/2 technical reference. */
const keys: [key: string, codes: number[]][] = [
	['Escape', [0x01]],
	['Digit0', [0x0b]],
	['Minus', [0x0c]],
	['Tab', [0x0f]],
	['KeyQ', [0x10]],
	['Enter', [0x1c]],
	['ControlLeft', [0x1d]],
	['KeyA', [0x1e]],
	['Backquote', [0x29]],
	['ShiftLeft', [0x2a]],
	['Slash', [0x35]],
	['ShiftRight', [0x36]],
	['NumpadMultiply', [0x37]],
	['Space', [0x39]],
	['F1', [0x3b]],
	['F10', [0x44]],
	['NumLock', [0x45]],
	['ScrollLock', [0x46]],
	['Numpad7', [0x47]],
	['Numpad6', [0x4d]],
	['NumpadAdd', [0x4e]],
	['NumpadDecimal', [0x53]],
	['IntlBackslash', [0x56]],
	['F12', [0x58]],
	['NumpadEnter', [0xe0, 0x1c]],
	['ControlRight', [0xe0, 0x1d]],
	['NumpadDivide', [0xe0, 0x35]],
	['AltRight', [0xe0, 0x38]],
	['Home', [0xe0, 0x47]],
	['PageUp', [0xe0, 0x49]],
	['ArrowLeft', [0xe0, 0x4b]],
	['ArrowRight', [0xe0, 0x4d]],
	['End', [0xe0, 0x4f]],
	['Delete', [0xe0, 0x53]],
];

test.each(keys)(
	'%s sends its code when it goes down, and with bit 7 when it comes up',
	(key, codes) => {
		const keyboard = new ScanCodeKeyboard();
		const last = codes.at(-1) ?? 0;
		expect(keyboard.press(key)).toEqual(codes);
		expect(keyboard.release(key)).toEqual([...codes.slice(0, -1), last | 0x80]);
	},
);

test('a key that is held repeats, and comes up once', () => {
	const keyboard = new ScanCodeKeyboard();
	expect([...keyboard.press('KeyA'), ...keyboard.press('KeyA')]).toEqual([0x1e, 0x1e]);
	expect([...keyboard.release('KeyA'), ...keyboard.release('KeyA')]).toEqual([0x9e]);
});

test('keys that a PS/2 keyboard lacks send nothing', () => {
	const keyboard = new ScanCodeKeyboard();
	expect(keyboard.press('MediaPlayPause')).toEqual([]);
	expect(keyboard.releaseAll()).toEqual([]);
});

test('all keys that are down come up together', () => {
	const keyboard = new ScanCodeKeyboard();
	keyboard.press('ShiftLeft');
	keyboard.press('ArrowUp');
	expect(keyboard.releaseAll()).toEqual([0xaa, 0xe0, 0xc8]);
	expect(keyboard.releaseAll()).toEqual([]);
});

test('a chord comes up in the opposite order', () => {
	expect(chord('AltLeft', 'F2')).toEqual([0x38, 0x3c, 0xbc, 0xb8]);
});
