import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	Control,
	compileLine,
	INPUT_MAX,
	Input,
	type Line,
	Local,
	NEVER,
	Output,
	Queue,
} from './line.test-support.ts';

const EINVAL = 22;
const ETX = '\x03';
const EOT = '\x04';
const BELL = '\x07';
const WERASE = '\x17';
const KILL = '\x15';
const REPRINT = '\x12';
const LNEXT = '\x16';
const QUIT = '\x1c';
const SUSP = '\x1a';
const STOP = '\x13';
const START = '\x11';
const DEL = '\x7f';
const RUB = '\b \b';
const TENTH_US = 100_000n;

let makeLine: () => Line;
let line: Line;

beforeAll(async () => {
	makeLine = await compileLine();
}, 120_000);

beforeEach(() => {
	line = makeLine();
});

/** Raw mode without echo, as line editors set it. */
function makeRaw(min: number, time: number): void {
	line.change((settings) => {
		settings.lflag &= ~(Local.ICANON | Local.ECHO | Local.ISIG | Local.IEXTEN);
		settings.iflag &= ~(Input.ICRNL | Input.IXON);
		settings.controls[Control.VMIN] = min;
		settings.controls[Control.VTIME] = time;
	});
}

describe('a line in canonical mode', () => {
	it('gives nothing before the line has ended', () => {
		line.type('hello');
		expect(line.read()).toBeUndefined();
		expect(line.readable).toBe(0);
		expect(line.pollsReadable).toBe(false);
		line.type('\r');
		expect(line.pollsReadable).toBe(true);
		expect(line.readable).toBe(6);
		expect(line.read()).toBe('hello\n');
		expect(line.read()).toBeUndefined();
	});

	it('gives one line a read, and a long one in pieces', () => {
		line.type('one\rtwo\r');
		expect(line.read(2)).toBe('on');
		expect(line.read(2)).toBe('e\n');
		expect(line.read()).toBe('two\n');
	});

	/** What was typed, what the program reads, what the terminal shows. */
	const edits: [name: string, typed: string, read: string, shown: string][] = [
		['a character', `ab${DEL}c\r`, 'ac\n', `ab${RUB}c\r\n`],
		['a character by the other erase key', 'ab\bc\r', 'ac\n', `ab${RUB}c\r\n`],
		['a character of several bytes', `aäö€${DEL}${DEL}b\r`, 'aäb\n', `aäö€${RUB}${RUB}b\r\n`],
		['a character outside the basic plane', `😀${DEL}x\r`, 'x\n', `😀${RUB}x\r\n`],
		['a control character', `a\x01${DEL}b\r`, 'ab\n', `a^A${RUB}${RUB}b\r\n`],
		['a tab', `abc\t${DEL}d\r`, 'abcd\n', 'abc\t\b\b\b\b\bd\r\n'],
		['nothing of an empty line', `${DEL}a\r`, 'a\n', 'a\r\n'],
		['a word', `one two${WERASE}x\r`, 'one x\n', `one two${RUB.repeat(3)}x\r\n`],
		[
			'a word and the blanks after it',
			`one  ${WERASE}x\r`,
			'x\n',
			`one  ${RUB.repeat(5)}x\r\n`,
		],
		['the whole line', `one two${KILL}x\r`, 'x\n', `one two${RUB.repeat(7)}x\r\n`],
		['no line that has ended', `one\r${KILL}x\r`, 'one\n', 'one\r\nx\r\n'],
	];
	for (const [name, typed, read, shown] of edits) {
		it(`erases ${name}`, () => {
			line.type(typed);
			expect(line.read()).toBe(read);
			expect(line.shown()).toBe(shown);
		});
	}

	it('erases a tab from the column where the line began', () => {
		line.write('$ ');
		line.shown();
		line.type(`ab\t${DEL}`);
		expect(line.shown()).toBe('ab\t\b\b\b\b');
	});

	it('takes colours of a prompt for no columns', () => {
		line.write('\x1b[1;32m$\x1b[m ');
		line.shown();
		line.type(`\t${DEL}`);
		expect(line.shown()).toBe('\t\b\b\b\b\b\b');
	});

	it('shows the line again on request', () => {
		line.type(`ab${REPRINT}c\r`);
		expect(line.read()).toBe('abc\n');
		expect(line.shown()).toBe('ab^R\r\nabc\r\n');
	});

	it('takes a control character literally after ^V', () => {
		line.type(`${LNEXT}${ETX}${LNEXT}${DEL}${LNEXT}${EOT}\r`);
		expect(line.read()).toBe(`${ETX}${DEL}${EOT}\n`);
		expect(line.signals()).toEqual([]);
		expect(line.shown()).toBe('^\b^C^\b^?^\b^D\r\n');
	});

	it('ends the input at ^D on an empty line, once', () => {
		line.type(EOT);
		expect(line.pollsReadable).toBe(true);
		expect(line.readable).toBe(0);
		expect(line.read()).toBe('');
		expect(line.read()).toBeUndefined();
	});

	it('hands on an unfinished line at ^D, and no end of the input', () => {
		line.type(`abc${EOT}`);
		expect(line.read(3)).toBe('abc');
		expect(line.read()).toBeUndefined();
	});

	it('keeps the end of the input behind a line that was read to its last byte', () => {
		line.type(`ab\r${EOT}`);
		expect(line.read(3)).toBe('ab\n');
		expect(line.read()).toBe('');
	});

	it('ends a line at VEOL and VEOL2, which belong to it', () => {
		line.change(({ controls }) => {
			controls[Control.VEOL] = ';'.charCodeAt(0);
			controls[Control.VEOL2] = '!'.charCodeAt(0);
		});
		line.type('ab;cd!');
		expect(line.read()).toBe('ab;');
		expect(line.read()).toBe('cd!');
	});

	it('treats no character as a control character that is disabled', () => {
		line.change(({ controls }) => {
			controls[Control.VEOF] = 0;
		});
		line.type(`\0${EOT}\r`);
		expect(line.read()).toBe(`\0${EOT}\n`);
	});
});

