/** An RTL8139 on a test bus, with what a driver does by its registers, after the data sheet. */

import { Rtl8139 } from './rtl8139.ts';
import * as reg from './rtl8139_registers.ts';
import { Registers, TestBus } from './test_bus.test-support.ts';
import { TestCable } from './test_cable.test-support.ts';

export const STATION = Uint8Array.of(0x02, 0x4b, 0x54, 0x00, 0x81, 0x39);

export const RING = 0x10000;
export const RING_BYTES = 8192;
/** Of the four transmit buffers. */
export const BUFFERS = 0x40000;
export const BUFFER_BYTES = 0x1000;
/** Our own, multicast by hash, broadcast. */
export const USUAL_FILTER = reg.RCR_APM | reg.RCR_AM | reg.RCR_AB;
export const USUAL_INTERRUPTS = 0x807f;

export interface TakenFrame {
	status: number;
	/** Without the check sequence. */
	frame: Uint8Array;
	checkSequence: number;
}

export class TestRtl8139 {
	readonly card = new Rtl8139(STATION);
	readonly bus = new TestBus(this.card);
	readonly ports = new Registers(this.card, 0);
	readonly cable: TestCable;
	/** Where the driver reads in the ring, and which descriptor it uses next. */
	private readAt = 0;
	private nextDescriptor = 0;

	constructor(nsPerByte = 0) {
		this.cable = new TestCable(this.bus, nsPerByte);
		this.card.connect(this.cable);
		this.card.reset();
	}

	/** Reset, transmitter and receiver on, a ring of 8 KB. */
	start(receiveConfiguration = USUAL_FILTER): void {
		const { ports } = this;
		ports.write8(reg.CR, reg.CR_RST);
		ports.write32(reg.RBSTART, RING);
		ports.write8(reg.CR, reg.CR_TE | reg.CR_RE);
		ports.write32(reg.RCR, receiveConfiguration);
		ports.write32(reg.TCR, reg.TCR_IFG);
		ports.write16(reg.IMR, USUAL_INTERRUPTS);
		this.readAt = 0;
		this.nextDescriptor = 0;
	}

	/** Goes on where another driver is. */
	resumeDriver(other: TestRtl8139): void {
		this.readAt = other.readAt;
		this.nextDescriptor = other.nextDescriptor;
	}

	/** Sends with the next descriptor, whose number is given. */
	send(frame: Uint8Array): number {
		const descriptor = this.nextDescriptor;
		this.nextDescriptor = (descriptor + 1) % reg.DESCRIPTORS;
		this.sendWith(descriptor, frame);
		return descriptor;
	}

	sendWith(descriptor: number, frame: Uint8Array): void {
		const address = BUFFERS + BUFFER_BYTES * descriptor;
		this.bus.memory.set(frame, address);
		this.ports.write32(reg.TSAD0 + 4 * descriptor, address);
		this.ports.write32(reg.TSD0 + 4 * descriptor, frame.length);
	}

	/** A descriptor's TSD. */
	transmitStatus(descriptor: number): number {
		return this.ports.read32(reg.TSD0 + 4 * descriptor);
	}

	/** Takes the oldest frame out of the ring, if there is one. */
	take(): TakenFrame | undefined {
		const taken = this.look();
		if (taken) {
			this.readAt = (this.readAt + 4 + taken.frame.length + 4 + 3) & ~3;
			this.readAt %= RING_BYTES;
			this.ports.write16(reg.CAPR, (this.readAt - 0x10) & 0xffff);
		}
		return taken;
	}

	/** The oldest frame in the ring, which stays there. */
	look(): TakenFrame | undefined {
		if (this.ports.read8(reg.CR) & reg.CR_BUFE) {
			return undefined;
		}
		const status = this.word(this.readAt);
		const length = this.word(this.readAt + 2);
		const bytes = Uint8Array.from({ length }, (_, index) => this.byte(this.readAt + 4 + index));
		const view = new DataView(bytes.buffer);
		return {
			status,
			frame: bytes.subarray(0, length - 4),
			checkSequence: view.getUint32(length - 4, true),
		};
	}

	/** Reads interrupt status and acknowledges it, as a handler does. */
	acknowledge(): number {
		const status = this.ports.read16(reg.ISR);
		this.ports.write16(reg.ISR, status);
		return status;
	}

	private word(at: number): number {
		return this.byte(at) | (this.byte(at + 1) << 8);
	}

	private byte(at: number): number {
		return this.bus.memory[RING + (at % RING_BYTES)] as number;
	}
}
