/*
 * Drives terminals of the running system: a program there obeys commands typed on
 * the console (COM1) and on a virtual console (keyboard and text screen), in the
 * headless machine on the virtual clock. The machine boots once; each test starts
 * from a snapshot of it at the first prompt.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chord } from '../../../src/app/scan_codes.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import type { Machine, Snapshot } from '../../../src/machine/api.ts';
import { createMachine } from '../../../src/machine/machine.ts';
import { screenText } from '../../../src/machine/screen.ts';
import { sizeReport } from '../../../src/machine/size_report.ts';

const PROMPT = 'ttytest> ';
const BOOT_LIMIT_US = 20_000_000;
const STEP_LIMIT_US = 10_000_000;
const BOOT_TIMEOUT_MS = 120_000;

const ETX = '\x03';
const EOT = '\x04';
const SUB = '\x1a';
const STOP = '\x13';
const START = '\x11';

let machine: Machine;
let atPrompt: Snapshot;
let output = '';
const events: string[] = [];

beforeAll(async () => {
	machine = await createMachine({ ...(await readOsFiles()), params: { init: 'ttytest' } });
	const decoder = new TextDecoder();
	machine.com1.onOutput((bytes) => {
		output += decoder.decode(bytes, { stream: true });
	});
	machine.com2.onLine((line) => events.push(line));
	expectOutput(PROMPT, BOOT_LIMIT_US);
	machine.runSync({ forUs: 100_000 });
	atPrompt = machine.snapshot();
}, BOOT_TIMEOUT_MS);

beforeEach(() => {
	machine.restore(atPrompt);
	output = '';
});

afterAll(() => machine?.dispose());

/** Runs the guest until it has printed the text. Takes it, and what came before, which it gives. */
function expectOutput(text: string, limitUs = STEP_LIMIT_US): string {
	machine.runSync({ until: () => output.includes(text), forUs: limitUs });
	const at = output.indexOf(text);
	if (at < 0) expect.fail(`Expected ${JSON.stringify(text)}, found ${JSON.stringify(output)}.`);
	const before = output.slice(0, at);
	output = output.slice(at + text.length);
	return before;
}

/** Types a command that says when it is about to read. */
function start(command: string): void {
	machine.com1.send(`${command}\r`);
	expectOutput('go\r\n');
}

/** What the command prints up to the next prompt. */
function result(): string {
	return expectOutput(PROMPT).replaceAll('\r\n', '\n').trim();
}

/** Types a command and gives what it prints. */
function run(command: string): string {
	machine.com1.send(`${command}\r`);
	expectOutput(`${command}\r\n`);
	return result();
}

