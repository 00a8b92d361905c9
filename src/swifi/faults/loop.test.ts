import { describe, expect, test } from 'vitest';
import { functionOf, outcomes, outcomesOf } from './fault_types.test-support.ts';

describe('a loop fault', () => {
	test('inverts the branch that closes a loop', () => {
		// dec eax; jne -3; ret
		const code = functionOf(0x48, 0x75, 0xfd, 0xc3);
		expect(outcomes('loop', code, 1)).toEqual(['je short 0x1000']);
	});

	test('inverts it in its long form too', () => {
		// dec eax; jne -7; ret
		const code = functionOf(0x48, 0x0f, 0x85, 0xf9, 0xff, 0xff, 0xff, 0xc3);
		expect(outcomes('loop', code, 1)).toEqual(['je 0x1000']);
	});

	test('inverts the branch that leaves a loop', () => {
		// test eax, eax; je +3; dec eax; jmp -7; ret
		const code = functionOf(0x85, 0xc0, 0x74, 0x03, 0x48, 0xeb, 0xf9, 0xc3);
		expect(outcomes('loop', code, 1)).toEqual(['jne short 0x1007']);
		expect(outcomes('loop', code, 3)).toEqual([]);
	});

	test('leaves a branch alone that is of no loop', () => {
		// test eax, eax; je +1; inc eax; ret
		const code = functionOf(0x85, 0xc0, 0x74, 0x01, 0x40, 0xc3);
		expect(outcomes('loop', code, 1)).toEqual([]);
	});

	test('inverts the sense of repe and repne', () => {
		expect(outcomesOf('loop', 0xf3, 0xa6)).toEqual(['repne cmpsb [esi], [edi]']);
		expect(outcomesOf('loop', 0xf2, 0xae)).toEqual(['repe scasb [edi]']);
	});

	test('lets a plain rep run once', () => {
		expect(outcomesOf('loop', 0xf3, 0xa4)).toEqual(['nop; movsb [edi], [esi]']);
		// F2 counts as well where nothing is compared.
		expect(outcomesOf('loop', 0xf2, 0xab)).toEqual(['nop; stosd [edi]']);
	});

	test('keeps the other prefixes of a rep where they count', () => {
		// rep stosw, either way round
		expect(outcomesOf('loop', 0x66, 0xf3, 0xab)).toEqual(['nop; stosw [edi]']);
		expect(outcomesOf('loop', 0xf3, 0x66, 0xab)).toEqual(['nop; stosw [edi]']);
	});

	test('leaves a string instruction alone that is not repeated', () => {
		expect(outcomesOf('loop', 0xa4)).toEqual([]);
	});
});
