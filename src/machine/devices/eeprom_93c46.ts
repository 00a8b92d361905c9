/**
 * A 93C46 serial EEPROM: 64 words of 16 bits behind three wires and an answer (Microchip 93C46
 * data sheet; Realtek's and others' network cards keep their station address in one).
 *
 * With CS up, each rising edge of SK takes a bit from DI: leading zeros, a one, two bits of opcode,
 * six of address, and for writes sixteen of data. A read answers with a zero and then the word,
 * high bit first, and goes on with the next word as long as the clock runs. A write ends when CS
 * falls. It takes no time here: the chip is ready at once.
 */

import type { PlainData } from '../api.ts';

export const EEPROM_WORDS = 64;
const ADDRESS_BITS = 6;
const DATA_BITS = 16;
/** Start bit, opcode and address. */
const COMMAND_BITS = 1 + 2 + ADDRESS_BITS;
const ADDRESS_MASK = EEPROM_WORDS - 1;
const ERASED = 0xffff;

const OPCODE_EXTENDED = 0;
const OPCODE_WRITE = 1;
const OPCODE_READ = 2;
const OPCODE_ERASE = 3;
/** The two high address bits of extended commands. */
const EWDS = 0;
const WRAL = 1;
const ERAL = 2;
const EWEN = 3;

export class Eeprom93c46 {
	readonly words: Uint16Array;
	/** The level of DO; it floats, pulled up, while the chip has nothing to say. */
	output = true;
	private isSelected = false;
	private clock = false;
	private isWriteEnabled = false;
	/** Bits taken since the start bit, itself included. */
	private taken = 0;
	private takenCount = 0;
	/** What is read: the word, and how many of its bits are still to come. */
	private readAddress = 0;
	private readLeft = 0;

	/** Takes over the contents. */
	constructor(words: Uint16Array) {
		if (words.length !== EEPROM_WORDS) {
			throw new RangeError(`A 93C46 has ${EEPROM_WORDS} words, not ${words.length}.`);
		}
		this.words = words;
	}

	/** The levels of CS, SK and DI are now these. */
	drive(select: boolean, clock: boolean, data: boolean): void {
		if (!select) {
			if (this.isSelected) {
				this.deselect();
			}
		} else if (clock && !this.clock) {
			this.risingEdge(data ? 1 : 0);
		}
		this.isSelected = select;
		this.clock = clock;
	}

	save(): PlainData {
		const { output, isSelected, clock, isWriteEnabled } = this;
		const { taken, takenCount, readAddress, readLeft } = this;
		return {
			...{ output, isSelected, clock, isWriteEnabled },
			...{ taken, takenCount, readAddress, readLeft },
			words: [...this.words],
		};
	}

	load(state: PlainData): void {
		const { words, ...plain } = state as { words: number[] };
		Object.assign(this, plain);
		this.words.set(words);
	}

	private get opcode(): number {
		return (this.taken >> (this.takenCount - 3)) & 3;
	}

	private get address(): number {
		return (this.taken >> (this.takenCount - COMMAND_BITS)) & ADDRESS_MASK;
	}

	private risingEdge(bit: number): void {
		if (this.isReading) {
			this.shiftOut();
			return;
		}
		if ((this.takenCount === 0 && bit === 0) || this.takenCount === COMMAND_BITS + DATA_BITS) {
			return;
		}
		this.taken = (this.taken << 1) | bit;
		this.takenCount++;
		if (this.isReading) {
			this.readAddress = this.address;
			this.readLeft = DATA_BITS;
			this.output = false;
		}
	}

	private get isReading(): boolean {
		return this.takenCount === COMMAND_BITS && this.opcode === OPCODE_READ;
	}

	private shiftOut(): void {
		if (this.readLeft === 0) {
			this.readAddress = (this.readAddress + 1) & ADDRESS_MASK;
			this.readLeft = DATA_BITS;
		}
		this.readLeft--;
		this.output = (((this.words[this.readAddress] as number) >> this.readLeft) & 1) === 1;
	}

	/** Carries out what was taken, if it is a whole command; bits beyond one do not count. */
	private deselect(): void {
		if (this.takenCount >= COMMAND_BITS) {
			this.command();
		}
		if (this.takenCount === COMMAND_BITS + DATA_BITS) {
			this.write(this.taken & ERASED);
		}
		this.taken = 0;
		this.takenCount = 0;
		this.output = true;
	}

	private command(): void {
		if (this.opcode === OPCODE_ERASE && this.isWriteEnabled) {
			this.words[this.address] = ERASED;
		} else if (this.opcode === OPCODE_EXTENDED) {
			const extended = this.address >> (ADDRESS_BITS - 2);
			if (extended === EWEN || extended === EWDS) {
				this.isWriteEnabled = extended === EWEN;
			} else if (extended === ERAL && this.isWriteEnabled) {
				this.words.fill(ERASED);
			}
		}
	}

	private write(data: number): void {
		if (!this.isWriteEnabled) {
			return;
		}
		if (this.opcode === OPCODE_WRITE) {
			this.words[this.address] = data;
		} else if (this.opcode === OPCODE_EXTENDED && this.address >> (ADDRESS_BITS - 2) === WRAL) {
			this.words.fill(data);
		}
	}
}
