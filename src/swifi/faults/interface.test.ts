import { describe, expect, test } from 'vitest';
import { functionOf, outcomes, outcomesOf, PROLOGUE } from './fault_types.test-support.ts';

/** Of an instruction in a function that has a frame. */
const dropped = (...bytes: number[]) => outcomes('interface', functionOf(...PROLOGUE, ...bytes), 2);

const threeNops = ['nop; nop; nop'];

describe('an interface fault', () => {
	test('drops the load of a parameter', () => {
		// mov eax, [ebp+8]; movzx eax, byte ptr [ebp+12]; mov eax, [ebp+256]
		expect(dropped(0x8b, 0x45, 0x08)).toEqual(threeNops);
		expect(dropped(0x0f, 0xb6, 0x45, 0x0c)).toEqual(['nop; nop; nop; nop']);
		expect(dropped(0x8b, 0x85, 0, 1, 0, 0)).toEqual(['nop; nop; nop; nop; nop; nop']);
	});

	test('drops an operation that folds the load in, so that its register keeps what it held', () => {
		// add eax, [ebp+8]
		expect(dropped(0x03, 0x45, 0x08)).toEqual(threeNops);
	});

	test('pushes a register instead, so that the stack stays balanced', () => {
		// push dword ptr [ebp+8]
		expect(dropped(0xff, 0x75, 0x08)).toEqual([
			'push eax; nop',
			'push ecx; nop',
			'push edx; nop',
		]);
	});

	test('compares a register of the same size instead', () => {
		// cmp dword ptr [ebp+8], 0; cmp byte ptr [ebp+8], 1; cmp word ptr [ebp+8], 0x1234
		expect(dropped(0x83, 0x7d, 0x08, 0)).toContain('cmp ecx, 0; nop');
		expect(dropped(0x80, 0x7d, 0x08, 1)).toContain('cmp cl, 1; nop');
		expect(dropped(0x66, 0x81, 0x7d, 0x08, 0x34, 0x12)).toContain('cmp cx, 0x1234; nop');
		// cmp [ebp+8], eax
		expect(dropped(0x39, 0x45, 0x08)).toContain('cmp edx, eax; nop');
	});

	test('calls or divides by what a register holds instead', () => {
		// call [ebp+8]; div dword ptr [ebp+8]
		expect(dropped(0xff, 0x55, 0x08)).toContain('call eax; nop');
		expect(dropped(0xf7, 0x75, 0x08)).toContain('div ecx; nop');
	});

	test('leaves locals, saved registers and the return address alone', () => {
		// mov eax, [ebp-8]; mov eax, [ebp+4]
		expect(dropped(0x8b, 0x45, 0xf8)).toEqual([]);
		expect(dropped(0x8b, 0x45, 0x04)).toEqual([]);
	});

	test('takes loads alone: no store, no change, no address of a parameter', () => {
		// mov [ebp+8], eax; inc dword ptr [ebp+8]; lea eax, [ebp+8]
		expect(dropped(0x89, 0x45, 0x08)).toEqual([]);
		expect(dropped(0xff, 0x45, 0x08)).toEqual([]);
		expect(dropped(0x8d, 0x45, 0x08)).toEqual([]);
	});

	test('leaves an instruction alone that has no form with a general register', () => {
		// fld dword ptr [ebp+8]
		expect(dropped(0xd9, 0x45, 0x08)).toEqual([]);
	});

	test('takes no [ebp+8] of a function that has no frame', () => {
		expect(outcomesOf('interface', 0x8b, 0x45, 0x08)).toEqual([]);
	});
});
