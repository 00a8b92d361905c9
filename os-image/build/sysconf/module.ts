/*
 * The parser of system.conf as a WebAssembly module, compiled when its sources have
 * changed: the module's name in the toolchain's cache tells what it was made from.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildError } from '../build-error.ts';
import { withLock } from '../lock.ts';
import { compileToWasm, findToolchain, WASM_FLAGS } from '../toolchain.ts';
import { SystemConfParser } from './parser.ts';

/** The project that the builder belongs to; what is built may lie elsewhere. */
const PROJECT_ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const LIBRARY = 'os-image/lib/sysconf';
const STRINGS = ['memory', 'scan', 'compare', 'copy'].map((n) => `os-image/lib/libc/string/${n}.c`);
const INCLUDE_DIRS = ['os-image/include', `${LIBRARY}/include`];
/** Folders whose headers the sources include. */
const HEADER_DIRS = ['os-image/include', LIBRARY, 'os-image/lib/libc/string'];

/** Relative to the project's root. */
export const PARSER_SOURCES: readonly string[] = [
	'os-image/build/sysconf/harness.c',
	...namesIn(LIBRARY, '.c'),
	...STRINGS,
];
export const PARSER_INCLUDES: readonly string[] = INCLUDE_DIRS.map((dir) => `-I${dir}`);

/** The parser, compiled first if need be: that takes a few seconds. */
export async function loadSystemConfParser(cacheDir: string): Promise<SystemConfParser> {
	const tools = findToolchain(PROJECT_ROOT, cacheDir);
	const module = path.join(cacheDir, `sysconf-${sourcesDigest(tools.id)}.wasm`);
	await withLock(path.join(cacheDir, 'sysconf.lock'), async () => {
		if (fs.existsSync(module)) return;
		const partial = `${module}.part`;
		const result = await compileToWasm(tools, {
			sources: PARSER_SOURCES,
			includeDirs: INCLUDE_DIRS,
			output: partial,
		});
		if (result.status !== 0) {
			throw new BuildError(`The parser of system.conf did not compile:\n${result.text}`);
		}
		fs.renameSync(partial, module);
	});
	return SystemConfParser.instantiate(fs.readFileSync(module));
}

function sourcesDigest(toolchain: string): string {
	const headers = HEADER_DIRS.flatMap((dir) => namesIn(dir, '.h'));
	const hash = createHash('sha256').update(`${toolchain} ${WASM_FLAGS}`);
	for (const file of [...PARSER_SOURCES, ...headers]) {
		hash.update(`\0${file}\0`).update(fs.readFileSync(path.join(PROJECT_ROOT, file)));
	}
	return hash.digest('hex').slice(0, 16);
}

function namesIn(dir: string, ending: string): string[] {
	return fs
		.readdirSync(path.join(PROJECT_ROOT, dir), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith(ending))
		.map((name) => path.posix.join(dir, name.split(path.sep).join('/')))
		.sort();
}
