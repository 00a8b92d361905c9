/*
 * Destination: the instruction writes another register or frame slot than it should. An operand
 * that is read as well (`eax` in `add eax, ebx`, both of `xchg`) belongs here and not to source.
 */
import { flipModel, namesOperand } from './operand_flips.ts';

export const destination = flipModel((flip) => flip.operand.writes && namesOperand(flip));
