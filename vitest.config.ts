/*
 * Which test files run: by themselves all *.test.ts but the long and the fuzz
 * ones, which KINTSUGI_CHECKS=long or =fuzz selects instead (tools/checks.mjs).
 */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const folders = '{src,os-image,bios,drivers,tools,bench}';
const checks = process.env.KINTSUGI_CHECKS;
const special = ['long', 'fuzz'];

if (checks !== undefined && !special.includes(checks)) {
	throw new Error(`KINTSUGI_CHECKS is "${checks}": expected ${special.join(' or ')}, or unset.`);
}

export default defineConfig({
	test: {
		include: [checks ? `${folders}/**/*.${checks}.test.ts` : `${folders}/**/*.test.ts`],
		exclude: checks ? [] : special.map((kind) => `**/*.${kind}.test.ts`),
		passWithNoTests: Boolean(checks),
		// One process a file: the machine's clock is global, and a file that hangs ends alone.
		pool: 'forks',
		// As many as there are processors: most files wait for an emulator or a compiler.
		maxWorkers: availableParallelism(),
		testTimeout: checks ? 3_600_000 : 60_000,
		hookTimeout: 120_000,
	},
});
