/*
 * Which faults a driver's text allows: for each type the instructions to which it applies, as the
 * text is now. A fault that changes the length of an instruction changes where those behind it
 * start; so what was written is told here, and the functions concerned are decoded again when
 * they are next asked for.
 *
 * The text is the program's own: a breakpoint that stands in for an instruction is not to be
 * told of.
 */
import type { Binary } from '../../machine/manifest.ts';
import type { SeededRandom } from '../../machine/random.ts';
import { FunctionCode } from '../code/function_code.ts';
import { type FunctionRange, functionRanges } from '../code/functions.ts';
import type { Instruction } from '../code/instruction.ts';
import type { FaultType, Mutation } from '../fault.ts';
import { type Disassembly, disassembleMutation } from './describe.ts';
import { faultModels, mutation } from './models.ts';

const UINT32_RANGE = 2 ** 32;

export class CandidateMap {
	private readonly text: Uint8Array;
	private readonly clean: Uint8Array;
	private readonly functions: readonly FunctionCandidates[];

	/** `text`: the bytes from the binary's `textStart` to its `textEnd`, before any fault; copied. */
	constructor(
		private readonly binary: Binary,
		text: Uint8Array,
	) {
		const size = binary.textEnd - binary.textStart;
		if (text.length !== size) {
			throw new RangeError(
				`The text of "${binary.name}" has ${text.length} bytes: expected the ${size} ` +
					'that its manifest tells of. Take both from the same build.',
			);
		}
		// Not slice(): of a Buffer of Node's it is no copy.
		this.clean = Uint8Array.from(text);
		this.text = Uint8Array.from(text);
		this.functions = functionRanges(binary).map(
			(range) => new FunctionCandidates(range, this.text, binary.textStart),
		);
	}

	/** These bytes now stand at this virtual address; it throws where they leave the text. */
	update(address: number, bytes: Uint8Array): void {
		const { textStart, textEnd } = this.binary;
		const end = address + bytes.length;
		if (address < textStart || end > textEnd) {
			throw new RangeError(
				`${bytes.length} bytes at ${hex(address)} leave the text of ` +
					`"${this.binary.name}", ${hex(textStart)} to ${hex(textEnd)}.`,
			);
		}
		this.text.set(bytes, address - textStart);
		for (const candidates of this.functions) {
			const { start, end: functionEnd } = candidates.range;
			if (start < end && functionEnd > address) candidates.invalidate();
		}
	}

	/** A new instance runs from the clean binary: the text is as it was given at first. */
	reset(): void {
		this.text.set(this.clean);
		for (const candidates of this.functions) candidates.reset();
	}

	/** The byte that stands there now. */
	byteAt(address: number): number {
		const byte = this.text[address - this.binary.textStart];
		if (byte === undefined) throw new RangeError(`${hex(address)} is not in the text.`);
		return byte;
	}

	/**
	 * Where the instruction starts that has the byte at an address, as functions are decoded from
	 * their starts; the address itself in what is no function's.
	 */
	instructionStart(address: number): number {
		const owner = this.functions.find(
			({ range }) => range.start <= address && address < range.end,
		);
		const own = owner?.code.instructions.findLast((each) => each.address <= address);
		return own?.address ?? address;
	}

	/** Instructions to which the type applies. */
	count(type: FaultType): number {
		let sum = 0;
		for (const candidates of this.functions) sum += candidates.of(type).length;
		return sum;
	}

	/**
	 * Draws an instruction to which the type applies, each as likely as the other, and then one of
	 * its mutations, likewise. Takes two numbers of `random`; none where the type applies nowhere.
	 */
	pick(type: FaultType, random: SeededRandom): Mutation | undefined {
		const total = this.count(type);
		if (total === 0) return undefined;
		let index = below(random, total);
		for (const candidates of this.functions) {
			const instructions = candidates.of(type);
			const instruction = instructions[index];
			if (instruction) {
				const variants = faultModels[type].count(instruction, candidates.code);
				return mutation(type, instruction, below(random, variants));
			}
			index -= instructions.length;
		}
		throw new Error(`The candidates of type ${type} changed while one was drawn.`);
	}

	/** The instruction before and after; to be asked while the text around it is as it was. */
	describe(mutation: Mutation): Disassembly {
		const behind = mutation.address + mutation.oldBytes.length - this.binary.textStart;
		return disassembleMutation(mutation, this.text.subarray(behind));
	}
}

/** A function's instructions by the types that apply to them, found when first asked for. */
class FunctionCandidates {
	private current: DecodedFunction | undefined;
	/** As decoded from the clean text, to go back to. */
	private clean: DecodedFunction | undefined;
	private isClean = true;

	constructor(
		readonly range: FunctionRange,
		private readonly text: Uint8Array,
		private readonly textAddress: number,
	) {}

	get code(): FunctionCode {
		return this.decoded().code;
	}

	of(type: FaultType): readonly Instruction[] {
		const { code, lists } = this.decoded();
		let list = lists[type];
		if (!list) {
			const { count } = faultModels[type];
			list = code.instructions.filter((instruction) => count(instruction, code) > 0);
			lists[type] = list;
		}
		return list;
	}

	invalidate(): void {
		this.isClean = false;
		this.current = undefined;
	}

	reset(): void {
		this.isClean = true;
		this.current = this.clean;
	}

	private decoded(): DecodedFunction {
		this.current ??= {
			code: new FunctionCode(this.range, this.text, this.textAddress),
			lists: {},
		};
		if (this.isClean) this.clean = this.current;
		return this.current;
	}
}

interface DecodedFunction {
	readonly code: FunctionCode;
	readonly lists: Partial<Record<FaultType, readonly Instruction[]>>;
}

/** A whole number from 0 to `limit` - 1. */
function below(random: SeededRandom, limit: number): number {
	return Math.floor(((random.nextInt32() >>> 0) / UINT32_RANGE) * limit);
}

const hex = (address: number): string => `0x${address.toString(16)}`;
