/** What of lines and screens outlives the driver, and what is done with noise in its place. */
import { beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';
import { compileLine, type Line, Local } from './line.test-support.ts';
import { type Console, compileConsole, HISTORY_ROWS, type Terminal } from './vt.test-support.ts';

const CASES = 1_000;

let newLine: () => Line;
let console: Console;

beforeAll(async () => {
	[newLine, console] = await Promise.all([compileLine(), compileConsole()]);
});

const noise = (random: SeededRandom, length: number) =>
	Uint8Array.from({ length }, () => random.below(256));

/** Some bytes of it are others. */
function scribbled(random: SeededRandom, bytes: Uint8Array): Uint8Array {
	const changed = bytes.slice();
	for (let count = 1 + random.below(4); count > 0; count--)
		changed[random.below(Math.min(bytes.length, 120))] = random.below(256);
	return changed.slice(0, random.below(8) === 0 ? random.below(changed.length) : undefined);
}

describe('a line', () => {
	it('comes back with its settings, its size and what was typed ahead', () => {
		const before = newLine().change((settings) => {
			settings.lflag &= ~Local.ECHO;
		});
		before.resize(50, 132);
		before.type('first\rsecond\runfinishe');
		const packed = before.pack();
		const after = newLine();
		expect(after.unpack(packed)).toBe(true);
		expect(after.settings()).toEqual(before.settings());
		expect([after.read(), after.read(), after.read()]).toEqual([
			'first\n',
			'second\n',
			undefined,
		]);
		after.type('d\r');
		expect(after.read()).toBe('unfinished\n');
		expect(after.signals()).toEqual([]);
	});

	it('in raw mode gives what was typed ahead at once', () => {
		const before = newLine().change((settings) => {
			settings.lflag &= ~Local.ICANON;
		});
		before.type('abc');
		const packed = before.pack();
		const after = newLine();
		expect(after.unpack(packed)).toBe(true);
		expect(after.read()).toBe('abc');
	});

	it(`of scribbled bytes or noise is refused or a sound one, ${CASES} times`, () => {
		const random = new SeededRandom(3);
		const packed = newLine().type('one\rtwo').pack();
		let refused = 0;
		for (let count = 0; count < CASES; count++) {
			const line = newLine();
			const bytes = count % 2 ? scribbled(random, packed) : noise(random, random.below(300));
			if (!line.unpack(bytes)) refused++;
			line.type('x\x7f\x15\t\x7f\r');
			expect(line.brokenInvariant(), `case ${count}`).toBe(0);
		}
		expect(refused).toBeGreaterThan(CASES / 2);
	});
});

describe('a virtual console', () => {
	const numbered = (count: number) =>
		Array.from({ length: count }, (_, n) => `row ${n}\r\n`).join('');
	const everything = (terminal: Terminal) => ({
		screen: terminal.rows(),
		history: Array.from({ length: terminal.historyCount }, (_, back) =>
			terminal.row(0, back + 1),
		),
		cursor: terminal.cursor,
		modes: [terminal.cursorHidden, terminal.applicationCursor],
	});

	it.each([3, 100, 1000])('comes back with %i rows written, and goes on', (count) => {
		const before = console.terminal();
		before.write(`${numbered(count)}\x1b[?25l\x1b[?1hat`);
		const [packed, expected] = [before.pack(), everything(before)];
		const after = console.terminal();
		expect(after.unpack(packed)).toBe(true);
		expect(everything(after)).toEqual(expected);
		after.write(' last');
		expect(after.rows().at(-1)).toBe('at last');
	});

	it('tells which pieces of its history have changed', () => {
		const terminal = console.terminal();
		terminal.write(numbered(24));
		expect(terminal.changedPieces(0)).toEqual([]);
		terminal.write(numbered(50));
		expect(terminal.changedPieces(0)).toEqual([0]);
		const { scrolled } = terminal;
		terminal.write(numbered(1));
		expect(terminal.changedPieces(scrolled)).toEqual([1]);
		terminal.write(numbered(HISTORY_ROWS));
		expect(terminal.changedPieces(scrolled)).toEqual([0, 1, 2, 3]);
	});

	it(`of scribbled bytes or noise is refused or a sound one, ${CASES} times`, () => {
		const random = new SeededRandom(4);
		const packed = console.terminal().write(numbered(300)).pack();
		const historyBytes = HISTORY_ROWS * 160;
		const [history, screen] = [packed.slice(0, historyBytes), packed.slice(historyBytes)];
		let refused = 0;
		for (let count = 0; count < CASES; count++) {
			const terminal = console.terminal();
			const bytes = scribbled(random, screen);
			if (!terminal.unpack(join(history, bytes))) refused++;
			terminal.write('text\r\n\x1b[5L\x1b[9;9H');
			expect(terminal.brokenInvariant(), `case ${count}`).toBe(0);
		}
		expect(refused).toBeGreaterThan(CASES / 10);
	});
});

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
	const both = new Uint8Array(a.length + b.length);
	both.set(a);
	both.set(b, a.length);
	return both;
}
