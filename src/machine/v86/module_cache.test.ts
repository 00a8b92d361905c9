import { expect, it } from 'vitest';
import { ModuleCache } from './module_cache.ts';

/** A module without anything but one custom section, which tells it from others. */
function code(content: number, length = 4): Uint8Array<ArrayBuffer> {
	const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
	return Uint8Array.of(...head, 0, length + 2, 1, 0x78, ...Array(length).fill(content));
}

function counting() {
	const made: Uint8Array[] = [];
	const compile = (bytes: Uint8Array<ArrayBuffer>) => {
		made.push(bytes);
		return new WebAssembly.Module(bytes);
	};
	return { made, compile };
}

it('compiles equal code once', () => {
	const cache = new ModuleCache();
	const { made, compile } = counting();
	const first = cache.get(code(1), compile);
	expect(cache.get(code(1), compile)).toBe(first);
	expect(cache.get(code(2), compile)).not.toBe(first);
	expect(cache.get(code(1, 5), compile)).not.toBe(first);
	expect(made).toHaveLength(3);
});

it('forgets what was not used for longest when there is too much', () => {
	const cache = new ModuleCache(2 * code(0).length);
	const { made, compile } = counting();
	for (const content of [1, 2, 1, 3]) cache.get(code(content), compile);
	expect(made).toHaveLength(3);
	cache.get(code(1), compile);
	expect(made).toHaveLength(3);
	cache.get(code(2), compile);
	expect(made).toHaveLength(4);
});

it('keeps nothing that is larger than all it may have', () => {
	const cache = new ModuleCache(8);
	const { made, compile } = counting();
	cache.get(code(1), compile);
	cache.get(code(1), compile);
	expect(made).toHaveLength(2);
});

it('keeps apart what has the same hash by chance, of 10,000 modules', () => {
	const cache = new ModuleCache();
	const { compile } = counting();
	const modules = new Set<WebAssembly.Module>();
	for (let n = 0; n < 10_000; n++) {
		const bytes = code(0, 8);
		new DataView(bytes.buffer).setUint32(bytes.length - 4, Math.imul(n, 0x9e3779b1));
		modules.add(cache.get(bytes, compile));
	}
	expect(modules.size).toBe(10_000);
});
