/*
 * Random scripts of the words and signs that mean something to a shell, and what
 * they must not do to it: crash or hang. Errors are what they are for.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { SeededRandom } from '../../../lib/libsys/host_test/wasm.test-support.ts';
import { buildNativeShell, type Outcome, runShellAlone } from './native_shell.test-support.ts';

const TOKENS_MAX = 60;
const AT_ONCE = 4;

/** Statuses of 128 and more that a script can have of itself: `exit 255` and its like. */
const DEADLY_STATUSES = ['SIGSEGV', 'SIGABRT', 'SIGILL', 'SIGBUS', 'SIGFPE', 'SIGTRAP', 'SIGKILL'];

const words = (text: string) => text.split(' ');

/** What may be executed: it ends by itself, starts no program and writes only files named f1, f2. */
const HARMLESS = [
	...words(
		'if then else elif fi for in do done case esac ; ; && || | ! { } ( ) ;; 0 1 9 + - * / %',
	),
	...words(`" " ' ' \` $ $( \${ $(( )) } \\ # = < > >> <& >& <<E <<-E <<'E' 1> 2>&1 >| f1 f2`),
	...words(
		`x x=1 y=a:b IFS=: $x $y \${x} "$@" $* $# $? $1 \${10} \${x:- \${x% \${x## \${#x} \${x= \${x?`,
	),
	...words(
		'* ? [a-z] [!a]* ~ a é true false shift -eq -a -o -n -f == break continue return exit',
	),
	...words('wait jobs times ?1:0 << 1+ 0x (1 ) x++ %1 \x01 \xff \x80'),
	...['\n', '\n', ' ', ' ', '\t', '\\\n', 'E\n', '\nE\n', 'for x in', ': ', 'echo ', 'echo -n '],
	...['printf "%s" ', 'printf %d ', 'test ', '[ ', ' ]', 'set -- a b', 'set -e\n', 'set -u\n'],
	...[
		'set -x\n',
		'eval ',
		'export ',
		'readonly ',
		'unset x',
		'local ',
		'read x',
		'getopts ab: o',
	],
	...['trap ": t" EXIT', 'alias x=', 'unalias ', 'type ', 'command ', 'umask ', 'hash '],
];

const PARSED_ONLY = [
	...HARMLESS,
	...words('while until & f() f $(# )\n) `\\`` "${x:-" \'$( \0'),
	...['while :', 'f()\n{', 'cd /', 'kill -9 1', 'exec ', '$(case x in x)'],
];

function soup(random: SeededRandom, tokens: readonly string[]): string {
	let script = '';
	for (let left = random.below(TOKENS_MAX); left >= 0; left--) {
		script += random.pick(tokens);
		if (random.below(3) === 0) script += ' ';
	}
	return script;
}

function expectAlive(script: string, { status, stderr }: Outcome): void {
	const deadly = DEADLY_STATUSES.map(
		(name) => 128 + os.constants.signals[name as keyof typeof os.constants.signals],
	);
	if (!deadly.includes(status)) return;
	expect.fail(`status ${status} after ${JSON.stringify(script)}: ${stderr}`);
}

/**
 * Parses `count` random scripts and executes as many other ones. The shell is built so that
 * undefined behaviour and a damaged heap end it.
 */
export async function feedTokenSoups(seed: number, count: number): Promise<void> {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'kintsugi-sh-'));
	const random = new SeededRandom(seed);
	try {
		const shell = await buildNativeShell(folder, [
			...['-fsanitize=undefined', '-fsanitize-trap=undefined'],
		]);
		const work = path.join(folder, 'work');
		await mkdir(work);
		for (let done = 0; done < count; done += AT_ONCE) {
			const scripts = Array.from({ length: AT_ONCE }, () => [
				{ script: soup(random, PARSED_ONLY), args: ['-n'] },
				{ script: soup(random, HARMLESS), args: [] },
			]).flat();
			await Promise.all(
				scripts.map(async ({ script, args }) => {
					const bytes = Buffer.from(script, 'latin1');
					expectAlive(script, await runShellAlone(shell, args, work, bytes));
				}),
			);
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
