/**
 * Builds what knows the file system for this machine: the file server's logic with its test
 * harness, and the commands mkfs and fsck; and finds the checker that others wrote.
 */
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundledZig, TRAP_UNDEFINED, zigEnvironment } from '../host-compiler.test-support.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SERVER = 'os-image/servers/mfs';
const LIBRARY = 'os-image/lib/minixfs';
const TOOLKIT = 'os-image/lib/toolkit';

/** Sources of the server that talk to the kernel or to other processes. */
const SHELL = new Set([
	'main.c',
	'requests.c',
	'disk.c',
	'recovery.c',
	'recovery_prepare.c',
	'platform.c',
]);
/** Sources of the library that only the commands use. */
const POSIX_ONLY = new Set(['file_io.c']);

export interface Compiler {
	readonly command: readonly string[];
	readonly flags: readonly string[];
}

const run = promisify(execFile);

/** The one that everybody has: undefined behaviour ends the program. */
export function bundledCompiler(): Compiler {
	return {
		command: [bundledZig(), 'cc'],
		flags: ['-O2', '-g', ...TRAP_UNDEFINED, '-Werror'],
	};
}

/** This machine's own, if it can also watch over memory. */
export function addressSanitizer(folder: string): Compiler | undefined {
	const compiler: Compiler = {
		command: ['cc'],
		flags: ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
	};
	const source = path.join(folder, 'probe.c');
	const program = path.join(folder, 'probe');
	fs.writeFileSync(source, 'int main(void) { return 0; }\n');
	const compiled = spawnSync('cc', [...compiler.flags, source, '-o', program]);
	return compiled.status === 0 && spawnSync(program).status === 0 ? compiler : undefined;
}

/** The server's logic with its harness. `folder` takes the objects; the result is the program. */
export async function buildServerHarness(folder: string, compiler: Compiler): Promise<string> {
	const guest = ['-ffreestanding', '-fno-strict-aliasing', '-Ios-image/include'];
	await compile(folder, compiler, guest, [
		...sources(SERVER, SHELL),
		...sources(LIBRARY, POSIX_ONLY),
		...sources(`${LIBRARY}/check`),
	]);
	const host = ['-D_GNU_SOURCE', '-Wno-format-nonliteral', '-idirafter', 'os-image/include'];
	await compile(folder, compiler, host, sources(`${SERVER}/host_test`));
	return link(folder, compiler, 'host_test');
}

/** A command for this machine, with this machine's C library. */
export async function buildCommand(folder: string, name: 'mkfs' | 'fsck'): Promise<string> {
	const objects = fs.mkdtempSync(path.join(folder, name));
	const toolkit = ['options', 'message', 'memory', 'number'].map((part) => `${part}.c`);
	const host = [
		...['-D_GNU_SOURCE', '-Wno-format-nonliteral', '-idirafter', 'os-image/include'],
		`-I${TOOLKIT}/include`,
	];
	await compile(objects, bundledCompiler(), host, [
		`os-image/commands/${name}/main.c`,
		...sources(LIBRARY),
		...sources(`${LIBRARY}/check`),
		...toolkit.map((file) => `${TOOLKIT}/${file}`),
		`${TOOLKIT}/host_test/no_mounts.c`,
	]);
	return link(objects, bundledCompiler(), name);
}

function sources(folder: string, without: ReadonlySet<string> = new Set()): string[] {
	return fs
		.readdirSync(path.join(ROOT, folder))
		.filter((name) => name.endsWith('.c') && !without.has(name))
		.map((name) => `${folder}/${name}`);
}

async function compile(
	folder: string,
	compiler: Compiler,
	flags: readonly string[],
	files: readonly string[],
): Promise<void> {
	for (const file of files) {
		const object = path.join(folder, `${file.replaceAll('/', '_')}.o`);
		await call(compiler, [
			...['-std=gnu11', '-Wall', '-Wextra', `-I${LIBRARY}/include`],
			...flags,
			...['-c', file, '-o', object],
		]);
	}
}

async function link(folder: string, compiler: Compiler, name: string): Promise<string> {
	const program = path.join(folder, name);
	const objects = fs.readdirSync(folder).filter((file) => file.endsWith('.o'));
	await call(compiler, [...objects.map((file) => path.join(folder, file)), '-o', program]);
	return program;
}

async function call(compiler: Compiler, args: readonly string[]): Promise<void> {
	const [program = '', ...first] = compiler.command;
	await run(program, [...first, ...compiler.flags, ...args], {
		cwd: ROOT,
		env: zigEnvironment(),
	});
}

export const FSCK_MINIX_MISSING =
	'fsck.minix is not installed (Debian: apt-get install util-linux-extra)';

/** Where tools of the system administrator lie as well. */
export const ADMIN_ENV = { ...process.env, PATH: `${process.env.PATH}:/sbin:/usr/sbin` };

export function isInstalled(program: 'fsck.minix' | 'mkfs.minix'): boolean {
	return spawnSync(program, ['--version'], { env: ADMIN_ENV }).error === undefined;
}
