/**
 * Writes random programs of the processor's arithmetic: all that changes or asks for flags, on
 * registers and in memory, with jumps and a loop. (Intel's Software Developer's Manual, volume 2.)
 *
 * EAX, ECX, EDX, EBX and ESI change; EBP and EDI point to data and stay.
 */

import type { SeededRandom } from '../random.ts';

const INSTRUCTIONS = 30;
const CHANGING = [0, 1, 2, 3, 6];
const REGISTER_OPERAND = 0xc0;
const EBP_WITH_BYTE = 0x45;
const EDI_WITH_BYTE = 0x47;
const OPERAND_SIZE_PREFIX = 0x66;
const ARITHMETIC_FLAGS = 0x8d5;
const FLAGS_ALWAYS_SET = 0x202;

type Size = 8 | 16 | 32;

export interface ProgramEnvironment {
	/** Where the number of turns of the loop is, which the program counts down. */
	readonly loops: number;
	/** Where to go at the end. */
	readonly done: number;
}

export class AluProgramWriter {
	private bytes: number[] = [];
	private readonly kinds: readonly (() => void)[] = [
		() => this.binary(8 * this.below(8)), // add, or, adc, sbb, and, sub, xor, cmp
		() => this.binary(8 * this.below(8) + 2),
		() => this.immediate(0x80, this.below(8)),
		() => this.unary(this.wideSize(), [0x83], this.below(8), 1),
		() => this.rotateRegister(),
		() => this.rotateRegister(),
		() => this.rotateRegister(),
		() => this.sized(0xc0, this.below(8), 1), // rotates and shifts by a constant,
		() => this.sized(0xd0, this.below(8)), // by 1
		() => this.sized(0xd2, this.below(8)), // and by CL
		() => this.binary(0x84), // test
		() => this.immediate(0xf6, 0),
		() => this.bytes.push((this.below(2) ? 0x40 : 0x48) + this.register(32)), // inc, dec
		() => this.sized(0xfe, this.below(2)),
		() => this.sized(0xf6, 2 + this.below(this.below(4) ? 4 : 6)), // not, neg, mul, div
		() => this.wide([0x0f, 0xaf]), // imul
		() => this.unary(8, [0x0f, 0x90 + this.below(16)], 0), // setcc
		() => this.wide([0x0f, 0x40 + this.below(16)]), // cmovcc
		() => this.wide([0x0f, 0xa4 + 8 * this.below(2)], 1), // shld, shrd
		() => this.wide([0x0f, 0xa5 + 8 * this.below(2)]),
		() => this.unary(this.wideSize(), [0x0f, 0xba], 4 + this.below(4), 1), // bt ...
		() => this.wide([0x0f, 0xbc + this.below(2)]), // bsf, bsr
		() => this.bytes.push(0x9c, 0x58 + this.register(32)), // pushf; pop
		() => this.popFlags(),
		() => this.bytes.push(this.oneOf([0xf5, 0xf8, 0xf9, 0x9e, 0x9f])), // cmc ... lahf
		() => this.bytes.push(this.oneOf([0x27, 0x2f, 0x37, 0x3f])), // daa ... aas
		() => this.binary(0xc0, [0x0f]), // xadd
		() => this.binary(0xb0, [0x0f]), // cmpxchg
		() => this.binary(0x86 + 2 * this.below(3)), // xchg, mov
		() => this.wide([0x0f, this.oneOf([0xb6, 0xbe])]), // movzx, movsx
		() => this.bytes.push(0x0f, 0xc8 + this.register(32)), // bswap
	];

	constructor(
		private readonly random: SeededRandom,
		private readonly environment: ProgramEnvironment,
	) {}

