/**
 * The receiving half of the RTL8139: filter, FIFO and ring, and what it reports (data sheet,
 * "Packet Reception"; ERSR, ERBCR, MPC, RCR).
 *
 * Overflow: a frame for which the ring has no room waits in the FIFO, and RXOVW is set; one that
 * finds no room there either is lost and counted in MPC, and FOVW is set. Frames leave the FIFO
 * when the driver moves CAPR on.
 */

import type { PlainData } from '../api.ts';
import { FRAME_CHECK_BYTES } from './ethernet_crc.ts';
import type { PciBus } from './pci_function.ts';
import type { Register } from './register_map.ts';
import { Rtl8139Filter } from './rtl8139_filter.ts';
import { Rtl8139ReceiveFifo } from './rtl8139_receive_fifo.ts';
import { Rtl8139ReceiveRing } from './rtl8139_receive_ring.ts';
import {
	CAPR,
	CBR,
	ERBCR,
	ERSR,
	ERSR_ERBAD,
	ERSR_ERGOOD,
	ERSR_EROVW,
	INT_FOVW,
	INT_PUN,
	INT_RER,
	INT_ROK,
	INT_RXOVW,
	INT_SERR,
	MPC,
	RBSTART,
	RCR,
	RCR_WRITABLE,
	RX_ROK,
} from './rtl8139_registers.ts';

const MISSED_MASK = 0xffffff;

export interface ReceiverEnvironment {
	readonly bus: PciBus;
	/** Sets interrupt status bits. */
	raise(bits: number): void;
	/** Room has become free, or the receiver was switched off or on. */
	roomChanged(): void;
}

export class Rtl8139Receiver {
	readonly filter = new Rtl8139Filter();
	/** CR.RE. */
	isEnabled = false;
	private readonly fifo = new Rtl8139ReceiveFifo();
	private readonly ring: Rtl8139ReceiveRing;
	private configuration = 0;
	/** ERSR and ERBCR. */
	private earlyStatus = 0;
	private earlyBytes = 0;
	/** MPC. */
	private missed = 0;

	constructor(private readonly environment: ReceiverEnvironment) {
		this.ring = new Rtl8139ReceiveRing(environment.bus);
	}

	/** CR.BUFE. */
	get isRingEmpty(): boolean {
		return this.ring.isEmpty;
	}

	/** Whether a frame would find room in the ring, or need none. */
	canReceive(length: number): boolean {
		return !this.isEnabled || (this.fifo.isEmpty && this.ring.hasRoom(length));
	}

	/** Switching it on makes the ring and the FIFO empty. */
	enable(isEnabled: boolean): void {
		if (isEnabled !== this.isEnabled) {
			this.isEnabled = isEnabled;
			this.fifo.clear();
			if (isEnabled) {
				this.ring.rewind();
			}
			this.environment.roomChanged();
		}
	}

	/** A frame without its check sequence, from the cable or in loopback. */
	receive(frame: Uint8Array): void {
		const status = this.isEnabled ? this.filter.accept(frame, this.configuration) : undefined;
		if (status === undefined) {
			return;
		}
		const interrupts = this.fifo.isEmpty ? this.store(frame, status) : INT_RXOVW;
		if (interrupts & INT_RXOVW) {
			this.earlyStatus |= ERSR_EROVW;
			this.environment.raise(interrupts | this.keepWaiting(frame, status));
		} else {
			this.environment.raise(interrupts);
		}
	}

	/** As after power-on or a software reset. The filter's addresses are not touched. */
	reset(): void {
		this.isEnabled = false;
		this.fifo.clear();
		this.configuration = 0;
		this.ring.configure(0);
		this.ring.rewind();
		this.ring.start = 0;
		this.earlyStatus = 0;
		this.earlyBytes = 0;
		this.missed = 0;
		this.environment.roomChanged();
	}

