/**
 * Keeps the flags of the guest's processor in local variables of the generated function.
 *
 * v86 keeps flags lazily: arithmetic stores its result, its first operand, its size and which flags
 * follow from those; the flags word has the others. Generated code has these five words in memory,
 * so that nearly each instruction changes `flags` by a load and a store that wait for the one
 * before, and rotates are calls that do the same. V8 does not see through memory; it does through
 * local variables, where most of this turns out to be unused.
 *
 * The words are taken from memory on entry and put back before whatever may look at them: the
 * return, and all calls but those known to leave flags alone (`NEUTRAL_...`), after which they are
 * taken from memory again. This is how generated code treats the general registers, too; what
 * can happen inside a neutral call happens without these.
 *
 * Rotates by a constant become one instruction. The flags of the last one stay in its result:
 *
 *     flags = local flags | carryAndOverflow(local rotated), which is 0 for 0
 *
 * so that they cost nothing when nobody asks for them.
 */

import { CodeWriter, code } from './code_writer.ts';
import { ByteReader, type GeneratedModule, UnexpectedCode } from './generated_module.ts';
import {
	accessSizeOf,
	EMPTY_BLOCK,
	givenBy,
	OPCODE,
	OPERANDS,
	operandsOf,
	takenBy,
} from './opcodes.ts';

/** Addresses of v86's words, under v86's names. */
const WORD = {
	lastOpSize: 96,
	flagsChanged: 100,
	lastOp1: 104,
	lastResult: 112,
	flags: 120,
} as const;
const WORDS: readonly number[] = Object.values(WORD);
const WORDS_END = WORD.flags + 4;
/** All that `isPromoted` looks at. */
const FIRST_ADDRESS = WORD.lastOpSize;

const FLAG_CARRY = 1;
const FLAG_OVERFLOW = 1 << 11;
const ROTATE_FLAGS = FLAG_CARRY | FLAG_OVERFLOW;
const ROTATE_COUNT_MASK = 31;

/**
 * They translate addresses and reach memory and devices. A fault in them is only noted down;
 * `exit_jit` raises it.
 */
const NEUTRAL_ACCESS = /^safe_(read|write|read_write)(8|16|32s?|64s?|128s?)_slow_jit$/;
const NEUTRAL_CALLS = ['get_phys_eip_slow_jit', 'jit_find_cache_entry_in_page'];
const ROTATE_LEFT = 'rol32';
const ROTATE_RIGHT = 'ror32';
export const ROTATES: readonly string[] = [ROTATE_LEFT, ROTATE_RIGHT];

const NO_ADDRESS = -1;
const LOWEST_VALUE_TYPE = 0x7b;
const HIGHEST_VALUE_TYPE = 0x7f;

const CALL = { barrier: 0, neutral: 1, rotateLeft: 2, rotateRight: 3 } as const;

interface ControlFrame {
	/** Of the stack when the block was entered. */
	readonly height: number;
	readonly resultCount: number;
}

/** The locals added and the instructions, up to the end of the function. */
export interface PromotedCode {
	readonly addedLocals: number;
	readonly instructions: Uint8Array;
}

/** Throws an `UnexpectedCode` for what v86's compiler is not known to generate. */
export function promoteFlags(bytes: Uint8Array, module: GeneratedModule): PromotedCode {
	return new FlagPromotion(bytes, module).run();
}

class FlagPromotion {
	private readonly out = new CodeWriter();
	private readonly reader: ByteReader;
	private readonly calls: readonly number[];
	private readonly hasRotates: boolean;
	private readonly localOf = new Map<number, number>();
	/** The result of the last rotate whose flags are not in the flags word. */
	private readonly rotated: number;
	private readonly settleRotate: readonly number[];
	private readonly putBack: readonly number[];
	private readonly takeUp: readonly number[];

	/** The constant that a value on the stack is, when it may be an address of a promoted word. */
	private readonly stackAddress: number[] = [];
	/** Where that constant stands in `out`. */
	private readonly stackAt: number[] = [];
	private readonly frames: ControlFrame[] = [{ height: 0, resultCount: 0 }];
	/** Where what stands for this instruction starts in `out`. */
	private outStart = 0;
	/** The same of the last three, the latest first. */
	private last = 0;
	private secondLast = 0;
	private thirdLast = 0;