	write(): Uint8Array {
		this.bytes = [];
		const loopStart = this.below(INSTRUCTIONS);
		let loopAt = 0;
		for (let count = 0; count < INSTRUCTIONS; count++) {
			if (count === loopStart) {
				loopAt = this.bytes.length;
			}
			this.maybeSkipped();
		}
		this.bytes.push(0xff, 0x0d, ...encodeWord(this.environment.loops)); // dec
		this.bytes.push(0x0f, 0x85, ...encodeWord(loopAt - this.bytes.length - 6)); // jnz
		this.maybeSkipped();
		this.bytes.push(0x68, ...encodeWord(this.environment.done), 0xc3); // push; ret
		return Uint8Array.from(this.bytes);
	}

	private maybeSkipped(): void {
		if (this.below(6) > 0) {
			this.instruction();
			return;
		}
		this.bytes.push(0x70 + this.below(16), 0); // jcc
		const start = this.bytes.length;
		this.instruction();
		this.bytes[start - 1] = this.bytes.length - start;
	}

	private instruction(): void {
		(this.kinds[this.below(this.kinds.length)] as () => void)();
	}

	/** With a register and another operand, in any size: `opcode` is that of bytes. */
	private binary(opcode: number, lead: readonly number[] = []): void {
		const size = this.oneOf<Size>([8, 16, 32, 32]);
		this.unary(size, [...lead, opcode + (size === 8 ? 0 : 1)], this.register(size));
	}

	private sized(opcode: number, extension: number, immediateBytes = 0): void {
		const size = this.oneOf<Size>([8, 16, 32, 32]);
		this.unary(size, [opcode + (size === 8 ? 0 : 1)], extension, immediateBytes);
	}

	private immediate(opcode: number, extension: number): void {
		const size = this.oneOf<Size>([8, 16, 32, 32]);
		this.unary(size, [opcode + (size === 8 ? 0 : 1)], extension, size / 8);
	}

	private wide(opcode: readonly number[], immediateBytes = 0): void {
		this.unary(this.wideSize(), opcode, this.register(32), immediateBytes);
	}

	/** With one operand beside what `field` selects, and so many random bytes. */
	private unary(size: Size, opcode: readonly number[], field: number, immediateBytes = 0): void {
		this.bytes.push(...(size === 16 ? [OPERAND_SIZE_PREFIX] : []), ...opcode);
		const kind = this.below(8);
		if (kind >= 3) {
			this.bytes.push(REGISTER_OPERAND + 8 * field + this.register(size));
		} else {
			this.bytes.push(
				(kind > 0 ? EBP_WITH_BYTE : EDI_WITH_BYTE) + 8 * field,
				this.below(128),
			);
		}
		for (let left = immediateBytes; left > 0; left--) {
			this.bytes.push(this.below(256));
		}
	}

	/** What the optimizer treats by itself: to the left or right by a constant. */
	private rotateRegister(): void {
		const operand = REGISTER_OPERAND + 8 * this.below(2) + this.register(32);
		this.bytes.push(0xc1, operand, this.oneOf([this.below(32), this.below(256)]));
	}

	/** Arithmetic flags from a register. */
	private popFlags(): void {
		this.bytes.push(0x50 + this.register(32));
		this.bytes.push(0x81, 0x24, 0x24, ...encodeWord(ARITHMETIC_FLAGS)); // and, on the stack
		this.bytes.push(0x81, 0x0c, 0x24, ...encodeWord(FLAGS_ALWAYS_SET)); // or
		this.bytes.push(0x9d);
	}

	/** All eight registers of a byte are parts of those that may change. */
	private register(size: Size): number {
		return size === 8 ? this.below(8) : this.oneOf(CHANGING);
	}

	private wideSize(): Size {
		return this.oneOf<Size>([16, 32, 32]);
	}

	private oneOf<T>(values: readonly T[]): T {
		return values[this.below(values.length)] as T;
	}

	private below(limit: number): number {
		return (this.random.nextInt32() >>> 4) % limit;
	}
}

/** In four bytes, the lowest first. */
export function encodeWord(value: number): number[] {
	return [0, 8, 16, 24].map((shift) => (value >> shift) & 0xff);
}
