/*
 * The keys of the page's keyboard as a PS/2 keyboard sends them: scan code set 1.
 * Keys are known by their place (KeyboardEvent.code), so the guest decides what is
 * on them; it has a US layout.
 */

const extended = 0xe0;
const released = 0x80;

/** Keys that lie in a row of codes. */
const rows: readonly [firstCode: number, keys: string][] = [
	[0x01, 'Escape Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0'],
	[0x0c, 'Minus Equal Backspace Tab'],
	[0x10, 'KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Enter'],
	[0x1d, 'ControlLeft KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote'],
	[0x2a, 'ShiftLeft Backslash KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash ShiftRight'],
	[0x37, 'NumpadMultiply AltLeft Space CapsLock F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NumLock'],
	[0x46, 'ScrollLock Numpad7 Numpad8 Numpad9 NumpadSubtract Numpad4 Numpad5 Numpad6'],
	[0x4e, 'NumpadAdd Numpad1 Numpad2 Numpad3 Numpad0 NumpadDecimal'],
	[0x56, 'IntlBackslash F11 F12'],
];

const extendedRows: readonly [firstCode: number, keys: string][] = [
	[0x1c, 'NumpadEnter ControlRight'],
	[0x35, 'NumpadDivide'],
	[0x38, 'AltRight'],
	[0x47, 'Home ArrowUp PageUp'],
	[0x4b, 'ArrowLeft'],
	[0x4d, 'ArrowRight'],
	[0x4f, 'End ArrowDown PageDown Insert Delete'],
];

const makeCodes = new Map<string, readonly number[]>([
	...inOrder(rows, (code) => [code]),
	...inOrder(extendedRows, (code) => [extended, code]),
]);

function* inOrder(
	table: readonly [firstCode: number, keys: string][],
	bytesOf: (code: number) => readonly number[],
): Iterable<[string, readonly number[]]> {
	for (const [firstCode, keys] of table) {
		for (const [index, key] of keys.split(' ').entries()) {
			yield [key, bytesOf(firstCode + index)];
		}
	}
}

function breakCodes(key: string): number[] {
	return (makeCodes.get(key) ?? []).map((code) => (code === extended ? code : code | released));
}

/** A keyboard that knows which of its keys are down. Keys are named as in KeyboardEvent.code. */
export class ScanCodeKeyboard {
	#down = new Set<string>();

	/** The bytes of a key that goes down, or repeats; none for a key that a PS/2 keyboard lacks. */
	press(key: string): number[] {
		const codes = makeCodes.get(key);
		if (!codes) return [];
		this.#down.add(key);
		return [...codes];
	}

	/** The bytes of a key that comes up; none for one that was not down. */
	release(key: string): number[] {
		return this.#down.delete(key) ? breakCodes(key) : [];
	}

	/** Lets all keys come up: once the keyboard is no longer ours, nobody will tell of them. */
	releaseAll(): number[] {
		const codes = [...this.#down].flatMap(breakCodes);
		this.#down.clear();
		return codes;
	}
}

/** The bytes of keys that are pressed together and released in the opposite order. */
export function chord(...keys: readonly string[]): number[] {
	const keyboard = new ScanCodeKeyboard();
	const pressed = keys.flatMap((key) => keyboard.press(key));
	return [...pressed, ...[...keys].reverse().flatMap((key) => keyboard.release(key))];
}
