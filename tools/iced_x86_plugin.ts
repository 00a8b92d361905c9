/*
 * A Vite plugin that makes iced-x86 fit for a page. The package is built for Node: a CommonJS
 * module that reads its WebAssembly with `fs` while it loads. Here the same module becomes an
 * ECMAScript one with the WebAssembly inside, as base64, so that it still is ready once it is
 * imported. (To fetch it would take a top-level await, and a worker that awaits before it listens
 * loses the messages that come meanwhile.)
 *
 * It adds some 1.5 MB to whatever imports it: import the fault injector with `import()` where
 * a page can start without it. The main thread of Chromium compiles up to 8 MB of WebAssembly
 * at once, a worker any size.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'vite';

const module = /[\\/]iced-x86[\\/]iced_x86\.js(\?.*)?$/;
const wasmName = 'iced_x86_bg.wasm';

/** What of the module needs Node, as it is written in 1.21.0, and what stands for it in a page. */
const requireUtil = 'const { TextDecoder, TextEncoder } = require(`util`);';
const requirePath = `const path = require('path').join(__dirname, '${wasmName}');`;
const requireFile = "const bytes = require('fs').readFileSync(path);";

export function icedX86(): Plugin {
	return {
		name: 'kintsugi:iced-x86',
		// The dev server would bundle the package beforehand, where this plugin is not asked.
		config: () => ({ optimizeDeps: { exclude: ['iced-x86'] } }),
		transform: {
			filter: { id: module },
			async handler(code, id) {
				const wasm = path.join(path.dirname(id.replace(/\?.*$/, '')), wasmName);
				return { code: toPageModule(code, await readFile(wasm)), map: null };
			},
		},
	};
}

/** Throws when the module is not the one this was made for. */
function toPageModule(code: string, wasm: Buffer): string {
	const replacements: [string, string][] = [
		[requireUtil, ''],
		[requirePath, ''],
		[requireFile, `const bytes = decodeBase64('${wasm.toString('base64')}');`],
	];
	let body = code;
	for (const [before, after] of replacements) {
		if (!body.includes(before)) {
			throw new Error(
				`iced-x86 has no line "${before}": expected version 1.21.0. Go back to it, or ` +
					'adapt tools/iced_x86_plugin.ts.',
			);
		}
		body = body.replace(before, () => after);
	}
	const names = [...body.matchAll(/^module\.exports\.([A-Z]\w*) = /gm)].map(([, name]) => name);
	return [
		'const module = { exports: {} };',
		'const decodeBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));',
		// In a scope of its own, since it declares the names that are exported.
		`{\n${body}\n}`,
		`export const { ${names.join(', ')} } = module.exports;`,
	].join('\n');
}
