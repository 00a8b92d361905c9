/*
 * The page: served from source by npm start, built into dist/ by npm run build.
 * All addresses are relative, so that the site works from any path of any host.
 */
import path from 'node:path';
import { defineConfig } from 'vite';
import { icedX86 } from './tools/iced_x86_plugin.ts';
import { osFiles } from './tools/os_files_plugin.ts';

/** v86 imports these when it runs in Node, and never asks for them in a page. */
const nodeModulesOfV86 = ['crypto', 'node:crypto', 'fs', 'node:fs/promises', 'perf_hooks'];

export default defineConfig({
	base: './',
	// A missing file is a 404, not the page again: the page explains what is missing.
	appType: 'mpa',
	plugins: [osFiles(path.resolve(import.meta.dirname, 'build/os')), icedX86()],
	oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
	worker: {
		format: 'es',
		plugins: () => [icedX86()],
		rolldownOptions: { external: nodeModulesOfV86 },
	},
	build: {
		rolldownOptions: { external: nodeModulesOfV86 },
		target: 'es2022',
		assetsInlineLimit: 0,
		chunkSizeWarningLimit: 1500,
	},
	server: { watch: { ignored: ['**/build/**', '**/os-image/**', '**/bios/**'] } },
});
