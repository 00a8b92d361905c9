/**
 * The DP8390's transmitter and its loopback modes (data sheet, "Packet transmission" and
 * "Loopback diagnostics").
 *
 * A frame lies in one piece in the memory, TBCR bytes from page TPSR on; the chip adds the check
 * sequence unless the driver brings its own (TCR.CRC). On this cable there are no collisions, so
 * each transmission succeeds. What is no Ethernet frame (too short, too long, not in memory,
 * with a wrong check sequence) takes its time and then dies at the next station: the port does
 * not see it.
 */

import type { PlainData } from '../api.ts';
import { type AddressFilter, isGroup } from './dp8390_filter.ts';
import {
	RSR_CRC,
	RSR_PHY,
	RSR_PRX,
	TCR_CRC,
	TCR_LB_MASK,
	TCR_LB_SHIFT,
	TSR_CDH,
	TSR_CRS,
	TSR_PTX,
} from './dp8390_registers.ts';
import { FRAME_CHECK_BYTES, frameCheckSequence } from './ethernet_crc.ts';
import type { Ne2000Memory } from './ne2000_memory.ts';
import type { NetworkPort } from './network_card.ts';

/** 10 Mbit/s, for what the port does not time. */
const NS_PER_BYTE = 800;
const HEADER_BYTES = 14;
/** 1,500 bytes of data, and a VLAN tag. */
const FRAME_BYTES_MAX = 1518;

/** TCR.LB: the cable, within the chip, within the encoder, or through the transceiver. */
const LOOPBACK_NONE = 0;
const LOOPBACK_CHIP = 1;
const LOOPBACK_ENCODER = 2;
const LOOPBACK_TRANSCEIVER = 3;

const FIFO_BYTES = 8;

export class Transmitter {
	/** TPSR, TBCR, TCR, TSR. */
	page = 0;
	byteCount = 0;
	configuration = 0;
	status = 0;
	/** CR.TXP: a frame is on its way. */
	isBusy = false;
	/** What loopback left in the FIFO, to be read a byte at a time. */
	private readonly fifo = new Uint8Array(FIFO_BYTES);
	private fifoAt = 0;

	constructor(
		private readonly memory: Ne2000Memory,
		private readonly filter: AddressFilter,
	) {}

	/** Loopback or not: the chip hears the cable in normal operation only. */
	get hearsCable(): boolean {
		return this.loopback === LOOPBACK_NONE;
	}

	/** Sends to `port`, if the cable is there; the guest time in ns at which it is done. */
	start(nowNs: number, port: NetworkPort | undefined): number {
		this.isBusy = true;
		this.status = 0;
		const mode = this.loopback;
		if (port && (mode === LOOPBACK_NONE || mode === LOOPBACK_TRANSCEIVER)) {
			const frame = this.validFrame();
			if (frame) {
				return port.transmit(frame);
			}
		}
		return nowNs + this.byteCount * NS_PER_BYTE;
	}

	/** The last bit has left. Loss of carrier is reported, but does not end a transmission. */
	finish(hasCarrier: boolean): void {
		this.isBusy = false;
		this.status = TSR_PTX;
		if (this.loopback === LOOPBACK_CHIP) {
			this.status |= TSR_CRS | TSR_CDH;
		} else if (this.loopback === LOOPBACK_ENCODER) {
			this.status |= TSR_CDH;
		} else if (!hasCarrier) {
			this.status |= TSR_CRS;
		}
	}

	/**
	 * What the receiver makes of a frame in loopback: the receive status, or undefined if it is
	 * addressed to others. The one generator of check sequences is the transmitter's if it is to
	 * add one, so that the receiver finds a wrong one then. Nothing is stored but the end of the
	 * frame, in the FIFO.
	 */
	receiveOwn(receiveConfiguration: number): number | undefined {
		const frame = this.memory.view(this.page, this.byteCount);
		if (this.loopback === LOOPBACK_NONE || !frame) {
			return undefined;
		}
		this.fillFifo(frame);
		if (!this.filter.accepts(frame, receiveConfiguration)) {
			return undefined;
		}
		const isGood = this.configuration & TCR_CRC && hasCheckSequence(frame);
		return (isGood ? RSR_PRX : RSR_CRC) | (isGroup(frame) ? RSR_PHY : 0);
	}

	readFifo(): number {
		const value = this.fifo[this.fifoAt] as number;
		this.fifoAt = (this.fifoAt + 1) % FIFO_BYTES;
		return value;
	}

	/** The board's reset: what is on its way is not reported any more, loopback is off. */
	stop(): void {
		this.isBusy = false;
		this.configuration &= ~TCR_LB_MASK;
	}

	reset(): void {
		this.page = 0;
		this.byteCount = 0;
		this.configuration = 0;
		this.status = 0;
		this.isBusy = false;
		this.fifo.fill(0);
		this.fifoAt = 0;
	}

	save(): PlainData {
		const { page, byteCount, configuration, status, isBusy, fifoAt } = this;
		return { page, byteCount, configuration, status, isBusy, fifoAt, fifo: this.fifo.slice() };
	}

	load(state: PlainData): void {
		const { fifo, ...plain } = state as { fifo: Uint8Array };
		Object.assign(this, plain);
		this.fifo.set(fifo);
	}

	private get loopback(): number {
		return (this.configuration & TCR_LB_MASK) >> TCR_LB_SHIFT;
	}

	/** The frame without its check sequence. */
	private validFrame(): Uint8Array | undefined {
		const bringsOwn = (this.configuration & TCR_CRC) !== 0;
		const length = this.byteCount - (bringsOwn ? FRAME_CHECK_BYTES : 0);
		if (length < HEADER_BYTES || length > FRAME_BYTES_MAX) {
			return undefined;
		}
		const whole = bringsOwn ? this.memory.view(this.page, this.byteCount) : undefined;
		if (bringsOwn && !(whole && hasCheckSequence(whole))) {
			return undefined;
		}
		return this.memory.view(this.page, length);
	}

	/** The last data byte, the check sequence, and the length: its low byte, then twice the high. */
	private fillFifo(frame: Uint8Array): void {
		const sequence = frameCheckSequence(frame);
		this.fifo[0] = frame[frame.length - 1] ?? 0;
		for (let index = 0; index < FRAME_CHECK_BYTES; index++) {
			this.fifo[1 + index] = sequence >>> (8 * index);
		}
		this.fifo[5] = this.byteCount;
		this.fifo[6] = this.byteCount >> 8;
		this.fifo[7] = this.byteCount >> 8;
		this.fifoAt = 0;
	}
}

function hasCheckSequence(frame: Uint8Array): boolean {
	const end = frame.length - FRAME_CHECK_BYTES;
	if (end < 0) {
		return false;
	}
	const sequence = frameCheckSequence(frame, 0, end);
	for (let index = 0; index < FRAME_CHECK_BYTES; index++) {
		if (frame[end + index] !== ((sequence >>> (8 * index)) & 0xff)) {
			return false;
		}
	}
	return true;
}
