/*
 * Pointer: the address of a memory operand is garbled in its base, its index or its displacement,
 * be the memory read, written or jumped through. Not of a plain frame slot, which is addressed as
 * safely as a register is (see isFrameSlot), and not the scale.
 */
import { flipModel, isFrameSlot } from './operand_flips.ts';

export const pointer = flipModel(({ operand: { shape, reads, writes } }) => {
	const accesses = shape.kind === 'memory' && (reads || writes);
	return accesses && !isFrameSlot(shape);
});
