/**
 * National's DP8390D network interface controller, as it works in an NE2000: its registers, and
 * what sets its receiver, transmitter and remote DMA in motion. Names and behaviour are those of
 * its data sheet ("Internal registers", "Packet reception", "Packet transmission").
 *
 * Whatever a driver writes is taken: no value makes the model fail, take long, or reach beyond
 * the board's memory. What the data sheet calls undefined, or for diagnostics (writes to page 2),
 * has no effect. In the data configuration register the byte order, long addresses and the FIFO
 * threshold have none either: on an NE2000 they are wired to what x86 needs.
 */

import type { PlainData } from '../api.ts';
import { AddressFilter, isGroup } from './dp8390_filter.ts';
import * as reg from './dp8390_registers.ts';
import { RemoteDma } from './dp8390_remote_dma.ts';
import { ReceiveRing } from './dp8390_ring.ts';
import {
	TALLY_CRC,
	TALLY_FRAME_ALIGNMENT,
	TALLY_MISSED,
	TallyCounters,
	type TallyNumber,
} from './dp8390_tally.ts';
import { Transmitter } from './dp8390_transmitter.ts';
import type { Ne2000Memory } from './ne2000_memory.ts';
import type { NetworkPort } from './network_card.ts';
import type { AccessSize, PciBus } from './pci_function.ts';

const TRANSMIT_TIMER = 0;
const OPEN_BUS = 0xff;

/** What is around the chip. */
export interface Dp8390Board {
	readonly memory: Ne2000Memory;
	readonly bus: PciBus;
	/** The cable; undefined while there is none. */
	readonly port: NetworkPort | undefined;
	/** Frames that `canReceive` refused would be taken now. */
	roomAvailable(): void;
}

export class Dp8390 {
	private readonly ring: ReceiveRing;
	private readonly remote: RemoteDma;
	private readonly transmitter: Transmitter;
	private readonly filter = new AddressFilter();
	private readonly tally = new TallyCounters();

	private isStopped = true;
	private hasStarted = false;
	private page = 0;
	/** RD2 to RD0, as they were written last. */
	private remoteCommand = reg.RD_ABORT;
	/** All but RST, which shows a state and is not latched. */
	private interruptStatus = 0;
	private interruptMask = 0;
	private dataConfiguration = 0;
	private receiveConfiguration = 0;
	private receiveStatus = 0;
	/** The ring was full: nothing is received until the driver gave room back, or stopped us. */
	private hasOverflowed = false;
	/** The length of the frame that was refused last and is being held back; 0: none. */
	private refusedLength = 0;

	constructor(private readonly board: Dp8390Board) {
		this.ring = new ReceiveRing(board.memory);
		this.transmitter = new Transmitter(board.memory, this.filter);
		this.remote = new RemoteDma(board.memory, this.ring, (boundary) =>
			this.remoteDmaEnded(boundary),
		);
	}

	/** Which page of registers is chosen, 0 to 3; page 3 has none of the chip's but CR. */
	get registerPage(): number {
		return this.page;
	}

	read(offset: number): number {
		if (offset === reg.CR) {
			return this.readCommand();
		}
		switch (this.page) {
			case 0:
				return this.readPage0(offset);
			case 1:
				return this.readPage1(offset);
			case 2:
				return this.readPage2(offset);
			default:
				return OPEN_BUS;
		}
	}

	write(offset: number, value: number): void {
		if (offset === reg.CR) {
			this.writeCommand(value);
		} else if (this.page === 0) {
			this.writePage0(offset, value);
		} else if (this.page === 1) {
			this.writePage1(offset, value);
		}
		this.offerRoom();
		this.updateInterrupt();
	}

	readData(size: AccessSize): number {
		return this.remote.read(size, this.transferUnit);
	}

	writeData(size: AccessSize, value: number): void {
		this.remote.write(size, this.transferUnit, value);
	}

	/** As `NetworkCard.canReceive`. */
	canReceive(length: number): boolean {
		if (!this.isReceiving || this.receiveConfiguration & reg.RCR_MON) {
			return true;
		}
		if (!this.hasOverflowed && this.ring.hasRoom(length)) {
			return true;
		}
		this.refusedLength = length;
		return false;
	}

	/** A frame from the cable. */
	receive(frame: Uint8Array): void {
		if (!this.isReceiving || !this.filter.accepts(frame, this.receiveConfiguration)) {
			return;
		}
		if (this.receiveConfiguration & reg.RCR_MON) {
			this.miss();
		} else if (this.hasOverflowed || !this.ring.hasRoom(frame.length)) {
			this.hasOverflowed = true;
			this.interruptStatus |= reg.ISR_OVW;
			this.miss();
		} else {
			this.receiveStatus = reg.RSR_PRX | (isGroup(frame) ? reg.RSR_PHY : 0);
			this.ring.store(frame, this.receiveStatus);
			this.interruptStatus |= reg.ISR_PRX;
		}
		this.updateInterrupt();
	}