	constructor(
		private readonly bytes: Uint8Array,
		private readonly module: GeneratedModule,
	) {
		this.reader = new ByteReader(bytes, module.codeStart);
		this.calls = module.imports.map(({ name }) => kindOfCall(name));
		this.hasRotates =
			this.calls.includes(CALL.rotateLeft) || this.calls.includes(CALL.rotateRight);
		for (const [at, address] of WORDS.entries()) {
			this.localOf.set(address, module.localCount + at);
		}
		this.rotated = module.localCount + WORDS.length;
		this.settleRotate = this.hasRotates ? this.codeToSettleRotate() : [];
		this.putBack = [
			...this.settleRotate,
			...WORDS.flatMap((address) => [
				...[...code.constant(address), ...code.get(this.local(address)), ...code.store],
			]),
		];
		this.takeUp = WORDS.flatMap((address) => [
			...[...code.load(address), ...code.set(this.local(address))],
		]);
	}

	run(): PromotedCode {
		const { reader, bytes } = this;
		this.out.put(this.takeUp);
		while (this.frames.length > 0) {
			this.instruction(reader.at, reader.byte());
		}
		if (reader.at !== bytes.length) {
			throw new UnexpectedCode('code behind the end of the function');
		}
		return { addedLocals: WORDS.length + 1, instructions: this.out.written() };
	}

	private instruction(start: number, opcode: number): void {
		const { reader, bytes, out } = this;
		this.outStart = out.length;
		switch (operandsOf[opcode]) {
			case OPERANDS.none:
				break;
			case OPERANDS.index:
				if (opcode === OPCODE.call) {
					this.call(start, reader.u32());
					this.remember();
					return;
				}
				this.checkBranch(opcode, reader.u32());
				break;
			case OPERANDS.constant:
				this.constant(start, opcode);
				this.remember();
				return;
			case OPERANDS.memory:
				reader.u32();
				this.access(start, opcode, reader.u32());
				this.remember();
				return;
			case OPERANDS.blockType:
				this.enterBlock(opcode, reader.byte());
				break;
			case OPERANDS.branchTable:
				for (let left = reader.u32(); left >= 0; left--) {
					this.checkBranch(opcode, reader.u32());
				}
				break;
			case OPERANDS.float32:
				reader.at += 4;
				break;
			case OPERANDS.float64:
				reader.at += 8;
				break;
			default:
				throw new UnexpectedCode(`the opcode 0x${opcode.toString(16)}`);
		}
		if (opcode === OPCODE.return || (opcode === OPCODE.end && this.frames.length === 1)) {
			out.put(this.putBack);
		}
		out.copy(bytes, start, reader.at);
		this.remember();
		this.takeAndGive(opcode);
	}

	private remember(): void {
		this.thirdLast = this.secondLast;
		this.secondLast = this.last;
		this.last = this.outStart;
	}

	/** This instruction stands for those from there on, too. */
	private takeBack(outStart: number): void {
		this.out.length = outStart;
		this.outStart = outStart;
	}

	private takeAndGive(opcode: number): void {
		switch (opcode) {
			case OPCODE.end: {
				const { height, resultCount } = this.frames.pop() as ControlFrame;
				this.stackAddress.length = height;
				this.give(resultCount);
				return;
			}
			case OPCODE.else:
			case OPCODE.br:
			case OPCODE.brTable:
			case OPCODE.return:
			case OPCODE.unreachable:
				this.stackAddress.length = this.frames.at(-1)?.height ?? 0;
				return;
			case OPCODE.brIf:
				this.take(1);
				return;
			default:
				this.take(takenBy[opcode] as number);
				this.give(givenBy[opcode] as number);
		}
	}

	/** Behind a jump there may be less on the stack than is taken. */
	private take(count: number): void {
		const { stackAddress } = this;
		const bottom = this.frames.at(-1)?.height ?? 0;
		stackAddress.length = Math.max(stackAddress.length - count, bottom);
	}

	private give(count: number): void {
		for (let left = count; left > 0; left--) {
			this.stackAddress.push(NO_ADDRESS);
		}
	}