	registers(): [number, Register][] {
		const { ring } = this;
		return [
			[
				RBSTART,
				{
					size: 4,
					read: () => ring.start,
					write: (value, mask) => {
						ring.start = ((ring.start & ~mask) | value) >>> 0;
					},
				},
			],
			[ERBCR, { size: 2, read: () => this.earlyBytes }],
			[
				ERSR,
				{
					size: 1,
					read: () => this.earlyStatus,
					write: (value) => {
						this.earlyStatus &= ~value;
					},
				},
			],
			[
				CAPR,
				{
					size: 2,
					read: () => ring.readPointer,
					write: (value, mask) => this.moveReadPointer(value, mask),
				},
			],
			[CBR, { size: 2, read: () => ring.writePointer }],
			[
				RCR,
				{
					size: 4,
					read: () => this.configuration,
					write: (value, mask) => this.configure(value, mask),
				},
			],
			[
				MPC,
				{
					size: 4,
					read: () => this.missed,
					write: () => {
						this.missed = 0;
					},
				},
			],
		];
	}

	save(): PlainData {
		const { isEnabled, configuration, earlyStatus, earlyBytes, missed } = this;
		return {
			...{ isEnabled, configuration, earlyStatus, earlyBytes, missed },
			station: this.filter.station.slice(),
			multicast: this.filter.multicast.slice(),
			fifo: this.fifo.save(),
			ring: this.ring.save(),
		};
	}

	load(state: PlainData): void {
		const { station, multicast, fifo, ring, ...values } = state as {
			station: Uint8Array;
			multicast: Uint8Array;
			fifo: PlainData;
			ring: PlainData;
		};
		Object.assign(this, values);
		this.filter.station.set(station);
		this.filter.multicast.set(multicast);
		this.fifo.load(fifo);
		this.ring.load(ring);
	}

	/** Puts a frame into the ring; gives the interrupt status bits of that. */
	private store(frame: Uint8Array, status: number): number {
		const result = this.ring.put(frame, status);
		if (result === 'full') {
			return INT_RXOVW;
		}
		if (result === 'refused') {
			this.missed = (this.missed + 1) & MISSED_MASK;
			return INT_SERR;
		}
		const isGood = (status & RX_ROK) !== 0;
		this.earlyBytes = (frame.length + FRAME_CHECK_BYTES) & 0xffff;
		this.earlyStatus |= isGood ? ERSR_ERGOOD : ERSR_ERBAD;
		return isGood ? INT_ROK : INT_RER;
	}

	/** Gives FOVW if the FIFO has no room. */
	private keepWaiting(frame: Uint8Array, status: number): number {
		if (this.fifo.push(frame, status)) {
			return 0;
		}
		this.missed = (this.missed + 1) & MISSED_MASK;
		return INT_FOVW;
	}

	/** Moving it on while nothing was received is a "packet underrun". */
	private moveReadPointer(value: number, mask: number): void {
		const { ring, environment } = this;
		const isUnderrun = this.isEnabled && ring.isEmpty;
		ring.readPointer = (ring.readPointer & ~mask) | value;
		const interrupts = (isUnderrun ? INT_PUN : 0) | this.emptyFifo();
		if (interrupts !== 0) {
			environment.raise(interrupts);
		}
		environment.roomChanged();
	}

	private emptyFifo(): number {
		let interrupts = 0;
		for (let first = this.fifo.peek(); first; first = this.fifo.peek()) {
			const result = this.store(first.frame, first.status);
			if (result === INT_RXOVW) {
				break;
			}
			this.fifo.shift();
			interrupts |= result;
		}
		return interrupts;
	}

	/** Only an enabled receiver can be configured. */
	private configure(value: number, mask: number): void {
		if (this.isEnabled) {
			const reached = mask & RCR_WRITABLE;
			this.configuration = (this.configuration & ~reached) | (value & reached);
			this.ring.configure(this.configuration);
			this.environment.roomChanged();
		}
	}
}
