/** An NE2000 on a test bus, with what a driver does by its registers, after the data sheets. */

import * as reg from './dp8390_registers.ts';
import { Ne2000Pci } from './ne2000_pci.ts';
import { Registers, TestBus } from './test_bus.test-support.ts';
import { TestCable } from './test_cable.test-support.ts';

export const STATION = Uint8Array.of(0x02, 0x4b, 0x54, 0x00, 0x00, 0x29);
export const BROADCAST = new Uint8Array(6).fill(0xff);
export const STRANGER = Uint8Array.of(0x02, 1, 2, 3, 4, 5);

export const DATA_PORT = 0x10;
export const RESET_PORT = 0x1f;
export const TRANSMIT_PAGE = 0x40;
export const RING_START = 0x46;
export const RING_STOP = 0x80;

export const NO_DMA = reg.RD_ABORT << reg.CR_RD_SHIFT;
const HEAD_BYTES = 4;

export interface ReceivedFrame {
	status: number;
	next: number;
	/** As the head says it, with the check sequence. */
	count: number;
	/** With the check sequence. */
	bytes: Uint8Array;
}

export class TestNe2000 {
	readonly card = new Ne2000Pci(STATION);
	/** It has no memory for bus masters: the card is none. */
	readonly bus = new TestBus(this.card, 0);
	readonly ports = new Registers(this.card, 0);
	readonly cable: TestCable;

	constructor(nsPerByte = 0) {
		this.cable = new TestCable(this.bus, nsPerByte);
		this.card.connect(this.cable);
		this.card.reset();
	}

	/** A register of page 0, which is chosen at all other times. */
	read(offset: number): number {
		return this.ports.read8(offset);
	}

	write(offset: number, value: number): void {
		this.ports.write8(offset, value);
	}

	readOn(page: number, offset: number): number {
		this.choose(page);
		const value = this.read(offset);
		this.choose(0);
		return value;
	}

	writeOn(page: number, offset: number, value: number): void {
		this.choose(page);
		this.write(offset, value);
		this.choose(0);
	}

	/** The initialisation sequence of the DP8390's data sheet; word-wide, as all drivers do. */
	start(receiveConfiguration = reg.RCR_AB): void {
		this.write(reg.CR, NO_DMA | reg.CR_STP);
		this.write(reg.DCR, 0x48 | reg.DCR_WTS);
		this.write(reg.RBCR0, 0);
		this.write(reg.RBCR1, 0);
		this.write(reg.RCR, receiveConfiguration);
		this.write(reg.TCR, 1 << reg.TCR_LB_SHIFT);
		this.write(reg.PSTART, RING_START);
		this.write(reg.PSTOP, RING_STOP);
		this.write(reg.BNRY, RING_STOP - 1);
		this.write(reg.ISR, 0xff);
		this.write(reg.IMR, reg.ISR_INTERRUPTS & ~reg.ISR_RDC);
		for (const [index, byte] of STATION.entries()) {
			this.writeOn(1, reg.PAR0 + index, byte);
		}
		this.writeOn(1, reg.CURR, RING_START);
		this.write(reg.CR, NO_DMA | reg.CR_STA);
		this.write(reg.TCR, 0);
	}

	beginDma(command: number, address: number, count: number): void {
		this.write(reg.RSAR0, address & 0xff);
		this.write(reg.RSAR1, address >> 8);
		this.write(reg.RBCR0, count & 0xff);
		this.write(reg.RBCR1, count >> 8);
		this.write(reg.CR, reg.CR_STA | (command << reg.CR_RD_SHIFT));
	}

	readMemory(address: number, count: number): Uint8Array {
		const bytes = new Uint8Array(count + 1);
		this.beginDma(reg.RD_READ, address, count);
		for (let index = 0; index < count; index += 2) {
			const word = this.ports.read16(DATA_PORT);
			bytes[index] = word;
			bytes[index + 1] = word >> 8;
		}
		return bytes.subarray(0, count);
	}

	writeMemory(address: number, bytes: Uint8Array): void {
		this.beginDma(reg.RD_WRITE, address, bytes.length);
		for (let index = 0; index < bytes.length; index += 2) {
			const word = (bytes[index] as number) | ((bytes[index + 1] ?? 0) << 8);
			this.ports.write16(DATA_PORT, word);
		}
	}

	/** Loads a frame and begins to send it. */
	send(frame: Uint8Array): void {
		this.writeMemory(TRANSMIT_PAGE << reg.PAGE_SHIFT, frame);
		this.transmit(TRANSMIT_PAGE, frame.length);
	}

	transmit(page: number, length: number): void {
		this.write(reg.TPSR, page);
		this.write(reg.TBCR0, length & 0xff);
		this.write(reg.TBCR1, length >> 8);
		this.write(reg.CR, NO_DMA | reg.CR_STA | reg.CR_TXP);
	}

	/** Takes the oldest frame out of the ring. */
	take(): ReceivedFrame | undefined {
		const page = this.firstPage();
		if (page === this.readOn(1, reg.CURR)) {
			return undefined;
		}
		const head = this.readMemory(page << reg.PAGE_SHIFT, HEAD_BYTES);
		const [status, next, low, high] = head as unknown as [number, number, number, number];
		const count = low | (high << 8);
		const bytes = this.readMemory((page << reg.PAGE_SHIFT) + HEAD_BYTES, count);
		this.write(reg.BNRY, next === RING_START ? RING_STOP - 1 : next - 1);
		return { status, next, count, bytes };
	}

	/** The page behind BNRY: drivers keep it one behind the oldest frame. */
	private firstPage(): number {
		const page = this.read(reg.BNRY) + 1;
		return page === RING_STOP ? RING_START : page;
	}

	private choose(page: number): void {
		const command = this.read(reg.CR) & (reg.CR_STP | reg.CR_STA);
		this.write(reg.CR, NO_DMA | command | (page << reg.CR_PS_SHIFT));
	}
}

/** A frame of `length` bytes whose contents tell it from others. */
export function frameTo(destination: Uint8Array, length = 60, seed = 1): Uint8Array {
	const frame = new Uint8Array(length);
	for (let index = 0; index < length; index++) {
		frame[index] = index * 7 + seed * 31;
	}
	frame.set(destination);
	frame.set(STRANGER, 6);
	return frame;
}