describe('the console', () => {
	it('says once that it can be used, when its first reader waits', () => {
		const ready = events.filter((line) => line.includes('"ev":"ready"'));
		expect(ready).toHaveLength(1);
		expect(ready[0]).toContain('"src":"chr.tty"');
		run('size 24 80');
		expect(events.filter((line) => line.includes('"ev":"ready"'))).toHaveLength(1);
	});

	const lines: [name: string, typed: string, got: string, echo: string][] = [
		['as it was typed', 'hello\r', 'got "hello\\n"', 'hello\r\n'],
		['as it was edited', 'helo\x7flo\r', 'got "hello\\n"', 'helo\b \blo\r\n'],
		['killed and typed anew', 'abc\x15x\r', 'got "x\\n"', `abc${'\b \b'.repeat(3)}x\r\n`],
		['with a character of two bytes erased', 'ä\x7fo\r', 'got "o\\n"', 'ä\b \bo\r\n'],
		['with a literal control character', '\x16\x03\r', 'got "\\x03\\n"', '^\b^C\r\n'],
		['without an end, at ^D', `abc${EOT}`, 'got "abc"', 'abc'],
		['of nothing, at ^D', EOT, 'got ""', ''],
	];
	for (const [name, typed, got, echo] of lines) {
		it(`hands a reader the line ${name}`, () => {
			start('line');
			machine.com1.send(typed);
			expect(expectOutput(got)).toBe(echo);
		});
	}

	it('ends the program that reads its commands at ^D', () => {
		machine.com1.send(EOT);
		const { reason } = machine.runSync({ forUs: STEP_LIMIT_US });
		expect(reason).toBe('halted');
	});

	it('ends a raw read without input after VTIME', () => {
		start('raw 0 5');
		const [, ms] = /^got "" after (\d+) ms$/.exec(result()) ?? [];
		expect(Number(ms)).toBeGreaterThanOrEqual(500);
		expect(Number(ms)).toBeLessThan(520);
	});

	it('ends a raw read at the first byte with VMIN 0', () => {
		start('raw 0 50');
		machine.runSync({ forUs: 200_000 });
		machine.com1.send('x');
		const [, ms] = /^got "x" after (\d+) ms$/.exec(result()) ?? [];
		expect(Number(ms)).toBeGreaterThanOrEqual(200);
		expect(Number(ms)).toBeLessThan(220);
	});

	it('ends a raw read when no further byte came within VTIME', () => {
		start('raw 3 2');
		machine.runSync({ forUs: 1_000_000 });
		machine.com1.send('a');
		machine.runSync({ forUs: 150_000 });
		machine.com1.send('b');
		const [, ms] = /^got "ab" after (\d+) ms$/.exec(result()) ?? [];
		expect(Number(ms)).toBeGreaterThanOrEqual(1_350);
		expect(Number(ms)).toBeLessThan(1_370);
	});

	it('waits for VMIN bytes with VTIME 0', () => {
		start('raw 3 0');
		machine.com1.send('a\r');
		machine.runSync({ forUs: 1_000_000 });
		expect(output).toBe('');
		machine.com1.send(ETX);
		expect(result()).toMatch(/^got "a\\x0d\\x03"/);
	});

	it('lets who must not wait go on', () => {
		machine.com1.send('nonblock\r');
		expect(expectOutput('go\r\n')).toMatch(/first: not available now, try again\r\n$/);
		machine.com1.send('now\r');
		expect(expectOutput('then "now\\n"')).toBe('now\r\n');
	});

	it('tells poll of a line, and nothing else', () => {
		start('poll 300');
		machine.com1.send('unfinished');
		expect(result()).toMatch(/poll 0 events 0 readable 0 after 30\d ms$/);
		machine.com1.send('\x15poll 5000\r');
		expectOutput('go\r\n');
		machine.com1.send('abc\r');
		expect(result()).toMatch(/poll 1 events 1 readable 4 after \d+ ms$/);
	});

	it('loses nothing of a burst of nearly 4 KB', () => {
		const burst = Array.from({ length: 4_000 }, (_, index) =>
			String.fromCharCode('a'.charCodeAt(0) + (index % 26)),
		).join('');
		start('burst 4000');
		machine.com1.send(burst);
		expect(result()).toBe('burst of 4000, 4000 right');
	});

	it('loses nothing of a large write', () => {
		machine.com1.send('output 3000\r');
		expectOutput('output 3000\r\n');
		const printed = result();
		const numbers = printed.split('\n').slice(0, -1).map(Number);
		expect(numbers).toEqual(Array.from({ length: 3_000 }, (_, index) => index));
		expect(printed).toMatch(/wrote 192000 of 192000$/);
	});

	it('holds a large write from ^S to ^Q', () => {
		machine.com1.send('output 3000\r');
		expectOutput('output 3000\r\n');
		machine.com1.send(STOP);
		machine.runSync({ forUs: 100_000 });
		output = '';
		machine.runSync({ forUs: 2_000_000 });
		expect(output).toBe('');
		machine.com1.send(START);
		expect(result()).toMatch(/wrote 192000 of 192000$/);
	});

	it('tells who wants to know when all is out', () => {
		expect(run('drain').replaceAll('\0', '')).toBe('drained 0');
	});

	it('tells a changed size to the programs on it', () => {
		expect(run('size 50 132')).toBe('told 1 times, 50 rows, 132 columns');
		expect(run('size 50 132')).toBe('told 0 times, 50 rows, 132 columns');
	});

	it('takes its size from the terminal that it is shown on', () => {
		machine.com1.send(sizeReport(50, 132));
		machine.runSync({ forUs: 10_000 });
		expect(output).toBe('');
		expect(run('size 50 132')).toBe('told 0 times, 50 rows, 132 columns');
	});

	it('hands on an Escape key that begins no such report', () => {
		start('raw 1 0');
		machine.com1.send('\x1b');
		expect(result()).toMatch(/^got "\\x1b"/);
	});
});

describe('signal characters on the console', () => {
	beforeEach(() => {
		machine.com1.send('job\r');
		expectOutput('job runs\r\n');
	});

	it('^C kills the foreground job, and only that', () => {
		machine.com1.send(ETX);
		expect(expectOutput('job killed by 2')).toBe('^C');
		expect(result()).toBe('');
	});

	it('^\\ does so with another signal', () => {
		machine.com1.send('\x1c');
		expect(expectOutput('job killed by 3')).toBe('^\\');
	});

	it('^Z stops it, and it reads on when it is let', () => {
		machine.com1.send(SUB);
		expect(expectOutput('job stopped by 20\r\n')).toBe('^Z');
		machine.com1.send('\r');
		expectOutput('\r\n');
		machine.com1.send('again\r');
		expect(expectOutput('job got "again\\n"\r\n')).toBe('again\r\n');
		machine.com1.send(EOT);
		expectOutput('job ended with 0');
	});

	it('^D ends its input', () => {
		machine.com1.send(`abc\r${EOT}`);
		expectOutput('job got "abc\\n"\r\n');
		expectOutput('job ended with 0');
	});
});

