/**
 * What a device at fixed ports of the main board is to the machine, and what the board is to it:
 * the counterpart of `pci_function.ts`, and a model is written against these two alone in the
 * same way. `src/machine/v86/isa_slot.ts` connects a device with v86.
 */

import type { StatefulPart } from '../api.ts';

/** Registers of one byte each at consecutive ports, and an interrupt line of its own. */
export interface IsaFunction extends StatefulPart {
	readonly firstPort: number;
	readonly portCount: number;
	/** 0 to 15; nothing else in the machine drives it. */
	readonly irqLine: number;
	/** Called once, before anything else. */
	attach(bus: IsaBus): void;
	/** `offset` is below `portCount`; values have 8 bits. */
	read(offset: number): number;
	write(offset: number, value: number): void;
	/** The time that was asked for by `IsaBus.setTimer` under this number has come. */
	timer(number: number): void;
	/** RESET DRV of the bus. Its timers are cleared already, and its line is low. */
	reset(): void;
}

/** The board as its device sees it. */
export interface IsaBus {
	/** Guest time in nanoseconds. */
	readonly nowNs: number;
	/** The level of the interrupt line. */
	setInterrupt(asserted: boolean): void;
	/** As in `PciBus`: numbers 0 to 7; the board keeps them in snapshots. */
	setTimer(number: number, atNs: number): void;
	clearTimer(number: number): void;
	/** The guest did something that reached nothing. */
	dropped(name: string): void;
}
