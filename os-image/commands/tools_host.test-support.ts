/*
 * The tools compiled for this machine, all into one program that looks at the name it is called by,
 * so that a single call of the compiler makes them. And folders of files to try them on.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from '../../src/machine/random.ts';
import {
	bundledZig,
	CACHE_DIR,
	TRAP_UNDEFINED,
	zigEnvironment,
} from '../build/host-compiler.test-support.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COMMANDS = path.join(ROOT, 'os-image/commands');
const LIBRARIES = ['toolkit', 'shellutil'].map((name) => path.join(ROOT, 'os-image/lib', name));

/** Needs what only Kintsugi has: its process list, mounts, terminals and the like. */
const GUEST_ONLY = /\/(system|host_test|test)\//;

export const TOOLS = [
	...['basename', 'cat', 'chmod', 'chown', 'cmp', 'cp', 'cut', 'date', 'dd', 'dirname', 'du'],
	...['echo', 'env', 'false', 'find', 'grep', 'head', 'hexdump', 'id', 'ln', 'ls', 'md5sum'],
	...['mkdir', 'mknod', 'more', 'mv', 'printf', 'pwd', 'rm', 'rmdir', 'seq', 'sha1sum'],
	...['sha256sum', 'sleep', 'stat', 'tail', 'tee', 'test', 'touch', 'tr', 'true', 'wc'],
	...['whoami', 'xargs', 'yes'],
] as const;

export interface NativeTools {
	/** A folder with one name for each tool. */
	readonly bin: string;
	/** Scratch: gone after dispose. */
	readonly folder: string;
	dispose(): void;
}

export interface ShellResult {
	readonly stdout: string;
	readonly hasErrors: boolean;
	readonly status: number | null;
}

function filesBelow(dir: string): string[] {
	return fs
		.readdirSync(dir, { recursive: true, encoding: 'utf8' })
		.map((name) => path.join(dir, name))
		.filter((file) => file.endsWith('.c') && !GUEST_ONLY.test(file));
}

/** A tool is a file or a folder; its main gets another name. */
function wrap(tool: string, to: string): string[] {
	const single = path.join(COMMANDS, `${tool}.c`);
	const sources = fs.existsSync(single) ? [single] : filesBelow(path.join(COMMANDS, tool));
	return sources.map((source, index) => {
		const file = path.join(to, `${tool}_${index}.c`);
		fs.writeFileSync(file, `#define main ${tool}_tool\n#include "${source}"\n`);
		return file;
	});
}

function dispatcher(): string {
	const declarations = TOOLS.map((tool) => `int ${tool}_tool(int, char **);`);
	const branches = TOOLS.map(
		(tool) => `\tif (strcmp(name, "${tool}") == 0)\n\t\treturn ${tool}_tool(argc, argv);`,
	);
	return [
		'#include <string.h>',
		...declarations,
		'int main(int argc, char **argv)\n{',
		"\tconst char *slash = strrchr(argv[0], '/');",
		'\tconst char *name = slash != NULL ? slash + 1 : argv[0];',
		...branches,
		'\treturn 99;\n}\n',
	].join('\n');
}

export function buildTools(): NativeTools {
	const folder = fs.mkdtempSync(path.join(CACHE_DIR, 'tools-'));
	const bin = path.join(folder, 'bin');
	const program = path.join(folder, 'tools');
	const main = path.join(folder, 'main.c');
	fs.mkdirSync(bin);
	fs.writeFileSync(main, dispatcher());
	const result = spawnSync(
		bundledZig(),
		[
			...['cc', '-std=gnu11', '-D_GNU_SOURCE', '-O1', '-Wall', '-Wextra', '-Werror'],
			...TRAP_UNDEFINED,
			...LIBRARIES.map((dir) => `-I${dir}/include`),
			main,
			...TOOLS.flatMap((tool) => wrap(tool, folder)),
			...LIBRARIES.flatMap(filesBelow),
			...['-o', program],
		],
		{
			encoding: 'utf8',
			env: zigEnvironment(),
		},
	);
	if (result.status !== 0) throw new Error(`The tools did not compile:\n${result.stderr}`);
	for (const tool of TOOLS) fs.symlinkSync(program, path.join(bin, tool));
	return {
		bin,
		folder,
		dispose: () => fs.rmSync(folder, { recursive: true, force: true }),
	};
}

