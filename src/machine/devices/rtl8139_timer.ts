/**
 * The RTL8139's general purpose timer: TCTR counts the PCI clock, and TimeOut is raised when it
 * reaches TimerInt (data sheet, "Timer Count Register", "Timer Interrupt Register").
 */

import type { PlainData } from '../api.ts';
import type { PciBus } from './pci_function.ts';
import type { Register } from './register_map.ts';
import { TCTR, TIMER_INT } from './rtl8139_registers.ts';

/** 33 MHz. */
const CLOCK_NS = 30;
const COUNTS = 2 ** 32;

export class Rtl8139Timer {
	private startNs = 0;
	/** TimerInt; 0 is none. */
	private interruptAt = 0;

	/** `number` is that of the bus' timer, which calls `arm()` after TimeOut was raised. */
	constructor(
		private readonly bus: PciBus,
		private readonly number: number,
	) {}

	/** Asks for the next time at which the count is reached. */
	arm(): void {
		if (this.interruptAt === 0) {
			this.bus.clearTimer(this.number);
			return;
		}
		const { clocks } = this;
		let target = clocks - (clocks % COUNTS) + this.interruptAt;
		if (target <= clocks) {
			target += COUNTS;
		}
		this.bus.setTimer(this.number, this.startNs + target * CLOCK_NS);
	}

	reset(): void {
		this.startNs = this.bus.nowNs;
		this.interruptAt = 0;
		this.bus.clearTimer(this.number);
	}

	registers(): [number, Register][] {
		return [
			[
				TCTR,
				{
					size: 4,
					read: () => this.clocks % COUNTS,
					write: () => {
						this.startNs = this.bus.nowNs;
						this.arm();
					},
				},
			],
			[
				TIMER_INT,
				{
					size: 4,
					read: () => this.interruptAt,
					write: (value, mask) => {
						this.interruptAt = ((this.interruptAt & ~mask) | value) >>> 0;
						this.arm();
					},
				},
			],
		];
	}

	save(): PlainData {
		return { startNs: this.startNs, interruptAt: this.interruptAt };
	}

	load(state: PlainData): void {
		Object.assign(this, state);
	}

	private get clocks(): number {
		return Math.max(0, Math.floor((this.bus.nowNs - this.startNs) / CLOCK_NS));
	}
}
