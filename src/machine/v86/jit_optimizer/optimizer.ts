/**
 * Makes generated modules faster before they are compiled. What they do stays the same, to the
 * last bit of the processor's state whenever anything else can see it.
 */

import { encodeU32 } from '../wasm_binary.ts';
import { promoteFlags, ROTATES } from './flag_promotion.ts';
import { type GeneratedModule, readGeneratedModule } from './generated_module.ts';
import { OPCODE } from './opcodes.ts';

const CODE_SECTION = 10;
const VALUE_I32 = 0x7f;
/** Fewer rotates than this are no sign of code that computes much and waits for its flags. */
const MIN_ROTATES = 16;

/**
 * The module to compile in place of this one; itself when it has hardly a rotate, since most code
 * would not gain what it costs to look through it. Throws an `UnexpectedCode` for what v86's
 * compiler is not known to generate.
 */
export function optimizeWhenWorthwhile(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	const module = readGeneratedModule(bytes);
	return countRotates(bytes, module) < MIN_ROTATES ? bytes : optimize(bytes, module);
}

/** The same for any module. */
export function optimizeModule(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	return optimize(bytes, readGeneratedModule(bytes));
}

function optimize(bytes: Uint8Array, module: GeneratedModule): Uint8Array<ArrayBuffer> {
	const { addedLocals, instructions } = promoteFlags(bytes, module);
	return withBody(bytes, module, addedLocals, instructions);
}

/** Roughly: by the bytes that a call of one has behind a masked count. */
function countRotates(bytes: Uint8Array, module: GeneratedModule): number {
	let count = 0;
	for (const [index, { name }] of module.imports.entries()) {
		if (ROTATES.includes(name)) {
			for (let at = module.codeStart + 2; at < bytes.length; at++) {
				if (
					bytes[at] === index &&
					bytes[at - 1] === OPCODE.call &&
					bytes[at - 2] === OPCODE.i32And
				) {
					count++;
				}
			}
		}
	}
	return count;
}

function withBody(
	bytes: Uint8Array,
	module: GeneratedModule,
	addedLocals: number,
	instructions: Uint8Array,
): Uint8Array<ArrayBuffer> {
	const locals = [
		...encodeU32(module.localGroupCount + 1),
		...module.localGroups,
		...[...encodeU32(addedLocals), VALUE_I32],
	];
	const bodySize = encodeU32(locals.length + instructions.length);
	const one = encodeU32(1);
	const sectionSize = one.length + bodySize.length + locals.length + instructions.length;
	const head = [CODE_SECTION, ...encodeU32(sectionSize), ...one, ...bodySize, ...locals];
	const before = bytes.subarray(0, module.codeSectionStart);
	const result = new Uint8Array(before.length + head.length + instructions.length);
	result.set(before);
	result.set(head, before.length);
	result.set(instructions, before.length + head.length);
	return result;
}