describe('echo', () => {
	const modes: [name: string, off: number, on: number, typed: string, shown: string][] = [
		['nothing without ECHO', Local.ECHO, 0, `ab${DEL}\r`, ''],
		['only the newline with ECHONL alone', Local.ECHO, Local.ECHONL, 'ab\r', '\r\n'],
		['control characters as they are without ECHOCTL', Local.ECHOCTL, 0, '\x01', '\x01'],
		['the erase character without ECHOE', Local.ECHOE, 0, `ab${DEL}`, 'ab^?'],
		['the kill character and a newline without ECHOKE', Local.ECHOKE, 0, `a${KILL}`, 'a^U\r\n'],
		[
			'only the kill character without ECHOK as well',
			Local.ECHOKE | Local.ECHOK,
			0,
			`a${KILL}`,
			'a^U',
		],
		['^V as an ordinary character without IEXTEN', Local.IEXTEN, 0, LNEXT, '^V'],
	];
	for (const [name, off, on, typed, shown] of modes) {
		it(`shows ${name}`, () => {
			line.change((settings) => {
				settings.lflag = (settings.lflag & ~off) | on;
			});
			line.type(typed);
			expect(line.shown()).toBe(shown);
		});
	}

	it('still finds room when a program has filled the output', () => {
		while (line.writeRoom > 0) line.write('x'.repeat(line.writeRoom));
		line.type('echo\r');
		expect(line.shown()).toMatch(/x{1000}echo\r\n$/);
	});
});

describe('signal characters', () => {
	it.each([
		['^C', ETX, 'SIGINT'],
		['^\\', QUIT, 'SIGQUIT'],
		['^Z', SUSP, 'SIGTSTP'],
	])('%s asks for the signal, throws away what waits, and is shown', (shown, typed, signal) => {
		line.write('output');
		line.type(`typed ahead\rand more${typed}`);
		expect(line.signals()).toEqual([signal]);
		expect(line.shown()).toBe(shown);
		expect(line.read()).toBeUndefined();
		line.type('\r');
		expect(line.read()).toBe('\n');
	});

	it('throw nothing away with NOFLSH', () => {
		line.change((settings) => {
			settings.lflag |= Local.NOFLSH;
		});
		line.type(`ab\rc${ETX}`);
		expect(line.signals()).toEqual(['SIGINT']);
		expect(line.read()).toBe('ab\n');
		expect(line.shown()).toBe('ab\r\nc^C');
	});

	it('are ordinary without ISIG', () => {
		line.change((settings) => {
			settings.lflag &= ~Local.ISIG;
		});
		line.type(`${ETX}\r`);
		expect(line.signals()).toEqual([]);
		expect(line.read()).toBe(`${ETX}\n`);
	});

	it('let stopped output go on', () => {
		line.type(STOP);
		line.type(ETX);
		expect(line.shown()).toBe('^C');
	});

	it('are not the only way: a break interrupts, or is a NUL, or nothing', () => {
		line.holdBreak();
		expect(line.signals()).toEqual(['SIGINT']);
		line.change((settings) => {
			settings.iflag &= ~Input.BRKINT;
		});
		line.holdBreak();
		line.type('\r');
		expect(line.read()).toBe('\0\n');
		line.change((settings) => {
			settings.iflag |= Input.IGNBRK;
		});
		line.holdBreak();
		line.type('\r');
		expect(line.read()).toBe('\n');
		expect(line.signals()).toEqual([]);
	});
});

