import { describe, expect, test } from 'vitest';
import { outcomesOf } from './fault_types.test-support.ts';

const pointer = (...bytes: number[]) => outcomesOf('pointer', ...bytes);

describe('a pointer fault', () => {
	test('garbles base or displacement of memory that is read', () => {
		// mov eax, [ecx+4]
		expect(pointer(0x8b, 0x41, 0x04)).toEqual([
			...['mov eax, [eax+4]', 'mov eax, [ebx+4]', 'mov eax, [ebp+4]'],
			...['mov eax, [ecx+5]', 'mov eax, [ecx+6]', 'mov eax, [ecx]', 'mov eax, [ecx+0xc]'],
			...['mov eax, [ecx+0x14]', 'mov eax, [ecx+0x24]', 'mov eax, [ecx+0x44]'],
			'mov eax, [ecx-0x7c]',
		]);
	});

	test('garbles base or index, but not the scale, of memory that is written', () => {
		// mov [ebx+ecx*4], eax
		expect(pointer(0x89, 0x04, 0x8b)).toEqual([
			...['mov [edx+ecx*4], eax', 'mov [ecx+ecx*4], eax', 'mov [edi+ecx*4], eax'],
			...['mov [ebx+eax*4], eax', 'mov [ebx+ebx*4], eax', 'mov [ebx+ebp*4], eax'],
		]);
	});

	test('garbles the address of a global variable', () => {
		// mov eax, [0x400000]
		const outcomes = pointer(0xa1, 0x00, 0x00, 0x40, 0x00);
		expect(outcomes).toHaveLength(32);
		expect(outcomes).toContain('mov eax, [0x408000]');
	});

	test('garbles where a jump through a table reads', () => {
		// jmp [eax*4+0x400000]
		const outcomes = pointer(0xff, 0x24, 0x85, 0x00, 0x00, 0x40, 0x00);
		expect(outcomes).toContain('jmp dword ptr [ecx*4+0x400000]');
		expect(outcomes).toContain('jmp dword ptr [eax*4+0x400004]');
	});

	test('leaves a plain frame slot alone, but takes an array in the frame', () => {
		// mov eax, [ebp-8]; mov eax, [esp+8]
		expect(pointer(0x8b, 0x45, 0xf8)).toEqual([]);
		expect(pointer(0x8b, 0x44, 0x24, 0x08)).toEqual([]);
		// mov eax, [ebp+ecx*4-16]
		expect(pointer(0x8b, 0x44, 0x8d, 0xf0)).toContain('mov eax, [ebp+eax*4-0x10]');
	});

	test('takes no operand through which nothing is accessed', () => {
		// lea eax, [ecx+4]; nop dword ptr [eax]
		expect(pointer(0x8d, 0x41, 0x04)).toEqual([]);
		expect(pointer(0x0f, 0x1f, 0x40, 0x00)).toEqual([]);
	});

	test('has nothing to change in a string instruction, whose address is no field', () => {
		// rep movsb
		expect(pointer(0xf3, 0xa4)).toEqual([]);
	});
});
