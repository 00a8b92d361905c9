/*
 * Text: bit rot. Any bit of any instruction flips; what it becomes may have another length, so
 * that the instructions behind it are others too, or be no instruction.
 */
import { bitsOf, type FaultModel, flipBit } from './fault_model.ts';

export const text: FaultModel = {
	count: ({ encoding }) => bitsOf(encoding.bytes),
	mutate: ({ encoding }, number) => flipBit(encoding.bytes, number),
};
