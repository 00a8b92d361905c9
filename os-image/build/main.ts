/*
 * `npm run build:os [-- NAME...]`: builds the OS image into build/os, or, given
 * names of binaries, compiles and links just these. Exits with 1 when the build
 * fails.
 */

import { buildOs } from './build.ts';
import { BuildError } from './build-error.ts';

const names = process.argv.slice(2);
const started = performance.now();
try {
	const result = await buildOs({
		color: process.stderr.isTTY,
		log: (text) => console.error(text),
		...(names.length > 0 ? { only: names } : {}),
	});
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	const { compiled, linked, imageMade } = result;
	console.error(
		compiled + linked === 0 && !imageMade
			? `Nothing to build: all is up to date (${seconds} s).`
			: `${compiled} files compiled, ${linked} binaries linked in ${seconds} s: ${result.outDir}`,
	);
} catch (error) {
	if (!(error instanceof BuildError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
