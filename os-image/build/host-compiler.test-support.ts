/*
 * The bundled compiler, for tests that run guest sources on the machine that tests. All of them
 * share one cache: what one has compiled, with the same flags, no other compiles again.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findToolchain } from './toolchain.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** It is there: whoever imports this may make folders of its own in it. */
export const CACHE_DIR = path.join(ROOT, 'build', 'cache');
fs.mkdirSync(CACHE_DIR, { recursive: true });

/**
 * Ends the program at once where C leaves undefined what it does. Without the run-time library
 * that would say what happened, since that alone takes half a minute to compile.
 */
export const TRAP_UNDEFINED = ['-fsanitize=undefined', '-fsanitize-trap=undefined'] as const;

export function bundledZig(): string {
	return findToolchain(ROOT, CACHE_DIR).zig;
}

/** What the compiler is to be started with. */
export function zigEnvironment(): NodeJS.ProcessEnv {
	return {
		...process.env,
		ZIG_LOCAL_CACHE_DIR: path.join(CACHE_DIR, 'zig-local'),
		ZIG_GLOBAL_CACHE_DIR: path.join(CACHE_DIR, 'zig-global'),
	};
}
