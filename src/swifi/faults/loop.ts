/*
 * Loop: a termination condition is inverted.
 *
 * - A conditional branch that closes a loop of its function or leaves one takes the opposite
 *   condition. (`loop` and `jecxz` have no opposite in the instruction set, and are left alone.)
 * - `repe` becomes `repne` and the other way round.
 * - A plain `rep` goes on while ECX is not 0, and no prefix says the opposite. Inverted, a loop that
 *   tests behind its body runs it once and ends: the prefix becomes a NOP.
 */
import type { Encoding } from '../code/instruction.ts';
import { type FaultModel, NOP } from './fault_model.ts';

/** Of the byte with the condition (SDM volume 2, B.1.4.7). */
const SENSE = 0x01;
const REPNE = 0xf2;
const REP = 0xf3;

export const loop: FaultModel = {
	count({ address, encoding }, code) {
		if (encoding.repeat) return 1;
		return encoding.conditionAt !== undefined && code.isLoopBranch(address) ? 1 : 0;
	},
	mutate: ({ encoding }) =>
		encoding.repeat ? invertRepeat(encoding) : invertCondition(encoding),
};

function invertCondition({ bytes, conditionAt = 0 }: Encoding): Uint8Array {
	const inverted = bytes.slice();
	inverted[conditionAt] = (inverted[conditionAt] ?? 0) ^ SENSE;
	return inverted;
}

/** The opcode of a string instruction is its last byte; of several repeat prefixes the last counts. */
function invertRepeat({ bytes, repeat }: Encoding): Uint8Array {
	if (repeat !== 'rep') {
		const inverted = bytes.slice();
		const at = inverted.findLastIndex(isRepeatPrefix);
		inverted[at] = repeat === 'repe' ? REPNE : REP;
		return inverted;
	}
	// NOPs in front: between another prefix and the opcode one would take that prefix for itself.
	const once = bytes.filter((byte) => !isRepeatPrefix(byte));
	const nops = new Array<number>(bytes.length - once.length).fill(NOP);
	return Uint8Array.of(...nops, ...once);
}

const isRepeatPrefix = (byte: number): boolean => byte === REP || byte === REPNE;