	private enterBlock(opcode: number, type: number): void {
		if (type !== EMPTY_BLOCK && (type < LOWEST_VALUE_TYPE || type > HIGHEST_VALUE_TYPE)) {
			throw new UnexpectedCode(`a block of type ${type}`);
		}
		if (opcode === OPCODE.if) {
			this.take(1);
		}
		const resultCount = type === EMPTY_BLOCK ? 0 : 1;
		this.frames.push({ height: this.stackAddress.length, resultCount });
	}

	/** Nothing may leave the function past `putBack`. */
	private checkBranch(opcode: number, depth: number): void {
		const isBranch =
			opcode === OPCODE.br || opcode === OPCODE.brIf || opcode === OPCODE.brTable;
		if (isBranch && depth >= this.frames.length - 1) {
			throw new UnexpectedCode('a branch out of the function');
		}
	}

	private constant(start: number, opcode: number): void {
		const value = this.reader.signed();
		const mayBeAddress = opcode === OPCODE.i32Const && value >= 0 && value < WORDS_END;
		this.stackAt[this.stackAddress.length] = this.out.length;
		this.stackAddress.push(mayBeAddress ? value : NO_ADDRESS);
		this.out.copy(this.bytes, start, this.reader.at);
	}

	private access(start: number, opcode: number, offset: number): void {
		const depth = opcode >= OPCODE.firstStore ? 2 : 1;
		const slot = this.stackAddress.length - depth;
		const isKnown = slot >= (this.frames.at(-1)?.height ?? 0);
		const base = isKnown ? (this.stackAddress[slot] ?? NO_ADDRESS) : NO_ADDRESS;
		const address = base + offset;
		if (base === NO_ADDRESS || !isPromoted(address, accessSizeOf[opcode] as number)) {
			this.out.copy(this.bytes, start, this.reader.at);
			this.takeAndGive(opcode);
			return;
		}
		const local = offset === 0 ? this.localOf.get(address) : undefined;
		if (local === undefined) {
			throw new UnexpectedCode(`an access to a part of the flags, at ${address}`);
		}
		const addressAt = this.stackAt[slot] as number;
		if (depth === 1) {
			this.load(opcode, address, local, addressAt);
		} else {
			this.store(opcode, address, local, addressAt);
		}
		this.takeAndGive(opcode);
	}

	private load(opcode: number, address: number, local: number, addressAt: number): void {
		const { out } = this;
		if (addressAt !== this.last) {
			throw new UnexpectedCode('an address of flags that is not loaded from at once');
		}
		this.takeBack(addressAt);
		if (address === WORD.flags && !this.isRotateMaskedOut()) {
			out.put(this.settleRotate);
		}
		out.put(code.get(local));
		if (opcode === OPCODE.i32Load8U) {
			out.put([...code.constant(0xff), OPCODE.i32And]);
		} else if (opcode === OPCODE.i32Load16U) {
			out.put([...code.constant(0xffff), OPCODE.i32And]);
		} else if (opcode !== OPCODE.i32Load) {
			throw new UnexpectedCode(`a load 0x${opcode.toString(16)} of flags`);
		}
	}

	/** What follows takes neither carry nor overflow from the flags loaded. */
	private isRotateMaskedOut(): boolean {
		const next = new ByteReader(this.bytes, this.reader.at);
		return (
			next.byte() === OPCODE.i32Const &&
			(next.signed() & ROTATE_FLAGS) === 0 &&
			next.byte() === OPCODE.i32And
		);
	}

	private store(opcode: number, address: number, local: number, addressAt: number): void {
		const { out } = this;
		out.blank(addressAt, code.constant(address).length);
		if (opcode === OPCODE.i32Store) {
			out.put(code.set(local));
			if (address === WORD.flags && this.hasRotates) {
				out.put([...code.constant(0), ...code.set(this.rotated)]);
			}
			return;
		}
		// The size and which flags are lazy, in one.
		const value = new ByteReader(out.written(), this.last);
		if (
			opcode !== OPCODE.i64Store ||
			address !== WORD.lastOpSize ||
			value.byte() !== OPCODE.i64Const
		) {
			throw new UnexpectedCode(`a store 0x${opcode.toString(16)} to flags`);
		}
		const [size, changed] = value.halves();
		this.takeBack(this.last);
		out.put([
			...[...code.constant(size), ...code.set(local), ...code.constant(changed)],
			...code.set(this.local(WORD.flagsChanged)),
		]);
	}