describe('a virtual console', () => {
	/** Blanks at the end of a row are not told from empty cells. */
	const SCREEN_PROMPT = PROMPT.trimEnd();

	function screen(): string[] {
		const shown = machine.screen();
		return shown ? screenText(shown) : [];
	}

	/** Runs the guest until it holds. The screen changes cell by cell, so it has to be all of it. */
	function expectInTime(what: string, holds: () => boolean): void {
		machine.runSync({ until: holds, forUs: STEP_LIMIT_US });
		if (!holds()) expect.fail(`Expected ${what}, found:\n${screen().join('\n')}`);
	}

	function expectScreen(text: string): void {
		expectInTime(JSON.stringify(text), () => screen().some((row) => row.includes(text)));
	}

	/** Types lower-case letters, digits, blanks and Enter (\r). */
	function type(text: string): void {
		for (const character of text) {
			const key = { ' ': 'Space', '\r': 'Enter' }[character];
			const isDigit = character >= '0' && character <= '9';
			machine.keyboard.send(
				chord(key ?? `${isDigit ? 'Digit' : 'Key'}${character.toUpperCase()}`),
			);
		}
	}

	beforeEach(() => {
		machine.com1.send('console 0\r');
		expectScreen(SCREEN_PROMPT);
	});

	it('goes on below the messages of the boot', () => {
		const rows = screen();
		expect(rows.findIndex((row) => row.includes('Kintsugi 0.1'))).toBeGreaterThanOrEqual(0);
		expect(rows.findIndex((row) => row.includes('Kintsugi 0.1'))).toBeLessThan(
			rows.findIndex((row) => row.includes(SCREEN_PROMPT)),
		);
	});

	it('hands a reader what is typed on the keyboard, and shows it', () => {
		type('line\rhelo');
		machine.keyboard.send(chord('Backspace'));
		type('lo\r');
		expectScreen('got "hello\\n"');
		expect(screen()).toContain('hello');
	});

	it('sends sequences for cursor keys', () => {
		type('raw 3 0\r');
		expectScreen('go');
		machine.keyboard.send(chord('ArrowUp'));
		expectScreen('got "\\x1b[A"');
	});

	it('kills its foreground job at ^C', () => {
		type('job\r');
		expectScreen('job runs');
		machine.keyboard.send(chord('ControlLeft', 'KeyC'));
		expectScreen('job killed by 2');
	});

	it('answers where its cursor is', () => {
		type('where\r');
		expectScreen('reply "\\x1b[');
		expect(screen().join('\n')).toMatch(/reply "\\x1b\[\d+;1R"/);
	});

	it('draws in places and colours', () => {
		type('draw\r');
		expectInTime('a prompt at its place', () => machine.screen()?.cursor?.row === 19);
		expectInTime('it whole', () => machine.screen()?.cursor?.column === PROMPT.length);
		expect(screen()[19]).toMatch(new RegExp(`^${SCREEN_PROMPT}`));
		const shown = machine.screen();
		if (!shown) expect.fail('There is no text screen.');
		const at = 9 * shown.columns + 29;
		expect(screen()[9]).toBe(`${' '.repeat(29)}red and reverse`);
		expect(shown.attributes[at]).toBe(0x0c);
		expect(shown.attributes[at + 'red '.length]).toBe(0x07);
		expect(shown.attributes[at + 'red and '.length]).toBe(0x70);
		expect(shown.cursor).toEqual({ row: 19, column: PROMPT.length });
	});

	it('is left for another one and found again as it was', () => {
		const before = screen().join('\n');
		machine.keyboard.send(chord('AltLeft', 'F2'));
		expectInTime('an empty screen', () => screen().join('') === '');
		type('ab');
		expectInTime('what was typed', () => screen().join('') === 'ab');
		machine.keyboard.send(chord('AltLeft', 'F1'));
		expectInTime('the screen of before', () => screen().join('\n') === before);
	});

	it('scrolls back to what has gone out at the top, and returns when something is typed', () => {
		type('output 60\r');
		expectScreen('wrote 3840 of 3840');
		expectScreen(SCREEN_PROMPT);
		const first = Number(screen()[0]);
		machine.keyboard.send(chord('ShiftLeft', 'PageUp'));
		expectInTime('rows of before', () => Number(screen()[0]) === first - 12);
		expectInTime('no cursor', () => machine.screen()?.cursor === undefined);
		type('x');
		expectScreen(`${PROMPT}x`);
		expect(Number(screen()[0])).toBe(first);
	});
});
