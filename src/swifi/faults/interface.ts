/*
 * Interface: a parameter is not taken over. A load of a stack parameter (`[ebp+8]` and above, in a
 * function whose EBP points at its frame) is dropped, so that the register keeps what it held.
 *
 * - A load into a register, plain (`mov`, `movzx`, `movsx`) or folded into an operation on that
 *   register (`add eax, [ebp+8]`): NOPs stand in its place.
 * - Folded into an instruction that names no register to write (`cmp [ebp+8], 0`, `push [ebp+8]`,
 *   `call [ebp+8]`, `mul [ebp+8]`): as if the compiler had loaded the parameter into a scratch
 *   register first, and this load were dropped. The same instruction works on that register, with
 *   NOPs behind. So flags are set, the stack stays balanced, and a call has its return address.
 *   Which register it would have been is open: the three that a call need not preserve are three
 *   mutations.
 *
 * A parameter that is written too (`inc [ebp+8]`) serves as a local variable: no load of it.
 */
import { Register } from 'iced-x86';
import { decodeOne } from '../code/decoder.ts';
import type { Encoding, Operand } from '../code/instruction.ts';
import { type FaultModel, noSuchMutation, padWithNops, perEncoding } from './fault_model.ts';
import { isFrameSlot } from './operand_flips.ts';

/** Above the saved EBP and the return address. */
const FIRST_PARAMETER = 8;
/** In ModRM's numbering: EAX, ECX and EDX, or their lowest bytes. */
const SCRATCH_REGISTERS = [0, 1, 2] as const;
/** ModRM: mod in bits 7 and 6, of which 3 says that rm, in bits 2 to 0, is a register. */
const MOD_REGISTER = 0b11_000_000;
const REG_MASK = 0b00_111_000;
const RM_MASK = 0b00_000_111;
/** With a displacement: EBP itself, and no SIB byte behind. */
const RM_EBP = 0b101;

/** What an instruction may become without its load. */
const dropped = perEncoding(withoutLoad);

export const interfaceFault: FaultModel = {
	count: ({ encoding }, code) =>
		encoding.operands.some(isParameterRead) && code.hasFrame ? dropped(encoding).length : 0,
	mutate({ encoding }, number) {
		const bytes = dropped(encoding)[number];
		if (!bytes) throw noSuchMutation(number, dropped(encoding).length);
		return bytes.slice();
	},
};

function isParameterRead({ shape, reads, writes }: Operand): boolean {
	if (shape.kind !== 'memory' || !reads || writes) return false;
	const { base, displacement } = shape;
	return isFrameSlot(shape) && base === Register.EBP && displacement >= FIRST_PARAMETER;
}

function withoutLoad(encoding: Encoding): Uint8Array[] {
	const { bytes, operands } = encoding;
	const loads = operands.some(({ shape, writes }) => shape.kind === 'register' && writes);
	return loads ? [padWithNops([], bytes.length)] : onScratchRegisters(encoding);
}

function onScratchRegisters(encoding: Encoding): Uint8Array[] {
	const { bytes, displacement, code } = encoding;
	const modrmAt = (displacement?.offset ?? 0) - 1;
	const modrm = bytes[modrmAt];
	if (!displacement || modrm === undefined || (modrm & RM_MASK) !== RM_EBP) return [];
	return SCRATCH_REGISTERS.flatMap((register) => {
		const shortened = Uint8Array.of(
			...bytes.subarray(0, modrmAt),
			MOD_REGISTER | (modrm & REG_MASK) | register,
			...bytes.subarray(displacement.offset + displacement.size),
		);
		// Not all have a form with a register, or mean another kind of register by it (`fld`).
		const isSameForm = decodeOne(shortened)?.code === code;
		return isSameForm ? padWithNops(shortened, bytes.length) : [];
	});
}
