/**
 * Compiles guest sources that call nobody to WebAssembly, with the compiler that builds the
 * guest, so that their tests run here by the thousand.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
	bundledZig,
	CACHE_DIR,
	zigEnvironment,
} from '../../../build/host-compiler.test-support.ts';
import { WASM_FLAGS } from '../../../build/toolchain.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Traps on what C leaves undefined, such as an index beyond a known array's end. */
export const TRAP_UNDEFINED = ['-fsanitize=undefined', '-fsanitize-trap=undefined'];

/** Sources are named relative to the project's root; `flags` go to the compiler as they are. */
export async function compileToWasm(
	sources: readonly string[],
	flags: readonly string[] = [],
): Promise<WebAssembly.Exports> {
	return (await WebAssembly.instantiate(await compileWasmModule(sources, flags))).exports;
}

/** The same for tests that want an instance each, since what they test has state. */
export async function compileWasmModule(
	sources: readonly string[],
	flags: readonly string[] = [],
): Promise<WebAssembly.Module> {
	const zig = bundledZig();
	const folder = await mkdtemp(path.join(CACHE_DIR, 'wasm-'));
	try {
		const output = path.join(folder, 'module.wasm');
		await promisify(execFile)(
			zig,
			['cc', ...WASM_FLAGS, '-Ios-image/include', ...flags, ...sources, ...['-o', output]],
			{
				cwd: ROOT,
				env: zigEnvironment(),
			},
		);
		return await WebAssembly.compile(await readFile(output));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** A small generator of random numbers that a seed decides (mulberry32). */
export class SeededRandom {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** A whole number from 0 to below `limit`. */
	below(limit: number): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = this.#state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
	}

	pick<Item>(items: readonly Item[]): Item {
		const item = items[this.below(items.length)];
		if (item === undefined) throw new Error('There is nothing to pick from an empty list.');
		return item;
	}
}
