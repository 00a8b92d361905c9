/*
 * Source: the instruction reads another register, immediate or frame slot than it should.
 *
 * Of operands that are read and not written: one that is both (`eax` in `add eax, ebx`) belongs to
 * destination. What `lea` computes with counts as read, since it touches no memory. A zeroing
 * `xor eax, eax` depends on no value, but its second operand is encoded as one that is read, and
 * flipped it becomes one.
 */
import { Mnemonic } from 'iced-x86';
import { flipModel, namesOperand } from './operand_flips.ts';

export const source = flipModel((flip, { mnemonic }) => {
	const { shape, reads, writes } = flip.operand;
	if (writes || mnemonic === Mnemonic.Nop) return false;
	if (shape.kind === 'memory' && !reads) return mnemonic === Mnemonic.Lea;
	return namesOperand(flip);
});