	/** The time of the only timer there is has come: the frame has been sent. */
	transmitted(): void {
		this.transmitter.finish(this.board.port !== undefined);
		this.interruptStatus |= reg.ISR_PTX;
		if (!(this.dataConfiguration & reg.DCR_LS)) {
			this.receiveStatus =
				this.transmitter.receiveOwn(this.receiveConfiguration) ?? this.receiveStatus;
		}
		this.updateInterrupt();
	}

	/** The RESET pin: the registers that the data sheet does not name keep their values. */
	resetPin(): void {
		this.isStopped = true;
		this.hasStarted = false;
		this.page = 0;
		this.remoteCommand = reg.RD_ABORT;
		this.interruptStatus = 0;
		this.interruptMask = 0;
		this.hasOverflowed = false;
		this.board.bus.clearTimer(TRANSMIT_TIMER);
		this.transmitter.stop();
		this.remote.stop();
		this.offerRoom();
		this.updateInterrupt();
	}

	powerOn(): void {
		this.ring.reset();
		this.remote.reset();
		this.transmitter.reset();
		this.filter.reset();
		this.tally.reset();
		this.dataConfiguration = 0;
		this.receiveConfiguration = 0;
		this.receiveStatus = 0;
		this.resetPin();
	}

	save(): PlainData {
		return {
			ring: this.ring.save(),
			remote: this.remote.save(),
			transmitter: this.transmitter.save(),
			filter: this.filter.save(),
			tally: this.tally.save(),
			registers: {
				isStopped: this.isStopped,
				hasStarted: this.hasStarted,
				page: this.page,
				remoteCommand: this.remoteCommand,
				interruptStatus: this.interruptStatus,
				interruptMask: this.interruptMask,
				dataConfiguration: this.dataConfiguration,
				receiveConfiguration: this.receiveConfiguration,
				receiveStatus: this.receiveStatus,
				hasOverflowed: this.hasOverflowed,
				refusedLength: this.refusedLength,
			},
		};
	}

	load(state: PlainData): void {
		const saved = state as { [part: string]: PlainData };
		this.ring.load(saved.ring as PlainData);
		this.remote.load(saved.remote as PlainData);
		this.transmitter.load(saved.transmitter as PlainData);
		this.filter.load(saved.filter as PlainData);
		this.tally.load(saved.tally as PlainData);
		Object.assign(this, saved.registers);
	}

	private get transferUnit(): 1 | 2 {
		return this.dataConfiguration & reg.DCR_WTS ? 2 : 1;
	}

	private get isReceiving(): boolean {
		return !this.isStopped && this.hasStarted && this.transmitter.hearsCable;
	}

	private readCommand(): number {
		return (
			(this.isStopped ? reg.CR_STP : 0) |
			(this.hasStarted ? reg.CR_STA : 0) |
			(this.transmitter.isBusy ? reg.CR_TXP : 0) |
			(this.remoteCommand << reg.CR_RD_SHIFT) |
			(this.page << reg.CR_PS_SHIFT)
		);
	}

	/**
	 * STP takes the chip off the cable, and STA back; with neither it stays as it is, and with
	 * both STP wins. A frame that is being sent goes out to its end all the same.
	 */
	private writeCommand(value: number): void {
		this.page = (value & reg.CR_PS_MASK) >> reg.CR_PS_SHIFT;
		if (value & reg.CR_STP) {
			this.isStopped = true;
			this.hasOverflowed = false;
		} else if (value & reg.CR_STA) {
			this.isStopped = false;
			this.hasStarted = true;
		}
		if (value & reg.CR_TXP && !this.isStopped && !this.transmitter.isBusy) {
			const { bus, port } = this.board;
			bus.setTimer(TRANSMIT_TIMER, this.transmitter.start(bus.nowNs, port));
		}
		this.remoteCommand = (value & reg.CR_RD_MASK) >> reg.CR_RD_SHIFT;
		this.remote.command(this.remoteCommand, (this.dataConfiguration & reg.DCR_AR) !== 0);
	}

	private readPage0(offset: number): number {
		const { ring, remote, transmitter, tally } = this;
		switch (offset) {
			case reg.CLDA0:
				return ring.localAddress & 0xff;
			case reg.CLDA1:
				return ring.localAddress >> 8;
			case reg.BNRY:
				return ring.boundary;
			case reg.TSR:
				return transmitter.status;
			case reg.NCR:
				return 0;
			case reg.FIFO:
				return transmitter.readFifo();
			case reg.ISR:
				return this.interruptStatus | (this.isReset ? reg.ISR_RST : 0);
			case reg.CRDA0:
				return remote.address & 0xff;
			case reg.CRDA1:
				return remote.address >> 8;
			case reg.RSR:
				return this.receiveStatus | this.disabledBit;
			case reg.CNTR0:
				return tally.read(TALLY_FRAME_ALIGNMENT);
			case reg.CNTR1:
				return tally.read(TALLY_CRC);
			case reg.CNTR2:
				return tally.read(TALLY_MISSED);
			default:
				return OPEN_BUS;
		}
	}

