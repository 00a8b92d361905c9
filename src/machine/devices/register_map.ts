/**
 * A device's registers by their offsets, for accesses of any size and alignment.
 *
 * An access that is a register's own is passed on as it is. Any other is cut up: each register it
 * touches is read once, or written once with a mask that tells which of its bits were reached.
 */

import type { AccessSize } from './pci_function.ts';

export interface Register {
	readonly size: AccessSize;
	/** The whole register. */
	read(): number;
	/** Bits outside `mask` were not written. Without this the register is read-only. */
	write?(value: number, mask: number): void;
}

interface PlacedRegister {
	readonly at: number;
	readonly register: Register;
}

const FULL_MASK: Readonly<Record<AccessSize, number>> = { 1: 0xff, 2: 0xffff, 4: 0xffffffff };

export class RegisterMap {
	private readonly byOffset: (PlacedRegister | undefined)[];

	/** `length` is in bytes; what no register covers reads as 0. Registers must not overlap. */
	constructor(length: number, registers: ReadonlyMap<number, Register>) {
		this.byOffset = new Array(length).fill(undefined);
		for (const [at, register] of registers) {
			for (let offset = at; offset < at + register.size; offset++) {
				if (this.byOffset[offset] || offset >= length) {
					throw new RangeError(
						`The register at ${at} overlaps another one, or ends beyond ${length}.`,
					);
				}
				this.byOffset[offset] = { at, register };
			}
		}
	}

	read(offset: number, size: AccessSize): number {
		const first = this.byOffset[offset];
		if (first && first.at === offset && first.register.size === size) {
			return first.register.read() >>> 0;
		}
		let value = 0;
		for (const [placed, shift] of this.touched(offset, size)) {
			value |= shiftBy(placed.register.read(), shift);
		}
		return (value & FULL_MASK[size]) >>> 0;
	}

	write(offset: number, size: AccessSize, value: number): void {
		const first = this.byOffset[offset];
		if (first && first.at === offset && first.register.size === size) {
			first.register.write?.(value, FULL_MASK[size]);
			return;
		}
		for (const [{ register }, shift] of this.touched(offset, size)) {
			const own = FULL_MASK[register.size];
			const mask = (shiftBy(FULL_MASK[size], -shift) & own) >>> 0;
			register.write?.((shiftBy(value, -shift) & mask) >>> 0, mask);
		}
	}

	/** The registers an access touches, and how far to the left each one lies in its value. */
	private *touched(offset: number, size: number): Generator<[PlacedRegister, number]> {
		let last: PlacedRegister | undefined;
		for (let at = offset; at < offset + size; at++) {
			const placed = this.byOffset[at];
			if (placed && placed.at !== last?.at) {
				yield [placed, 8 * (placed.at - offset)];
				last = placed;
			}
		}
	}
}

/** To the left, or to the right if negative; less than 32 bits. */
function shiftBy(value: number, bits: number): number {
	return bits >= 0 ? value << bits : value >>> -bits;
}
