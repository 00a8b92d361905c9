import { describe, expect, test } from 'vitest';
import { decodeRange } from './decoder.ts';
import { loopBranches } from './loops.ts';

/** Offsets of the branches that close or leave a loop in a function of these bytes. */
function branches(...bytes: number[]): number[] {
	return [...loopBranches(decodeRange(Uint8Array.from(bytes), 0, 0, bytes.length))].sort(
		(a, b) => a - b,
	);
}

describe('the branches of loops', () => {
	test('are none in a function without instructions', () => {
		expect(branches()).toEqual([]);
	});

	test('close a loop from its end', () => {
		// 0: dec eax; 1: jne 0; 3: ret
		expect(branches(0x48, 0x75, 0xfd, 0xc3)).toEqual([1]);
	});

	test('leave a loop from its head', () => {
		// 0: test eax, eax; 2: je 7; 4: dec eax; 5: jmp 0; 7: ret
		expect(branches(0x85, 0xc0, 0x74, 0x03, 0x48, 0xeb, 0xf9, 0xc3)).toEqual([2]);
	});

	test('leave an inner loop for the outer one', () => {
		// 0: dec ecx; 1: dec eax; 2: je 6; 4: jmp 1; 6: test ecx, ecx; 8: jne 0; 10: ret
		expect(branches(0x49, 0x48, 0x74, 0x02, 0xeb, 0xfb, 0x85, 0xc9, 0x75, 0xf6, 0xc3)).toEqual([
			2, 8,
		]);
	});

	test('leave a loop by leaving the function', () => {
		// 0: dec eax; 1: je 0x40; 3: jmp 0
		expect(branches(0x48, 0x74, 0x3d, 0xeb, 0xfb)).toEqual([1]);
	});

	test('are not those inside a loop that stay in it', () => {
		// 0: test ecx, ecx; 2: je 5; 4: inc edx; 5: dec eax; 6: jne 0; 8: ret
		expect(branches(0x85, 0xc9, 0x74, 0x01, 0x42, 0x48, 0x75, 0xf8, 0xc3)).toEqual([6]);
	});

	test('are not those that lead back to where a moved block belongs', () => {
		// 0: test eax, eax; 2: jne 6; 4: inc eax; 5: ret; 6: dec eax; 7: test ecx, ecx; 9: jne 4;
		// 11: ret
		expect(
			branches(0x85, 0xc0, 0x75, 0x02, 0x40, 0xc3, 0x48, 0x85, 0xc9, 0x75, 0xf9, 0xc3),
		).toEqual([]);
	});

	test('are found behind a jump through a table', () => {
		// 0: jmp [eax*4+0x400000]; 7: inc eax; 8: test ecx, ecx; 10: jne 0; 12: ret
		expect(
			branches(0xff, 0x24, 0x85, 0, 0, 0x40, 0, 0x40, 0x85, 0xc9, 0x75, 0xf4, 0xc3),
		).toEqual([10]);
	});
});