	private writePage0(offset: number, value: number): void {
		const { ring, remote, transmitter } = this;
		switch (offset) {
			case reg.PSTART:
				ring.pageStart = value;
				break;
			case reg.PSTOP:
				ring.pageStop = value;
				break;
			case reg.BNRY:
				this.setBoundary(value);
				break;
			case reg.TPSR:
				transmitter.page = value;
				break;
			case reg.TBCR0:
				transmitter.byteCount = withLow(transmitter.byteCount, value);
				break;
			case reg.TBCR1:
				transmitter.byteCount = withHigh(transmitter.byteCount, value);
				break;
			case reg.ISR:
				this.interruptStatus &= ~value;
				break;
			case reg.RSAR0:
				remote.startAddress = withLow(remote.startAddress, value);
				break;
			case reg.RSAR1:
				remote.startAddress = withHigh(remote.startAddress, value);
				break;
			case reg.RBCR0:
				remote.byteCount = withLow(remote.byteCount, value);
				break;
			case reg.RBCR1:
				remote.byteCount = withHigh(remote.byteCount, value);
				break;
			case reg.RCR:
				this.receiveConfiguration = value;
				break;
			case reg.TCR:
				transmitter.configuration = value;
				break;
			case reg.DCR:
				this.dataConfiguration = value;
				break;
			case reg.IMR:
				this.interruptMask = value & reg.ISR_INTERRUPTS;
				break;
		}
	}

	private readPage1(offset: number): number {
		if (offset === reg.CURR) {
			return this.ring.current;
		}
		const { station, multicast } = this.filter;
		const value = offset < reg.CURR ? station[offset - reg.PAR0] : multicast[offset - reg.MAR0];
		return value as number;
	}

	private writePage1(offset: number, value: number): void {
		if (offset === reg.CURR) {
			this.ring.current = value;
		} else if (offset < reg.CURR) {
			this.filter.station[offset - reg.PAR0] = value;
		} else {
			this.filter.multicast[offset - reg.MAR0] = value;
		}
	}

	/** Page 2 shows what page 0 only takes. */
	private readPage2(offset: number): number {
		switch (offset) {
			case reg.PSTART:
				return this.ring.pageStart;
			case reg.PSTOP:
				return this.ring.pageStop;
			case reg.TPSR:
				return this.transmitter.page;
			case reg.RCR:
				return this.receiveConfiguration;
			case reg.TCR:
				return this.transmitter.configuration;
			case reg.DCR:
				return this.dataConfiguration;
			case reg.IMR:
				return this.interruptMask;
			default:
				return OPEN_BUS;
		}
	}

	/** ISR.RST: stopped, and done with what was being sent; or the ring is full. */
	private get isReset(): boolean {
		return (this.isStopped && !this.transmitter.isBusy) || this.hasOverflowed;
	}

	private get disabledBit(): number {
		return this.receiveConfiguration & reg.RCR_MON ? reg.RSR_DIS : 0;
	}

	/**
	 * A frame for us that there was no room for. The status of the frame before it stays, since
	 * drivers that poll look there for whether the ring has something for them.
	 */
	private miss(): void {
		this.receiveStatus |= reg.RSR_MPA;
		this.count(TALLY_MISSED);
	}

	private count(number: TallyNumber): void {
		if (this.tally.count(number)) {
			this.interruptStatus |= reg.ISR_CNT;
		}
	}

	private remoteDmaEnded(boundary: number | undefined): void {
		this.interruptStatus |= reg.ISR_RDC;
		if (boundary !== undefined) {
			this.setBoundary(boundary);
			this.offerRoom();
		}
		this.updateInterrupt();
	}

	/** When pages were given back, an overflow is over. */
	private setBoundary(page: number): void {
		this.hasOverflowed &&= page === this.ring.boundary;
		this.ring.boundary = page;
	}

	private offerRoom(): void {
		const length = this.refusedLength;
		if (length !== 0) {
			this.refusedLength = 0;
			if (this.canReceive(length)) {
				this.board.roomAvailable();
			}
		}
	}

	private updateInterrupt(): void {
		this.board.bus.setInterrupt((this.interruptStatus & this.interruptMask) !== 0);
	}
}

function withLow(word: number, value: number): number {
	return (word & 0xff00) | value;
}

function withHigh(word: number, value: number): number {
	return (word & 0x00ff) | (value << 8);
}