/** Runs a line of shell in a folder, with the programs of one other folder only. */
export function runShell(command: string, cwd: string, bin: string): ShellResult {
	const result = spawnSync('/bin/sh', ['-c', command], {
		cwd,
		encoding: 'latin1',
		input: 'from standard input\nsecond line\n',
		env: { PATH: bin, LC_ALL: 'C', TZ: 'UTC0', HOME: '/' },
		maxBuffer: 64 * 1024 * 1024,
		timeout: 20_000,
	});
	return {
		stdout: result.stdout,
		hasErrors: result.stderr !== '',
		status: result.status,
	};
}

const FILE_TIME_S = 1_700_000_000;

export function randomBytes(seed: number, length: number): Buffer {
	const random = new SeededRandom(seed);
	return Buffer.from(Uint8Array.from({ length }, () => random.nextInt32()));
}

function randomText(seed: number, lines: number): string {
	const random = new SeededRandom(seed);
	const words = ['alpha', 'beta', 'Gamma', 'delta7', 'x', 'foo_bar', 'foo', 'a\tb', '42', ''];
	const word = () => words[(random.nextInt32() >>> 0) % words.length];
	const line = () => Array.from({ length: (random.nextInt32() >>> 0) % 9 }, word).join(' ');
	return Array.from({ length: lines }, () => `${line()}\n`).join('');
}

/** Contents and modes of the files that every command line finds. */
const FILES: Readonly<Record<string, readonly [content: string | Buffer, mode?: number]>> = {
	text: [randomText(1, 200)],
	other: [randomText(2, 37)],
	numbers: [Array.from({ length: 30 }, (_, i) => `${i + 1}\n`).join('')],
	table: ['a:b:c\n1:2:3\nno delimiter\n::\nx:y\n'],
	open_end: ['first\nsecond\nno newline at the end'],
	empty: [''],
	blank: ['\n\n\n  \n\nx\n\n'],
	binary: [randomBytes(3, 70_000)],
	binary_too: [Buffer.concat([randomBytes(3, 69_990), randomBytes(4, 10)])],
	zeros: [Buffer.alloc(200)],
	script: ['#!/bin/sh\n', 0o755],
	protected: ['secret\n', 0o400],
	'tree/one': ['one\n'],
	'tree/two.c': ['two\n'],
	'tree/.hidden': ['hidden\n'],
	'tree/sub/three': ['three\n', 0o600],
	'tree/sub/deeper/four.c': [randomText(5, 3)],
};

const LINKS: Readonly<Record<string, string>> = {
	link: 'text',
	dangling: 'nowhere',
	to_directory: 'tree/sub',
	'tree/up': '../text',
};

export function makeFiles(folder: string): void {
	for (const name of ['directory', 'tree/void', 'tree/sub/deeper']) {
		fs.mkdirSync(path.join(folder, name), { recursive: true });
	}
	for (const [name, [content, mode]] of Object.entries(FILES)) {
		const file = path.join(folder, name);
		fs.writeFileSync(file, content);
		fs.chmodSync(file, mode ?? 0o644);
		fs.utimesSync(file, FILE_TIME_S, FILE_TIME_S + content.length);
	}
	for (const [name, target] of Object.entries(LINKS)) {
		fs.symlinkSync(target, path.join(folder, name));
	}
}

/** One line for each file below: kind, mode, path and what is in it. */
export function describeFiles(folder: string): string[] {
	return fs
		.readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.sort()
		.map((name) => {
			const full = path.join(folder, name);
			const status = fs.lstatSync(full);
			const mode = (status.mode & 0o7777).toString(8);
			if (status.isSymbolicLink()) return `link ${name} -> ${fs.readlinkSync(full)}`;
			if (status.isDirectory()) return `directory ${mode} ${name}`;
			if (!status.isFile()) return `special ${mode} ${name}`;
			const digest = createHash('md5').update(fs.readFileSync(full)).digest('hex');
			return `file ${mode} links ${status.nlink} ${name}: ${digest}`;
		});
}
