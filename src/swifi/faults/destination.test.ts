import { describe, expect, test } from 'vitest';
import { outcomesOf } from './fault_types.test-support.ts';

const destination = (...bytes: number[]) => outcomesOf('destination', ...bytes);

describe('a destination fault', () => {
	test('writes another register, wherever its number is encoded', () => {
		// mov eax, ecx
		expect(destination(0x89, 0xc8)).toEqual(['mov ecx, ecx', 'mov edx, ecx', 'mov esp, ecx']);
		// mov eax, 1 (in the opcode)
		expect(destination(0xb8, 1, 0, 0, 0)).toEqual(['mov ecx, 1', 'mov edx, 1', 'mov esp, 1']);
		// sete al
		expect(destination(0x0f, 0x94, 0xc0)).toEqual(['sete cl', 'sete dl', 'sete ah']);
	});

	test('takes an operand that is read as well', () => {
		// add eax, ebx
		expect(destination(0x01, 0xd8)).toEqual(['add ecx, ebx', 'add edx, ebx', 'add esp, ebx']);
	});

	test('takes both operands of an exchange', () => {
		// xchg eax, ecx
		expect(destination(0x87, 0xc8)).toHaveLength(6);
	});

	test('writes another frame slot', () => {
		// mov [ebp-8], eax
		const outcomes = destination(0x89, 0x45, 0xf8);
		expect(outcomes).toHaveLength(8);
		expect(outcomes).toContain('mov [ebp-4], eax');
		expect(outcomes.every((outcome) => outcome.startsWith('mov [ebp'))).toBe(true);
	});

	test('leaves the immediate alone that is stored', () => {
		// mov dword ptr [ebp-8], 1
		const outcomes = destination(0xc7, 0x45, 0xf8, 1, 0, 0, 0);
		expect(outcomes).toHaveLength(8);
		expect(outcomes.every((outcome) => outcome.endsWith(', 1'))).toBe(true);
	});

	test('does not garble an address in memory, which is a pointer fault', () => {
		// mov [ecx+4], eax
		expect(destination(0x89, 0x41, 0x04)).toEqual([]);
	});

	test('has nothing to change where only flags are written', () => {
		// cmp eax, ecx
		expect(destination(0x39, 0xc8)).toEqual([]);
	});
});
