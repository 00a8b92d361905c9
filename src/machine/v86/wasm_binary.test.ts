import { expect, test } from 'vitest';
import { EXTERN_KIND, VALUE_I32, WasmBinary } from './wasm_binary.ts';

const NUMBER_TO_NUMBER = { parameters: [VALUE_I32], results: [VALUE_I32] };

/** `add(x) = one() + x`, of which neither is exported; `one` comes from outside. */
const MODULE = new Uint8Array([
	...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
	...[1, 10, 2, 0x60, 0, 1, VALUE_I32, 0x60, 1, VALUE_I32, 1, VALUE_I32],
	...[2, 9, 1, 1, 0x65, 3, 0x6f, 0x6e, 0x65, 0, 0],
	...[3, 2, 1, 1],
	...[7, 1, 0],
	...[10, 11, 1, 9, 1, 1, VALUE_I32, 0x10, 0, 0x20, 0, 0x6a, 0x0b],
	...[0, 7, 6, ...new TextEncoder().encode('.debug')],
	...[0, 20, 4, ...new TextEncoder().encode('name'), 1, 13, 2],
	...[0, 3, ...new TextEncoder().encode('one'), 1, 5, ...new TextEncoder().encode('x::ad')],
]);

function instantiate(binary: WasmBinary): Record<string, (value: number) => number> {
	const module = new WebAssembly.Module(binary.toBytes() as Uint8Array<ArrayBuffer>);
	return new WebAssembly.Instance(module, { e: { one: () => 1 } }).exports as never;
}

test('a function found by its name can be exported', () => {
	const binary = new WasmBinary(MODULE);
	binary.addExport('added', EXTERN_KIND.function, binary.functionNamed('::ad', NUMBER_TO_NUMBER));
	expect(instantiate(binary).added?.(41)).toBe(42);
});

test('code put in front of a function runs before it, after its local variables', () => {
	const binary = new WasmBinary(MODULE);
	const index = binary.functionNamed('::ad', NUMBER_TO_NUMBER);
	binary.addExport('added', EXTERN_KIND.function, index);
	// if (x == 7) return 99
	binary.prepend(index, [0x20, 0, 0x41, 7, 0x46, 0x04, 0x40, 0x41, 0xe3, 0, 0x0f, 0x0b]);
	const { added } = instantiate(binary);
	expect(added?.(7)).toBe(99);
	expect(added?.(8)).toBe(9);
});

test('what was not edited keeps its bytes, but debugging sections are left out', () => {
	const bytes = new WasmBinary(MODULE).toBytes();
	expect(bytes.length).toBe(MODULE.length - 9);
	expect(new TextDecoder().decode(bytes)).not.toContain('.debug');
});

test('a function that is not there, or is another, is refused by its name', () => {
	const binary = new WasmBinary(MODULE);
	expect(() => binary.functionNamed('::sub', NUMBER_TO_NUMBER)).toThrow(
		'should have one function ::sub of 1 parameters and 1 results',
	);
	expect(() => binary.functionNamed('::ad', { parameters: [], results: [] })).toThrow(
		'should have one function ::ad of 0 parameters',
	);
});

test('a module that ends too early is refused', () => {
	expect(() => new WasmBinary(MODULE.subarray(0, 30))).toThrow('Use build/v86.wasm of v86');
});
