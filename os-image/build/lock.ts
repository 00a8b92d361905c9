/*
 * Lets builds into one directory take turns, across processes. The lock is a
 * file with the owner's process id; that of a process which is gone is void.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BuildError } from './build-error.ts';

const POLL_MS = 100;
/** More than any build takes. */
const PATIENCE_MS = 10 * 60 * 1000;

export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	const deadline = Date.now() + PATIENCE_MS;
	while (!tryLock(file)) {
		if (Date.now() > deadline) {
			throw new BuildError(
				`Another build (process ${fs.readFileSync(file, 'utf8')}) holds ${file} for more than ` +
					'ten minutes. End that process, then build again.',
			);
		}
		await setTimeout(POLL_MS);
	}
	try {
		return await work();
	} finally {
		fs.rmSync(file, { force: true });
	}
}

function tryLock(file: string): boolean {
	// Created under another name first: the lock never exists without its owner's id.
	const own = `${file}.${process.pid}`;
	fs.writeFileSync(own, String(process.pid));
	try {
		fs.linkSync(own, file);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		removeIfVoid(file);
		return false;
	} finally {
		fs.rmSync(own, { force: true });
	}
}

function removeIfVoid(file: string): void {
	let owner: number;
	try {
		owner = Number(fs.readFileSync(file, 'utf8'));
	} catch {
		return; // released meanwhile
	}
	try {
		process.kill(owner, 0);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ESRCH') fs.rmSync(file, { force: true });
	}
}
