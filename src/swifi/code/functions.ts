/*
 * The functions of a program, by the symbols in its manifest: where decoding can start, since a
 * function starts with an instruction. Text that no symbol covers (padding between functions, a
 * helper that the compiler's run-time library hides) has no known start, and no fault goes there.
 */
import type { Binary } from '../../machine/manifest.ts';

export interface FunctionRange {
	readonly name: string;
	readonly start: number;
	/** Exclusive. */
	readonly end: number;
}

/**
 * By ascending address, none overlapping another. Where the source gives a symbol no size (a
 * label in assembly) it reaches up to the next one.
 */
export function functionRanges(binary: Binary): FunctionRange[] {
	const symbols = binary.symbols.filter(
		({ address, type }) =>
			type !== 'object' && address >= binary.textStart && address < binary.textEnd,
	);
	const ranges: FunctionRange[] = [];
	symbols.forEach(({ name, address, size }, index) => {
		const next = symbols[index + 1]?.address ?? binary.textEnd;
		const end = size > 0 ? Math.min(address + size, next) : next;
		if (end > address) ranges.push({ name, start: address, end });
	});
	return ranges;
}
