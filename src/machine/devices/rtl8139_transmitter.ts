/**
 * The sending half of the RTL8139: four descriptors, used in strict order (data sheet, "Packet
 * Transmission"; TSD0-3, TSAD0-3, TSAD, TCR).
 *
 * A driver starts a descriptor by writing its TSD with OWN clear. The card fetches the frame when
 * the descriptor's turn has come, and sets OWN: the buffer is the driver's again. TOK follows when
 * the frame has left. A fetch that the bus refuses aborts: TABT is set and nothing more is sent
 * until the driver writes TCR.CLRABT, which tries that descriptor again, or switches the
 * transmitter off.
 */

import type { PlainData } from '../api.ts';
import { FRAME_CHECK_BYTES, frameCheckSequence } from './ethernet_crc.ts';
import type { PciBus } from './pci_function.ts';
import type { Register } from './register_map.ts';
import {
	DESCRIPTORS,
	INT_SERR,
	INT_TER,
	INT_TOK,
	TCR,
	TCR_CLRABT,
	TCR_CRC,
	TCR_IFG,
	TCR_LBK,
	TCR_VERSION,
	TCR_WRITABLE,
	TSAD,
	TSAD0,
	TSD_CRS,
	TSD_ERTXTH,
	TSD_OWN,
	TSD_SIZE,
	TSD_TABT,
	TSD_TOK,
	TSD_TUN,
	TSD0,
} from './rtl8139_registers.ts';

const WHOLE = 0xffffffff;

export interface TransmitterEnvironment {
	readonly bus: PciBus;
	/** The number of the bus' timer that calls `finish()`. */
	readonly timer: number;
	/** Sets interrupt status bits. */
	raise(bits: number): void;
	/** Puts a frame on the cable; the guest time in ns at which it has left. */
	send(frame: Uint8Array): number;
	/** The cable carries a signal. */
	hasCarrier(): boolean;
	/** A frame in loopback. The bytes stay as they are during the call. */
	loopBack(frame: Uint8Array): void;
}

export class Rtl8139Transmitter {
	/** CR.TE. */
	isEnabled = false;
	private readonly status = new Uint32Array(DESCRIPTORS);
	private readonly address = new Uint32Array(DESCRIPTORS);
	private configuration = TCR_IFG;
	/** Descriptors that were started and not fetched yet, a bit each. */
	private started = 0;
	/** Which one is fetched next. */
	private next = 0;
	/** The fetch of `next` was refused. */
	private isAborted = false;
	/** Descriptors fetched whose frames have not left yet: the first, how many, and when. */
	private leaving = 0;
	private leavingCount = 0;
	private readonly leavesNs = new Float64Array(DESCRIPTORS);

	constructor(private readonly environment: TransmitterEnvironment) {
		this.status.fill(TSD_OWN);
	}

	/** Nothing from outside is received then. */
	get isLoopback(): boolean {
		return (this.configuration & TCR_LBK) === TCR_LBK;
	}

	/** Switching it on or off forgets what was started; descriptor 0 is the first again. */
	enable(isEnabled: boolean): void {
		if (isEnabled !== this.isEnabled) {
			this.isEnabled = isEnabled;
			this.forget();
		}
	}

	/** As after power-on or a software reset. */
	reset(): void {
		this.isEnabled = false;
		this.configuration = TCR_IFG;
		this.address.fill(0);
		this.forget();
		this.status.fill(TSD_OWN);
	}

	/** The timer has come: reports the frames that have left by now. */
	finish(): void {
		if (this.reportLeft()) {
			this.environment.raise(INT_TOK);
		}
	}

	registers(): [number, Register][] {
		const descriptors = Array.from({ length: DESCRIPTORS }, (_, index) => index);
		return [
			...descriptors.map((index): [number, Register] => [
				TSD0 + 4 * index,
				{
					size: 4,
					read: () => this.status[index] as number,
					write: (value, mask) => this.writeStatus(index, value, mask),
				},
			]),
			...descriptors.map((index): [number, Register] => [
				TSAD0 + 4 * index,
				{
					size: 4,
					read: () => this.address[index] as number,
					write: (value, mask) => {
						this.address[index] = ((this.address[index] as number) & ~mask) | value;
					},
				},
			]),
			[
				TCR,
				{
					size: 4,
					read: () => this.configuration | TCR_VERSION,
					write: (value, mask) => this.configure(value, mask),
				},
			],
			[TSAD, { size: 2, read: () => this.summary }],
		];
	}

	save(): PlainData {
		const { isEnabled, configuration, started, next, isAborted, leaving, leavingCount } = this;
		return {
			...{ isEnabled, configuration, started, next, isAborted, leaving, leavingCount },
			status: [...this.status],
			address: [...this.address],
			leavesNs: [...this.leavesNs],
		};
	}

	load(state: PlainData): void {
		const { status, address, leavesNs, ...values } = state as {
			status: number[];
			address: number[];
			leavesNs: number[];
		};
		Object.assign(this, values);
		this.status.set(status);
		this.address.set(address);
		this.leavesNs.set(leavesNs);
	}