describe('flow control', () => {
	it('holds output from ^S to ^Q, the echo included', () => {
		line.write('one');
		line.type(`${STOP}ab`);
		expect(line.shown()).toBe('');
		expect(line.writeRoom).toBe(0);
		expect(line.write('two')).toBe(0);
		line.type(START);
		expect(line.shown()).toBe('oneab');
		expect(line.writeRoom).toBeGreaterThan(0);
		line.type('\r');
		expect(line.read()).toBe('ab\n');
	});

	it('goes on at any character with IXANY', () => {
		line.change((settings) => {
			settings.iflag |= Input.IXANY;
		});
		line.type(STOP).type('a');
		expect(line.shown()).toBe('a');
	});

	it('ends when IXON is switched off', () => {
		line.type(STOP);
		line.write('x');
		line.change((settings) => {
			settings.iflag &= ~Input.IXON;
		});
		expect(line.write('y')).toBe(1);
		line.type(STOP);
		expect(line.shown()).toBe('y^S');
	});
});

describe('mapping', () => {
	const inputs: [name: string, iflag: number, read: string][] = [
		['CR to NL with ICRNL', Input.ICRNL, 'a\nb\n'],
		['nothing without a flag', 0, 'a\rb\n'],
		['CR to nothing with IGNCR', Input.IGNCR, 'ab\n'],
		['NL to CR with INLCR', Input.INLCR, 'a\rb\r'],
	];
	for (const [name, iflag, read] of inputs) {
		it(`of input: ${name}`, () => {
			makeRaw(1, 0);
			line.change((settings) => {
				settings.iflag = iflag;
			});
			line.type('a\rb\n');
			expect(line.read()).toBe(read);
		});
	}

	it('of input: the eighth bit goes with ISTRIP', () => {
		line.change((settings) => {
			settings.iflag |= Input.ISTRIP;
		});
		line.type(Uint8Array.of(0xe1, 0x0d));
		expect(line.read()).toBe('a\n');
	});

	const outputs: [name: string, oflag: number, shown: string][] = [
		['NL to CR and NL with ONLCR', Output.OPOST | Output.ONLCR, 'a\r\nb\rc\td'],
		['CR to NL with OCRNL', Output.OPOST | Output.OCRNL, 'a\nb\nc\td'],
		['nothing without OPOST', Output.ONLCR | Output.OCRNL, 'a\nb\rc\td'],
	];
	for (const [name, oflag, shown] of outputs) {
		it(`of output: ${name}`, () => {
			line.change((settings) => {
				settings.oflag = oflag;
			});
			line.write('a\nb\rc\td');
			expect(line.shown()).toBe(shown);
		});
	}
});

describe('a read in raw mode', () => {
	it('waits for VMIN bytes, or as many as it wants, with VTIME 0', () => {
		makeRaw(3, 0);
		line.type('ab');
		expect(line.read()).toBeUndefined();
		expect(line.pollsReadable).toBe(false);
		expect(line.againUs(0n)).toBe(NEVER);
		expect(line.read(2)).toBe('ab');
		line.type('cdef');
		expect(line.pollsReadable).toBe(true);
		expect(line.read()).toBe('cdef');
	});

	it('never waits with VMIN and VTIME 0', () => {
		makeRaw(0, 0);
		expect(line.read()).toBe('');
		line.type('a');
		expect(line.read()).toBe('a');
	});

	it('waits for its first byte up to VTIME with VMIN 0', () => {
		makeRaw(0, 5);
		line.nowUs = 1_000n;
		expect(line.read()).toBeUndefined();
		expect(line.againUs(1_000n)).toBe(1_000n + 5n * TENTH_US);
		line.nowUs += 5n * TENTH_US - 1n;
		expect(line.readSince(1_000n)).toBeUndefined();
		line.nowUs += 1n;
		expect(line.readSince(1_000n)).toBe('');
		line.type('a');
		expect(line.read()).toBe('a');
	});

	it('waits without limit for the first byte, then up to VTIME for each further one', () => {
		makeRaw(3, 2);
		line.nowUs = 1_000n;
		expect(line.againUs(0n)).toBe(NEVER);
		line.type('a');
		expect(line.readSince(0n)).toBeUndefined();
		expect(line.againUs(0n)).toBe(1_000n + 2n * TENTH_US);
		line.nowUs += 2n * TENTH_US - 1n;
		line.type('b');
		expect(line.readSince(0n)).toBeUndefined();
		line.nowUs += 2n * TENTH_US;
		expect(line.readSince(0n)).toBe('ab');
	});

	it('gives what came before it the same VTIME', () => {
		makeRaw(3, 2);
		line.type('a');
		line.nowUs = 10n * TENTH_US;
		expect(line.read()).toBeUndefined();
		expect(line.againUs(line.nowUs)).toBe(12n * TENTH_US);
	});

	it('counts as readable from one byte on where VTIME would end it', () => {
		makeRaw(3, 2);
		expect(line.pollsReadable).toBe(false);
		line.type('a');
		expect(line.pollsReadable).toBe(true);
		expect(line.readable).toBe(1);
	});

	it('gets control characters as they are', () => {
		makeRaw(1, 0);
		line.type(`${DEL}${KILL}${EOT}${LNEXT}${ETX}${STOP}\r`);
		expect(line.read()).toBe(`${DEL}${KILL}${EOT}${LNEXT}${ETX}${STOP}\r`);
		expect(line.shown()).toBe('');
	});
});

