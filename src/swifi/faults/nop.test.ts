import { describe, expect, test } from 'vitest';
import { outcomesOf } from './fault_types.test-support.ts';

describe('a nop fault', () => {
	test('puts NOPs of its length in place of an instruction', () => {
		expect(outcomesOf('nop', 0x50)).toEqual(['nop']);
		expect(outcomesOf('nop', 0xb8, 1, 0, 0, 0)).toEqual(['nop; nop; nop; nop; nop']);
	});

	test('leaves what is a NOP already, however long', () => {
		expect(outcomesOf('nop', 0x90)).toEqual([]);
		expect(outcomesOf('nop', 0x0f, 0x1f, 0x40, 0x00)).toEqual([]);
		expect(outcomesOf('nop', 0x66, 0x90)).toEqual([]);
	});
});