	/** A descriptor that is in use is left alone, and so is one that is not written as a whole. */
	private writeStatus(index: number, value: number, mask: number): void {
		if (mask !== WHOLE || this.isInUse(index)) {
			return;
		}
		this.status[index] = value & (TSD_SIZE | TSD_ERTXTH | TSD_OWN);
		if (this.isEnabled && !(value & TSD_OWN)) {
			this.started |= 1 << index;
			this.fetch();
		}
	}

	private isInUse(index: number): boolean {
		const ahead = (index - this.leaving + DESCRIPTORS) % DESCRIPTORS;
		return ((this.started >> index) & 1) === 1 || ahead < this.leavingCount;
	}

	/** Fetches all that is started, up to the first that is not. */
	private fetch(): void {
		let interrupts = 0;
		while (!this.isAborted && (this.started >> this.next) & 1) {
			const bytes = this.environment.bus.dmaRead(
				this.address[this.next] as number,
				(this.status[this.next] as number) & TSD_SIZE,
			);
			if (bytes) {
				this.launch(bytes);
				interrupts |= this.reportLeft() ? INT_TOK : 0;
			} else {
				this.setStatus(this.next, TSD_TABT | TSD_OWN);
				this.isAborted = true;
				interrupts |= INT_TER | INT_SERR;
			}
		}
		if (interrupts !== 0) {
			this.environment.raise(interrupts);
		}
	}

	private launch(bytes: Uint8Array): void {
		const index = this.next;
		this.started &= ~(1 << index);
		this.next = (index + 1) % DESCRIPTORS;
		this.leavesNs[index] = this.send(index, bytes);
		this.leavingCount++;
		this.setStatus(index, TSD_OWN);
	}

	/** Gives the guest time at which the frame of a descriptor has left. */
	private send(index: number, bytes: Uint8Array): number {
		const { environment } = this;
		if (this.isLoopback) {
			environment.loopBack(bytes.slice());
			return environment.bus.nowNs;
		}
		if (!environment.hasCarrier()) {
			this.setStatus(index, TSD_CRS);
			return environment.bus.nowNs;
		}
		const frame = this.configuration & TCR_CRC ? withoutCheckSequence(bytes) : bytes;
		return frame && frame.length > 0 ? environment.send(frame) : environment.bus.nowNs;
	}

	/** Sets TOK of frames that have left, and the timer for the next; whether there were any. */
	private reportLeft(): boolean {
		const { bus, timer } = this.environment;
		const before = this.leavingCount;
		while (this.leavingCount > 0) {
			const dueNs = this.leavesNs[this.leaving] as number;
			if (dueNs > bus.nowNs) {
				bus.setTimer(timer, dueNs);
				break;
			}
			this.setStatus(this.leaving, TSD_TOK);
			this.leaving = (this.leaving + 1) % DESCRIPTORS;
			this.leavingCount--;
		}
		return this.leavingCount < before;
	}

	/** Only an enabled transmitter can be configured. */
	private configure(value: number, mask: number): void {
		if (!this.isEnabled) {
			return;
		}
		const reached = mask & TCR_WRITABLE;
		this.configuration = (this.configuration & ~reached) | (value & reached);
		if (value & TCR_CLRABT && this.isAborted) {
			this.isAborted = false;
			this.status[this.next] = (this.status[this.next] as number) & ~(TSD_TABT | TSD_OWN);
			this.fetch();
		}
	}

	/** TSAD: TOK, TUN, TABT and OWN of all descriptors, four bits each. */
	private get summary(): number {
		let summary = 0;
		for (let index = 0; index < DESCRIPTORS; index++) {
			const status = this.status[index] as number;
			for (const [place, bit] of [TSD_OWN, TSD_TABT, TSD_TUN, TSD_TOK].entries()) {
				summary |= status & bit ? 1 << (place * DESCRIPTORS + index) : 0;
			}
		}
		return summary;
	}

	private setStatus(index: number, bits: number): void {
		this.status[index] = (this.status[index] as number) | bits;
	}

	private forget(): void {
		this.started = 0;
		this.next = 0;
		this.isAborted = false;
		this.leaving = 0;
		this.leavingCount = 0;
		this.environment.bus.clearTimer(this.environment.timer);
	}
}

/** What a driver sends with a check sequence of its own; a wrong one dies on the way. */
function withoutCheckSequence(bytes: Uint8Array): Uint8Array | undefined {
	const length = bytes.length - FRAME_CHECK_BYTES;
	if (length < 0) {
		return undefined;
	}
	const sequence = frameCheckSequence(bytes, 0, length);
	for (let index = 0; index < FRAME_CHECK_BYTES; index++) {
		if (bytes[length + index] !== ((sequence >>> (8 * index)) & 0xff)) {
			return undefined;
		}
	}
	return bytes.subarray(0, length);
}
