/*
 * The decoder in a page: bundled by Vite with the plugin, and run where there is nothing of Node.
 */
import path from 'node:path';
import vm from 'node:vm';
import { build, createServer, type Rollup } from 'vite';
import { describe, expect, test } from 'vitest';
import { icedX86 } from './iced_x86_plugin.ts';

const decoder = path.resolve(import.meta.dirname, '../src/swifi/code/decoder.ts');
const alone = { configFile: false, logLevel: 'error' } as const;

async function bundle(): Promise<string> {
	const output = await build({
		...alone,
		plugins: [icedX86()],
		build: {
			write: false,
			minify: false,
			lib: { entry: decoder, formats: ['iife'], name: 'decoder' },
		},
	});
	const [result] = output as Rollup.RolldownOutput[];
	const [chunk] = result?.output ?? [];
	if (!chunk) throw new Error('Vite made no bundle.');
	return chunk.code;
}

describe('the plugin for iced-x86', () => {
	test('makes a bundle that decodes where there is neither require nor fs', async () => {
		const page = vm.createContext({ WebAssembly, TextDecoder, TextEncoder, atob });
		vm.runInContext(await bundle(), page);
		const lines = vm.runInContext(
			'decoder.disassemble(Uint8Array.of(0x8b, 0x45, 0x08), 0x400000, 3)',
			page,
		);
		expect([...lines]).toEqual(['mov eax, [ebp+8]']);
	});

	test('serves the module to a page of the dev server', async () => {
		const server = await createServer({
			...alone,
			plugins: [icedX86()],
			server: { middlewareMode: true, ws: false },
			optimizeDeps: { noDiscovery: true },
		});
		try {
			const id = path.resolve(import.meta.dirname, '../node_modules/iced-x86/iced_x86.js');
			const served = await server.transformRequest(id);
			expect(served?.code).toContain('export const {');
			expect(served?.code).not.toMatch(/require\(['`]/);
		} finally {
			await server.close();
		}
	});

	test('refuses another version of the package', async () => {
		const { transform } = icedX86();
		if (typeof transform !== 'object') throw new Error('The plugin has no transform.');
		const transformed = transform.handler.call(
			{} as Rollup.TransformPluginContext,
			'module.exports.Decoder = 1;',
			path.resolve(import.meta.dirname, '../node_modules/iced-x86/iced_x86.js'),
			{ moduleType: 'js' } as never,
		);
		await expect(transformed).rejects.toThrow('expected version 1.21.0');
	});
});
