/*
 * Runs the disk image in machines that nobody here wrote, QEMU and Bochs, to
 * check what it claims about hardware. Only tests and benchmarks use them; a
 * user needs neither.
 */
import { type ChildProcess, execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { encodeParams, PARAM_LBA, SECTOR_SIZE } from '../../src/machine/params.ts';

export interface EmulatedRun {
	/** The disk image, `build/os/kintsugi.img`; it is copied, never written. */
	readonly image: Uint8Array;
	/** Lines of the parameter sector. */
	readonly params?: Readonly<Record<string, string>>;
	readonly memoryMb?: number;
	readonly timeoutMs: number;
	/** Ends the run when COM1's text so far satisfies it; else the run lasts until power-off. */
	readonly until?: (console: string) => boolean;
}

export interface EmulatedResult {
	/** All that came out of COM1. */
	readonly console: string;
	/** All that came out of COM2: the event stream. */
	readonly events: string;
	/** The guest's own exit status, where the emulator can tell it. */
	readonly status: number | undefined;
}

/** Whether a program can be started: what it prints for `option`, else undefined. */
export async function version(program: string, option: string): Promise<string | undefined> {
	try {
		const { stdout } = await promisify(execFile)(program, [option]);
		return stdout.trim().split('\n')[0];
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
		throw error;
	}
}

/** Gives `work` a folder with the image, parameters written, as `disk.img`; removes it afterwards. */
export async function withDisk<T>(
	run: EmulatedRun,
	work: (folder: string, disk: string) => Promise<T>,
): Promise<T> {
	const folder = await mkdtemp(path.join(tmpdir(), 'kintsugi-emulator-'));
	try {
		const image = new Uint8Array(run.image);
		if (run.params) image.set(encodeParams(run.params), PARAM_LBA * SECTOR_SIZE);
		const disk = path.join(folder, 'disk.img');
		await writeFile(disk, image);
		return await work(folder, disk);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/**
 * Resolves to the emulator's exit code when it ends, by itself or because `isDone` became true
 * (it is asked every `POLL_MS`). Rejects when the time is up or it can't be started.
 */
export function waitForEnd(
	child: ChildProcess,
	timeoutMs: number,
	isDone: () => Promise<boolean>,
	lastWords: () => Promise<string>,
): Promise<number | null> {
	const started = Date.now();
	return new Promise((resolve, reject) => {
		let timedOut = false;
		const timer = setInterval(async () => {
			if (await isDone()) child.kill('SIGKILL');
			else if (Date.now() - started > timeoutMs) {
				timedOut = true;
				child.kill('SIGKILL');
			}
		}, POLL_MS);
		child.on('error', (error) => {
			clearInterval(timer);
			reject(error);
		});
		child.on('close', async (code) => {
			clearInterval(timer);
			if (timedOut) {
				const seen = await lastWords();
				reject(
					new Error(`The emulator did not finish within ${timeoutMs / 1000} s: ${seen}`),
				);
			} else resolve(code);
		});
	});
}

const POLL_MS = 100;