	private call(start: number, index: number): void {
		const { out, bytes, reader } = this;
		const callee = this.module.imports[index];
		if (!callee) {
			throw new UnexpectedCode(`a call of function ${index}, which is not imported`);
		}
		const kind = this.calls[index];
		if (kind === CALL.neutral) {
			out.copy(bytes, start, reader.at);
		} else if (kind === CALL.barrier || !this.rotate(kind === CALL.rotateRight)) {
			out.put(this.putBack);
			out.copy(bytes, start, reader.at);
			out.put(this.takeUp);
		}
		this.take(callee.parameterCount);
		this.give(callee.resultCount);
	}

	/** False when the count is not constant, or none. */
	private rotate(isRight: boolean): boolean {
		const { out, rotated } = this;
		const count = this.constantCount();
		if (count === 0) {
			return false;
		}
		this.takeBack(this.thirdLast);
		out.put([
			...[...code.constant(count), isRight ? OPCODE.i32Rotr : OPCODE.i32Rotl],
			...code.tee(rotated),
			...this.codeToMask(WORD.flagsChanged, ~ROTATE_FLAGS),
			...this.codeToMask(WORD.flags, ~ROTATE_FLAGS),
		]);
		if (isRight) {
			// Its carry is the highest bit: turned left by one, as of a rotate to the left.
			out.put([...code.get(rotated), ...code.constant(1), OPCODE.i32Rotl]);
			out.put(code.set(rotated));
		}
		return true;
	}

	/** Of a rotate whose count was just given as `(constant & 31)`; 0 if it was not. */
	private constantCount(): number {
		const tail = new ByteReader(this.out.written(), this.thirdLast);
		if (tail.byte() !== OPCODE.i32Const) {
			return 0;
		}
		const count = tail.signed();
		const isMasked =
			tail.at === this.secondLast &&
			tail.byte() === OPCODE.i32Const &&
			tail.signed() === ROTATE_COUNT_MASK &&
			tail.at === this.last &&
			tail.byte() === OPCODE.i32And;
		return isMasked ? count & ROTATE_COUNT_MASK : 0;
	}

	private codeToMask(address: number, mask: number): number[] {
		const local = this.local(address);
		return [...[...code.get(local), ...code.constant(mask), OPCODE.i32And], ...code.set(local)];
	}

	/**
	 * Puts carry and overflow of the last rotate, taken as one to the left, into the flags word:
	 * carry is the lowest bit of the result, overflow whether lowest and highest differ.
	 */
	private codeToSettleRotate(): number[] {
		const flags = this.local(WORD.flags);
		const { rotated } = this;
		return [
			...[...code.get(rotated), ...code.constant(11), OPCODE.i32Shl],
			...[...code.get(rotated), ...code.constant(20), OPCODE.i32ShrU, OPCODE.i32Xor],
			...[...code.constant(FLAG_OVERFLOW), OPCODE.i32And],
			...[...code.get(rotated), ...code.constant(FLAG_CARRY), OPCODE.i32And, OPCODE.i32Or],
			...[...code.get(flags), OPCODE.i32Or, ...code.set(flags)],
			...[...code.constant(0), ...code.set(rotated)],
		];
	}

	private local(address: number): number {
		return this.localOf.get(address) as number;
	}
}

function kindOfCall(name: string): number {
	if (name === ROTATE_LEFT) {
		return CALL.rotateLeft;
	}
	if (name === ROTATE_RIGHT) {
		return CALL.rotateRight;
	}
	const isNeutral = NEUTRAL_ACCESS.test(name) || NEUTRAL_CALLS.includes(name);
	return isNeutral ? CALL.neutral : CALL.barrier;
}

function isPromoted(address: number, size: number): boolean {
	return (
		address + size > FIRST_ADDRESS &&
		address < WORDS_END &&
		WORDS.some((word) => address < word + 4 && address + size > word)
	);
}
