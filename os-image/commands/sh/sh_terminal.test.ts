/*
 * The shell at the console of the running system: line editing, history,
 * completion and job control, typed key by key on the virtual clock. The machine
 * boots once; each test starts from a snapshot of it at the first prompt.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import type { Machine, Snapshot } from '../../../src/machine/api.ts';
import { createMachine } from '../../../src/machine/machine.ts';

/** How root's prompt ends, whatever /etc/profile puts before. */
const FIRST_PROMPT = '# ';
const PROMPT = 'ready> ';
const BOOT_LIMIT_US = 60_000_000;
const STEP_LIMIT_US = 20_000_000;
const BOOT_TIMEOUT_MS = 120_000;

/** Guest time in which a key that has no visible effect has surely been read. */
const KEY_US = 200_000;

const ESCAPE = '\x1b';
const UP = `${ESCAPE}[A`;
const LEFT = `${ESCAPE}[D`;
const HOME = `${ESCAPE}[H`;
const END = `${ESCAPE}[F`;
const DELETE = `${ESCAPE}[3~`;
const control = (letter: string) => String.fromCharCode(letter.charCodeAt(0) & 0x1f);

let machine: Machine;
let atPrompt: Snapshot;
let output = '';

beforeAll(async () => {
	machine = await createMachine(await readOsFiles());
	const decoder = new TextDecoder();
	machine.com1.onOutput((bytes) => {
		output += decoder.decode(bytes, { stream: true });
	});
	expectOutput(FIRST_PROMPT, BOOT_LIMIT_US);
	// What is typed must not look like the prompt.
	machine.com1.send(`PS1='ready''> '\r`);
	expectOutput(PROMPT);
	machine.runSync({ forUs: KEY_US });
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

function type(...keys: string[]): void {
	for (const key of keys) machine.com1.send(key);
	machine.runSync({ forUs: KEY_US });
}

/** Starts a command, and types a key when it surely runs. */
function start(command: string, key: string): void {
	type(`${command}\r`);
	type(key);
}

/** Types the rest of a line and Enter; gives what the command prints up to the next prompt. */
function enter(keys = ''): string {
	type(keys);
	output = '';
	machine.com1.send('\r');
	expectOutput('\r\n');
	return expectOutput(PROMPT).replaceAll('\r\n', '\n');
}

describe('line editing', () => {
	it('inserts and deletes where the cursor is', () => {
		type('ecoh one', HOME, ...Array(3).fill(`${ESCAPE}[C`), DELETE, LEFT, 'h');
		expect(enter()).toBe('one\n');
	});

	it('knows the control keys for ends, words and the rest of the line', () => {
		type('wrong', control('U'), 'cho a b c', control('A'), 'e', control('E'));
		type(control('W'), 'd', control('B'), control('B'), control('K'));
		expect(enter()).toBe('a b\n');
	});

	it('takes a character of two bytes as one', () => {
		type('echo üxü', LEFT, LEFT, `\x7f`, END, 'y');
		expect(enter()).toBe('xüy\n');
	});

	it('wraps a line that is wider than the terminal, and goes back to its start', () => {
		const long = 'x'.repeat(200);
		type(`cho ${long}`, HOME, 'e');
		expect(enter()).toBe(`${long}\n`);
	});

	it('gives a line up at ^C and shows a new prompt', () => {
		type('echo never', control('C'));
		expectOutput('^C\r\n');
		expectOutput(PROMPT);
		expect(enter('echo $?')).toBe('130\n');
	});

	it('asks with a second prompt for the rest of a command', () => {
		type('for i in 1 2; do\r');
		expectOutput('> ');
		expect(enter('echo $i; done')).toBe('1\n2\n');
	});
});

describe('the history', () => {
	it('brings earlier lines back, to be changed', () => {
		enter('echo first');
		enter('echo second');
		type(UP, UP);
		expect(enter(' again')).toBe('first again\n');
	});

	it('is listed by a builtin', () => {
		enter('echo hay');
		expect(enter('history 2')).toMatch(/^ +\d+ {2}echo hay\n +\d+ {2}history 2\n$/);
	});

	it('finds a line by a part of it', () => {
		enter('echo needle');
		enter('echo hay');
		type(control('R'), 'need');
		expect(enter()).toBe('needle\n');
	});
});

describe('completion', () => {
	it('completes a command and a file name, and quotes blanks', () => {
		enter('cd /tmp; echo found > "a file"');
		type('ca\t\t', control('U'), 'cat a\t');
		expect(enter()).toBe('found\n');
	});

	it('lists the possible names when there are several', () => {
		enter('cd /tmp; mkdir some; : > some/name1; : > some/name2');
		type('ls so\tna\t', '\t');
		expectOutput('name1  name2');
		type('2');
		expect(enter()).toBe('some/name2\n');
	});
});

describe('job control', () => {
	it('^C ends the command in the foreground, not the shell', () => {
		start('sleep 1000', control('C'));
		expectOutput(PROMPT);
		expect(enter('echo $?')).toBe('130\n');
	});

	it('^C after fg leaves the prompt a line of its own', () => {
		start('sleep 1000', control('Z'));
		expectOutput(PROMPT);
		start('fg', control('C'));
		expectOutput('^C\r\n');
		expectOutput(PROMPT);
	});

	it('^C ends a builtin that waits', () => {
		start('read x', control('C'));
		expectOutput('^C\r\n');
		expectOutput(PROMPT);
		start('sleep 1000 & wait', control('C'));
		expectOutput('^C\r\n');
		expectOutput(PROMPT);
	});

	it('what stty changes stays, what a killed program changed does not', () => {
		start('stty -echo; cat', 'unseen');
		type(control('C'));
		expect(expectOutput(PROMPT)).not.toContain('unseen');
		expect(enter('stty echo; stty -a')).toMatch(/ echo /);
		enter(`sh -c 'stty -echo; kill -9 $$'`);
		expect(enter('stty -a')).toMatch(/ echo /);
	});

	it('^C ends a loop of builtins', () => {
		start('while :; do :; done', control('C'));
		expectOutput(PROMPT);
		expect(enter('echo still here')).toBe('still here\n');
	});

	it('^Z stops a command; fg takes it up again', () => {
		start('sleep 20; echo slept', control('Z'));
		expectOutput('[1] + Stopped');
		expectOutput(PROMPT);
		expect(enter('jobs')).toMatch(/^\[1\] \+ Stopped +sleep 20\n$/);
		type('fg\r');
		expectOutput('sleep 20\r\n');
		expectOutput(PROMPT, 30_000_000);
		expect(enter('echo $?; jobs')).toBe('0\n');
	});

	it('a job in the background is announced, and its end is told at a prompt', () => {
		expect(enter('sleep 1 &')).toMatch(/^\[1\] \d+\n$/);
		machine.runSync({ forUs: 2_000_000 });
		expect(enter()).toMatch(/^\[1\] \+ Done +sleep 1\n$/);
	});

	it('bg lets a stopped job run on; kill %1 ends it', () => {
		start('sleep 1000', control('Z'));
		expectOutput(PROMPT);
		expect(enter('bg')).toBe('[1] sleep 1000\n');
		expect(enter('kill %1; wait %1; echo $?')).toMatch(/143\n$/);
	});
});

describe('errors', () => {
	it('leave the shell running', () => {
		expect(enter('if fi')).toContain('Syntax error: "fi" unexpected');
		expect(enter(`echo \${none?is not set}`)).toContain('none: is not set');
		expect(enter('shift 9')).toContain("can't shift that many");
		expect(enter('echo alive')).toBe('alive\n');
	});
});
