import { describe, expect, test } from 'vitest';
import { outcomesOf } from './fault_types.test-support.ts';

describe('a text fault', () => {
	test('flips any one bit of an instruction', () => {
		expect(outcomesOf('text', 0x40)).toEqual([
			...['inc ecx', 'inc edx', 'inc esp', 'dec eax', 'push eax', 'pushad'],
			// The opcodes of longer instructions.
			...['(bad)', '(bad)'],
		]);
	});

	test('may change the length: what it becomes is several instructions', () => {
		// mov al, 0x90; without bit 5 its opcode is 0x90 too.
		expect(outcomesOf('text', 0xb0, 0x90)).toContain('nop; nop');
	});

	test('takes long NOPs too', () => {
		expect(outcomesOf('text', 0x0f, 0x1f, 0x40, 0x00)).toHaveLength(32);
	});
});
