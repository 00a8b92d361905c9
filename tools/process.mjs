/*
 * Running other programs from the set-up scripts: their output goes straight to
 * this terminal, an interrupt reaches them, and a failure is a value, not an
 * exception, because the callers go on to the next stage and sum up at the end.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const running = new Set();

/**
 * Runs a program to its end with this terminal's input and output.
 * Resolves to its exit status; 127 when it could not be started, 128 + n when a
 * signal ended it, as shells count.
 */
export function run(command, args, { env = {}, cwd = root, shell = false } = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			cwd,
			env: { ...process.env, ...env },
			stdio: 'inherit',
			shell,
		});
		running.add(child);
		child.on('error', (error) => {
			running.delete(child);
			console.error(`${command} could not be started: ${error.message}`);
			resolve(127);
		});
		child.on('exit', (code, signal) => {
			running.delete(child);
			resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : 15));
		});
	});
}

/** Runs a program quietly; its standard output, or undefined when it failed or is missing. */
export function capture(command, args) {
	const result = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000 });
	return result.status === 0 ? result.stdout.trim() : undefined;
}

/** Runs npm, which is a script on Windows. */
export function npm(args) {
	return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
		shell: process.platform === 'win32',
	});
}

/** Runs the command `bin` of an installed package with this very Node, free of PATH and shells. */
export function runPackage(name, bin, args, options) {
	return run(process.execPath, [packageBin(name, bin), ...args], options);
}

/** The path of an installed package's command. */
export function packageBin(name, bin) {
	const require = createRequire(path.join(root, 'package.json'));
	const folder = path.join(root, 'node_modules', name);
	const manifest = require(path.join(folder, 'package.json'));
	const relative = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin?.[bin];
	if (!relative) throw new Error(`The package ${name} has no command ${bin}.`);
	return path.join(folder, relative);
}

/**
 * Ends with status 130 on an interrupt, once the running programs have ended:
 * the terminal sends the interrupt to them too, so that each can stop cleanly.
 */
export function stopOnInterrupt() {
	let interrupted = false;
	const stop = (signal) => {
		if (interrupted) return;
		interrupted = true;
		if (running.size === 0) process.exit(130);
		for (const child of running) {
			child.once('exit', () => {
				if (running.size === 0) process.exit(130);
			});
			if (signal === 'SIGTERM') child.kill('SIGTERM');
		}
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
}
