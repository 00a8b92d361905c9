/*
 * The TCP/IP stack of the guest as a WebAssembly module, `net.wasm`, for the hosts of the
 * virtual LAN: os-image/lib/net with what its folder wasm/ puts around it.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Step } from './steps.ts';
import { compileToWasm, type Toolchain, WASM_FLAGS } from './toolchain.ts';

export const NET_MODULE = 'net.wasm';

const LIBRARY = 'os-image/lib/net';
const INCLUDE_DIRS = ['os-image/include', `${LIBRARY}/include`];
/** Headers of others that the stack includes. */
const SYSTEM_HEADERS = ['errno.h', 'kintsugi/types.h', 'string.h', 'strings.h'].map(
	(name) => `os-image/include/${name}`,
);
const MEMORY_BYTES = 64 * 1024 * 1024;
const FLAGS = [
	...['-O3', '-mbulk-memory', '-Wl,--strip-all', '-Wl,-z,stack-size=65536'],
	// All of the memory is there from the start, so that views of it stay valid.
	...[`-Wl,--initial-memory=${MEMORY_BYTES}`, `-Wl,--max-memory=${MEMORY_BYTES}`],
];

/** Makes the module when something has changed that it is made from. */
export function netModuleStep(tools: Toolchain, outDir: string, log: (text: string) => void): Step {
	const sources = filesOf(tools.root, '.c');
	return {
		output: path.join(outDir, 'obj', NET_MODULE),
		recipe: JSON.stringify([tools.id, WASM_FLAGS, FLAGS, sources]),
		inputs: [...sources, ...filesOf(tools.root, '.h'), ...SYSTEM_HEADERS],
		make: async (temporary) => {
			log(`WASM ${NET_MODULE}`);
			const result = await compileToWasm(tools, {
				sources,
				includeDirs: INCLUDE_DIRS,
				flags: FLAGS,
				output: temporary,
			});
			if (result.text) log(result.text.trimEnd());
			return result.status === 0 ? [] : undefined;
		},
	};
}

/** The library's files but its tests. */
function filesOf(root: string, ending: string): string[] {
	const absolute = path.join(root, LIBRARY);
	if (!fs.existsSync(absolute)) return [];
	return fs
		.readdirSync(absolute, { recursive: true, encoding: 'utf8' })
		.map((name) => path.posix.join(LIBRARY, name.split(path.sep).join('/')))
		.filter((file) => file.endsWith(ending) && !file.includes('/host_test/'))
		.sort();
}
