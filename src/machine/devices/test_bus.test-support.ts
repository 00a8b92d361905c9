/**
 * A PCI bus for tests that drive a function by its registers alone: memory, bus mastering, an
 * interrupt pin and timers on a clock that only `advance()` moves.
 */

import type { AccessSize, PciBus, PciFunction } from './pci_function.ts';

const TIMER_COUNT = 8;

export class TestBus implements PciBus {
	readonly memory: Uint8Array;
	nowNs = 0;
	/** The command register's bus master bit. */
	isMaster = true;
	interrupt = false;
	/** How often the interrupt pin went up. */
	interrupts = 0;
	/** The ISA interrupt lines that the function asserts. */
	readonly legacyLines = new Set<number>();
	/** Transfers that reached nothing. */
	refused = 0;
	/** Addresses written since the last look: `[start, end)` each. */
	written: [number, number][] = [];
	private readonly timers = new Array<number>(TIMER_COUNT).fill(Number.POSITIVE_INFINITY);

	/** Attaches the function, which is at power-on from then on. */
	constructor(
		private readonly plugged: PciFunction,
		memoryBytes = 1 << 20,
	) {
		this.memory = new Uint8Array(memoryBytes);
		plugged.attach(this);
	}

	/** Lets time pass; timers are called in the order in which they are due. */
	advance(ns: number): void {
		const endNs = this.nowNs + ns;
		for (;;) {
			const dueNs = Math.min(...this.timers);
			if (dueNs > endNs) {
				break;
			}
			const number = this.timers.indexOf(dueNs);
			this.nowNs = Math.max(this.nowNs, dueNs);
			this.clearTimer(number);
			this.plugged.timer(number);
		}
		this.nowNs = endNs;
	}

	/** When the timer is due, Infinity while it is not set. */
	timerAtNs(number: number): number {
		return this.timers[number] ?? Number.POSITIVE_INFINITY;
	}

	/** What snapshots of a machine keep for the function: its pin and timers. */
	save() {
		return { timers: this.timers.slice(), interrupt: this.interrupt, nowNs: this.nowNs };
	}

	load(state: ReturnType<TestBus['save']>): void {
		this.timers.splice(0, TIMER_COUNT, ...state.timers);
		this.interrupt = state.interrupt;
		this.nowNs = state.nowNs;
	}

	setInterrupt(asserted: boolean): void {
		if (asserted && !this.interrupt) {
			this.interrupts++;
		}
		this.interrupt = asserted;
	}

	setLegacyInterrupt(line: number, asserted: boolean): void {
		if (asserted) {
			this.legacyLines.add(line);
		} else {
			this.legacyLines.delete(line);
		}
	}

	dmaRead(address: number, length: number): Uint8Array | undefined {
		if (!this.isReachable(address, length)) {
			return undefined;
		}
		return this.memory.subarray(address, address + length);
	}

	dmaWrite(address: number, bytes: Uint8Array): boolean {
		if (!this.isReachable(address, bytes.length)) {
			return false;
		}
		this.memory.set(bytes, address);
		this.written.push([address, address + bytes.length]);
		return true;
	}

	setTimer(number: number, atNs: number): void {
		if (!(number >= 0 && number < TIMER_COUNT) || !Number.isFinite(atNs)) {
			throw new RangeError(`setTimer(${number}, ${atNs}): 0 to 7, and a finite time.`);
		}
		this.timers[number] = atNs;
	}

	clearTimer(number: number): void {
		this.timers[number] = Number.POSITIVE_INFINITY;
	}

	private isReachable(address: number, length: number): boolean {
		if (!Number.isInteger(address) || address < 0 || !Number.isInteger(length) || length < 0) {
			throw new RangeError(`A transfer of ${length} bytes at ${address}.`);
		}
		const isReachable = this.isMaster && address + length <= this.memory.length;
		if (!isReachable) {
			this.refused++;
		}
		return isReachable;
	}
}

/** The registers behind one base address range, as a driver uses them. */
export class Registers {
	constructor(
		private readonly plugged: PciFunction,
		private readonly bar: number,
	) {}

	read(offset: number, size: AccessSize): number {
		return this.plugged.read(this.bar, offset, size);
	}

	write(offset: number, size: AccessSize, value: number): void {
		this.plugged.write(this.bar, offset, size, value);
	}

	read8(offset: number): number {
		return this.read(offset, 1);
	}

	read16(offset: number): number {
		return this.read(offset, 2);
	}

	read32(offset: number): number {
		return this.read(offset, 4);
	}

	write8(offset: number, value: number): void {
		this.write(offset, 1, value);
	}

	write16(offset: number, value: number): void {
		this.write(offset, 2, value);
	}

	write32(offset: number, value: number): void {
		this.write(offset, 4, value);
	}
}