describe('a change of mode', () => {
	it('lets raw mode read what was typed ahead, finished or not, but no end of the input', () => {
		line.type(`one\rtw${EOT}o`);
		makeRaw(1, 0);
		expect(line.readable).toBe(8 - 1);
		expect(line.read()).toBe('one\ntwo');
	});

	it('lets canonical mode edit and show what was typed ahead', () => {
		makeRaw(1, 0);
		line.type('one\rtwo');
		line.change((settings) => {
			settings.lflag |= Local.ICANON | Local.ECHO;
			settings.iflag |= Input.ICRNL;
		});
		expect(line.shown()).toBe('one\r\ntwo');
		expect(line.read()).toBe('one\n');
		line.type(`${DEL}p\r`);
		expect(line.read()).toBe('twp\n');
	});

	it('lets characters typed ahead erase only each other', () => {
		makeRaw(1, 0);
		line.type(`ab${DEL}${DEL}${DEL}c\nd`);
		line.change((settings) => {
			settings.lflag |= Local.ICANON;
		});
		expect(line.read()).toBe('c\n');
		line.type('\n');
		expect(line.read()).toBe('d\n');
	});

	it('keeps only the flags that have an effect', () => {
		line.change((settings) => {
			settings.iflag |= 0x1008;
			settings.oflag |= 0x8000;
		});
		expect(line.settings().iflag & 0x1008).toBe(0);
		expect(line.settings().oflag & 0x8000).toBe(0);
	});
});

describe('a full input queue', () => {
	it('rings once for what it drops, and can still end its line', () => {
		line.change((settings) => {
			settings.lflag &= ~Local.ECHO;
		});
		line.type('x'.repeat(INPUT_MAX + 100));
		expect(line.shown()).toBe(BELL);
		line.type('\r');
		expect(line.read()).toBe(`${'x'.repeat(INPUT_MAX - 1)}\n`);
		line.type('y\r');
		expect(line.read()).toBe('y\n');
	});

	it('drops lines that come when it is full of lines', () => {
		line.change((settings) => {
			settings.lflag &= ~Local.ECHO;
		});
		line.type('\r'.repeat(INPUT_MAX + 1));
		expect(line.shown()).toBe(BELL);
		for (let count = 0; count < INPUT_MAX; count++) expect(line.read()).toBe('\n');
		expect(line.read()).toBeUndefined();
	});

	it('loses nothing of a burst that fits', () => {
		makeRaw(1, 0);
		const burst = Array.from({ length: INPUT_MAX - 1 }, (_, i) => String(i % 10)).join('');
		line.type(burst);
		expect(line.read()).toBe(burst);
	});

	it('is emptied by a flush of the input, as the output by one of the output', () => {
		line.type('a\r');
		expect(line.flush(Queue.input)).toBe(0);
		expect(line.read()).toBeUndefined();
		expect(line.flush(Queue.output)).toBe(0);
		expect(line.shown()).toBe('');
		expect(line.flush(3)).toBe(-EINVAL);
	});
});

describe('the window size', () => {
	it('asks for SIGWINCH when it changes, and only then', () => {
		line.resize(24, 80);
		expect(line.signals()).toEqual([]);
		line.resize(50, 132);
		expect(line.signals()).toEqual(['SIGWINCH']);
	});
});
