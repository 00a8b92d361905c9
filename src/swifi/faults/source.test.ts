import { describe, expect, test } from 'vitest';
import { outcomesOf } from './fault_types.test-support.ts';

const source = (...bytes: number[]) => outcomesOf('source', ...bytes);

describe('a source fault', () => {
	test('reads another register', () => {
		// mov eax, ecx
		expect(source(0x89, 0xc8)).toEqual(['mov eax, eax', 'mov eax, ebx', 'mov eax, ebp']);
		// push eax
		expect(source(0x50)).toEqual(['push ecx', 'push edx', 'push esp']);
	});

	test('leaves an operand alone that is written as well', () => {
		// add eax, ebx
		expect(source(0x01, 0xd8)).toEqual(['add eax, edx', 'add eax, ecx', 'add eax, edi']);
	});

	test('takes both operands of a comparison', () => {
		// cmp eax, ecx
		expect(source(0x39, 0xc8)).toEqual([
			...['cmp ecx, ecx', 'cmp edx, ecx', 'cmp esp, ecx'],
			...['cmp eax, eax', 'cmp eax, ebx', 'cmp eax, ebp'],
		]);
	});

	test('reads another immediate', () => {
		// in al, 0x60
		expect(source(0xe4, 0x60)).toEqual(
			['61', '62', '64', '68', '70', '40', '20', 'e0'].map((port) => `in al, 0x${port}`),
		);
	});

	test('reads another frame slot, by its displacement and not by its base', () => {
		// mov eax, [ebp-8]
		const outcomes = source(0x8b, 0x45, 0xf8);
		expect(outcomes).toHaveLength(8);
		expect(outcomes).toContain('mov eax, [ebp-4]');
		expect(outcomes.every((outcome) => outcome.startsWith('mov eax, [ebp'))).toBe(true);
	});

	test('does not garble an address in memory, which is a pointer fault', () => {
		// mov eax, [ecx+4]
		expect(source(0x8b, 0x41, 0x04)).toEqual([]);
		// mov [ecx+4], eax: only eax is a source.
		expect(source(0x89, 0x41, 0x04)).toEqual([
			'mov [ecx+4], ecx',
			'mov [ecx+4], edx',
			'mov [ecx+4], esp',
		]);
	});

	test('takes what lea computes with, but its scale', () => {
		// lea eax, [ebx+ecx*4+4]
		const outcomes = source(0x8d, 0x44, 0x8b, 0x04);
		expect(outcomes).toContain('lea eax, [edx+ecx*4+4]');
		expect(outcomes).toContain('lea eax, [ebx+ebp*4+4]');
		expect(outcomes).toContain('lea eax, [ebx+ecx*4+0xc]');
		expect(outcomes.every((outcome) => outcome.includes('*4'))).toBe(true);
	});

	test('turns the second operand of a zeroing xor into one that counts', () => {
		expect(source(0x31, 0xc0)).toEqual(['xor eax, ecx', 'xor eax, edx', 'xor eax, esp']);
	});

	test('leaves an opcode extension alone', () => {
		// shl eax, 3: bits 3 to 5 of ModRM choose among shifts.
		const outcomes = source(0xc1, 0xe0, 0x03);
		expect(outcomes).toHaveLength(8);
		expect(outcomes.every((outcome) => outcome.startsWith('shl eax, '))).toBe(true);
	});

	test('does not redirect jumps and calls, nor change a long NOP', () => {
		expect(source(0xeb, 0x02)).toEqual([]);
		expect(source(0xe8, 0x10, 0x00, 0x00, 0x00)).toEqual([]);
		// nop dword ptr [eax]
		expect(source(0x0f, 0x1f, 0x40, 0x00)).toEqual([]);
	});
});
