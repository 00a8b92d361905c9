/*
 * Nop: an instruction is missing. One-byte NOPs of its length stand in its place (the longer forms
 * came with the Pentium Pro). One that is a NOP already would not be missed, and is no candidate.
 */
import { Mnemonic } from 'iced-x86';
import { type FaultModel, padWithNops } from './fault_model.ts';

export const nop: FaultModel = {
	count: ({ encoding }) => (encoding.mnemonic === Mnemonic.Nop ? 0 : 1),
	mutate: ({ encoding }) => padWithNops([], encoding.bytes.length),
};
