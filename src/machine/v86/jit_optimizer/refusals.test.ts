/* Code that v86's compiler is not known to generate is compiled as it is. */
import { afterEach, expect, test, vi } from 'vitest';
import type { V86Cpu } from '../internals.ts';
import { DeferredJit } from '../jit.ts';
import { encodeName, encodeU32 } from '../wasm_binary.ts';
import { code } from './code_writer.ts';
import { UnexpectedCode } from './generated_module.ts';
import { OPCODE } from './opcodes.ts';
import { optimizeModule, optimizeWhenWorthwhile } from './optimizer.ts';

const DROP = [OPCODE.drop];
/** Valid, but none that v86 generates. */
const MEMORY_SIZE = [0x3f, 0];
const ROTATE_BY_5 = [
	...[...code.get(0), ...code.constant(5), ...code.constant(31), OPCODE.i32And],
	...[OPCODE.call, 0, ...DROP],
];
const MANY_ROTATES = Array<number[]>(20).fill(ROTATE_BY_5).flat();
const FLAGS = 120;

/** A module like v86's: a function of one number that may call `rol32`. */
function moduleWith(instructions: readonly number[]): Uint8Array<ArrayBuffer> {
	const section = (id: number, body: readonly number[]) => [
		...[id, ...encodeU32(body.length), ...body],
	];
	const body = [0, ...instructions, OPCODE.end];
	return new Uint8Array([
		...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
		...section(1, [2, 0x60, 1, 0x7f, 0, 0x60, 2, 0x7f, 0x7f, 1, 0x7f]),
		...section(2, [
			...[2, ...encodeName('e'), ...encodeName('rol32'), 0, 1],
			...[...encodeName('e'), ...encodeName('m'), 2, 0, 1],
		]),
		...section(3, [1, 0]),
		...section(7, [1, ...encodeName('f'), 0, 1]),
		...section(10, [1, ...encodeU32(body.length), ...body]),
	]);
}

afterEach(() => vi.restoreAllMocks());

test('a module with many rotates is optimized to a valid one', () => {
	const module = moduleWith(MANY_ROTATES);
	const optimized = optimizeWhenWorthwhile(module);
	expect(optimized).not.toBe(module);
	expect(WebAssembly.validate(module)).toBe(true);
	expect(WebAssembly.validate(optimized)).toBe(true);
});

test('a module with few rotates stays as it is', () => {
	const module = moduleWith(ROTATE_BY_5);
	expect(optimizeWhenWorthwhile(module)).toBe(module);
});

test.each([
	['an unknown instruction', [...MEMORY_SIZE, ...DROP], 'the opcode 0x3f'],
	['a branch out of the function', [OPCODE.br, 0], 'a branch out of the function'],
	[
		'a store to a part of the flags',
		[...code.constant(FLAGS + 1), ...code.get(0), OPCODE.i32Store8, 0, 0],
		`an access to a part of the flags, at ${FLAGS + 1}`,
	],
	[
		'a load of the flags that extends a sign',
		[...code.constant(FLAGS), OPCODE.i32Load8S, 0, 0, ...DROP],
		'a load 0x2c of flags',
	],
	['a call of a function of its own', [...code.get(0), OPCODE.call, 1], 'a call of function 1'],
	['code behind its end', [OPCODE.end], 'code behind the end'],
])('%s is refused', (_name, instructions, reason) => {
	const optimize = () => optimizeModule(moduleWith(instructions));
	expect(optimize).toThrow(UnexpectedCode);
	expect(optimize).toThrow(reason);
});

test('a module that ends too early is refused', () => {
	const module = moduleWith(ROTATE_BY_5);
	for (let length = 8; length < module.length; length++) {
		expect(() => optimizeModule(module.slice(0, length))).toThrow(UnexpectedCode);
	}
});

test('refused code is compiled as it is, and the console says why, once', () => {
	const warn = vi.spyOn(console, 'warn').mockReturnValue();
	const memory = new WebAssembly.Memory({ initial: 1 });
	const table = new WebAssembly.Table({ initial: 2000, element: 'anyfunc' });
	const finished = vi.fn();
	const cpu = {
		wasm_memory: memory,
		wm: { wasm_table: table },
		jit_imports: { m: memory, rol32: (value: number) => value },
		codegen_finalize_finished: finished,
	} as unknown as V86Cpu;
	const jit = new DeferredJit(cpu);
	const module = moduleWith([...MANY_ROTATES, ...MEMORY_SIZE, ...DROP]);
	new Uint8Array(memory.buffer).set(module);
	cpu.codegen_finalize(1, 0x1000, 0, 0, module.length);
	cpu.codegen_finalize(2, 0x2000, 0, 0, module.length);
	jit.commit();
	expect(finished).toHaveBeenCalledTimes(2);
	expect(warn).toHaveBeenCalledTimes(1);
	expect(warn.mock.calls[0]?.[0]).toContain('the opcode 0x3f');
});
