/*
 * Runs a guest program to its end in QEMU, with the image that v86 runs. Only
 * for comparison: nothing else needs QEMU.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { encodeParams, PARAM_LBA } from '../src/machine/params.ts';

const QEMU = 'qemu-system-i386';
const SECTOR_SIZE = 512;
/** The guest writes its status to this port when it powers off; QEMU ends then. */
const DEBUG_EXIT = 'isa-debug-exit,iobase=0xf4,iosize=4';

/** The first line of `qemu-system-i386 --version`, undefined when QEMU is not installed. */
export async function qemuVersion(): Promise<string | undefined> {
	try {
		const { stdout } = await promisify(execFile)(QEMU, ['--version']);
		return stdout.split('\n')[0];
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
		throw error;
	}
}

export interface QemuRun {
	image: Uint8Array;
	params: Readonly<Record<string, string>>;
	memoryMb: number;
	timeoutMs: number;
	onLine(line: string): void;
}

/** Resolves to the guest's exit status; throws when QEMU fails or the time is up. */
export async function runInQemu(run: QemuRun): Promise<number> {
	const folder = await mkdtemp(path.join(tmpdir(), 'kintsugi-bench-'));
	try {
		const image = new Uint8Array(run.image);
		image.set(encodeParams(run.params), PARAM_LBA * SECTOR_SIZE);
		const disk = path.join(folder, 'disk.img');
		await writeFile(disk, image);
		return await runQemu(disk, run);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

function runQemu(disk: string, { memoryMb, timeoutMs, onLine }: QemuRun): Promise<number> {
	const child = spawn(
		QEMU,
		[
			...['-m', String(memoryMb), '-display', 'none', '-no-reboot', '-nic', 'none'],
			...['-drive', `file=${disk},format=raw,if=ide`],
			...['-serial', 'stdio', '-serial', 'null', '-monitor', 'none', '-device', DEBUG_EXIT],
		],
		{ stdio: ['ignore', 'pipe', 'pipe'] },
	);
	let errors = '';
	let rest = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		errors += text;
	});
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		const lines = (rest + text).split(/\r?\n/);
		rest = lines.pop() ?? '';
		for (const line of lines) onLine(line);
	});
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => {
			child.kill('SIGKILL');
			reject(new Error(`QEMU did not finish within ${timeoutMs / 1000} s. ${rest}`));
		}, timeoutMs);
		child.on('error', reject);
		child.on('close', (code) => {
			clearTimeout(timer);
			// The port's value v ends QEMU with (v << 1) | 1; anything even is QEMU's own.
			if (code !== null && code % 2 === 1 && errors === '') resolve(code >> 1);
			else reject(new Error(`QEMU ended with status ${code}. ${errors}`));
		});
	});
}
