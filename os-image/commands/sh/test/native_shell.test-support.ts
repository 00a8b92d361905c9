/*
 * The shell as a program of this machine, and the table of scripts that it is
 * compared on: NAME.sh with what it prints and its status in NAME.out.
 */
import { type SpawnOptions, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledZig, zigEnvironment } from '../../../build/host-compiler.test-support.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const SOURCES = ['os-image/commands/sh', 'os-image/lib/shellutil'];

export const CASES = path.join(ROOT, 'os-image/commands/sh/test/cases');

/** Of a script that hangs. */
const TIMEOUT_MS = 20_000;

export interface Outcome {
	readonly stdout: string;
	readonly stderr: string;
	/** The exit status, or what a shell says of one that a signal ended. */
	readonly status: number;
}

/** The names of all scripts of the table, without their suffix. */
export async function caseNames(): Promise<string[]> {
	const files = await readdir(CASES);
	return files
		.filter((file) => file.endsWith('.sh'))
		.map((file) => file.slice(0, -'.sh'.length))
		.sort();
}

/** Compiles the shell for this machine with more flags, such as sanitizers. */
export async function buildNativeShell(folder: string, flags: readonly string[] = []) {
	const shell = path.join(folder, 'sh');
	const sources = (await Promise.all(SOURCES.map(sourcesBelow))).flat();
	const { status, stderr } = await run(
		bundledZig(),
		[
			...['cc', '-std=gnu11', '-D_GNU_SOURCE', '-O1', '-g'],
			...['-Wall', '-Wextra', '-Werror', '-Ios-image/lib/shellutil/include'],
			...flags,
			...[...sources, '-o', shell],
		],
		{
			cwd: ROOT,
			timeoutMs: 120_000,
			env: zigEnvironment(),
		},
	);
	if (status !== 0) throw new Error(`The shell does not compile for this machine:\n${stderr}`);
	return shell;
}

async function sourcesBelow(dir: string): Promise<string[]> {
	const entries = await readdir(path.join(ROOT, dir), { recursive: true });
	return entries.filter((file) => file.endsWith('.c')).map((file) => path.join(dir, file));
}

/** A new folder for one run, with `bin/sh` leading to the shell. */
async function makeSandbox(shell: string) {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'kintsugi-sh-'));
	const work = path.join(folder, 'work');
	await Promise.all([mkdir(path.join(folder, 'bin')), mkdir(work)]);
	await symlink(shell, path.join(folder, 'bin', 'sh'));
	const env = { PATH: `${path.join(folder, 'bin')}:/usr/bin:/bin`, HOME: '/' };
	return { folder, work, env, sh: path.join(folder, 'bin', 'sh') };
}

/** Runs the shell in an empty folder of its own. */
export async function runShell(
	shell: string,
	args: readonly string[],
	input?: string | Uint8Array,
): Promise<Outcome> {
	const sandbox = await makeSandbox(shell);
	try {
		return await run(sandbox.sh, args, { cwd: sandbox.work, env: sandbox.env, input });
	} finally {
		await rm(sandbox.folder, { recursive: true, force: true });
	}
}

/** Runs the shell where it finds no other program, in a folder that stays. */
export function runShellAlone(
	shell: string,
	args: readonly string[],
	cwd: string,
	input: Uint8Array,
): Promise<Outcome> {
	return run(shell, args, { cwd, env: { PATH: '/nonexistent', HOME: cwd }, input });
}

/** What a script of the table prints, with a last line for its status. */
export async function runCase(shell: string, name: string): Promise<string> {
	const sandbox = await makeSandbox(shell);
	try {
		await copyFile(path.join(CASES, `${name}.sh`), path.join(sandbox.work, 'case.sh'));
		const { work: cwd, env } = sandbox;
		const { stdout, status } = await run(sandbox.sh, ['case.sh'], { cwd, env });
		return `${stdout}status ${status}\n`;
	} finally {
		await rm(sandbox.folder, { recursive: true, force: true });
	}
}

interface RunOptions extends SpawnOptions {
	readonly input?: string | Uint8Array | undefined;
	readonly timeoutMs?: number;
}

function run(program: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
	const { input, timeoutMs = TIMEOUT_MS, ...spawnOptions } = options;
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			...spawnOptions,
			stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
			timeout: timeoutMs,
			killSignal: 'SIGKILL',
		});
		const stdout: Buffer[] = [];
		const stderr: Buffer[] = [];
		child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
		child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
		child.on('error', reject);
		// A script may end before it has read its input.
		child.stdin?.on('error', () => {});
		child.stdin?.end(input);
		child.on('close', (code, signal) =>
			resolve({
				stdout: Buffer.concat(stdout).toString(),
				stderr: Buffer.concat(stderr).toString(),
				status: signal === null ? (code ?? 0) : 128 + os.constants.signals[signal],
			}),
		);
	});
}
