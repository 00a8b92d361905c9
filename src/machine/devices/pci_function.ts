/**
 * What a PCI function is to the machine, and what the machine's bus is to a function.
 *
 * A device model is written against these two interfaces alone: it knows neither v86 nor the
 * LAN, so its tests drive it by registers on a bus of their own. `src/machine/v86/pci_slot.ts`
 * plugs a function into v86's PCI bus; what stands between a card and memory (bus master enable,
 * later an IOMMU) and between a card and its slot (reset, later power) is the bus' business.
 */

import type { StatefulPart } from '../api.ts';

export type AccessSize = 1 | 2 | 4;

export interface PciIdentity {
	readonly vendor: number;
	readonly device: number;
	readonly subsystemVendor: number;
	readonly subsystem: number;
	readonly revision: number;
	/** Base class, sub-class, programming interface: 0x020000 for an Ethernet controller. */
	readonly classCode: number;
	/** 1 is INTA#; 0 is none. */
	readonly interruptPin: 0 | 1 | 2 | 3 | 4;
	readonly minGrant: number;
	readonly maxLatency: number;
}

export const BAR_COUNT = 6;
/** How `read` and `write` of a function tell legacy ports from its base address ranges. */
export const FIRST_LEGACY_RANGE = BAR_COUNT;

export interface PciBar {
	readonly kind: 'io' | 'memory';
	/** Bytes, a power of two. */
	readonly size: number;
}

/**
 * Ports at a fixed address of the main board's, as IDE controllers have had them since before
 * PCI. They answer while I/O decoding is on, and a bit of the configuration space with it.
 */
export interface LegacyPorts {
	readonly base: number;
	readonly size: number;
	/** A byte of `configRegisters`, and the bit of it. */
	readonly enabledBy: { readonly offset: number; readonly mask: number };
}

/** A byte of the device-specific configuration space, from 40h on, that can be written. */
export interface ConfigRegister {
	readonly offset: number;
	readonly writable: number;
	readonly powerOn: number;
}

/** A PCI function with its registers. Its state is part of snapshots. */
export interface PciFunction extends StatefulPart {
	readonly identity: PciIdentity;
	/** Its device number, where the main board decides that; else it takes the next free slot. */
	readonly onBoardDevice?: number;
	/** By number; undefined where it has none. */
	readonly bars: readonly (PciBar | undefined)[];
	/** Accesses to them have numbers from `FIRST_LEGACY_RANGE` on for their ranges. */
	readonly legacyPorts?: readonly LegacyPorts[];
	readonly configRegisters?: readonly ConfigRegister[];
	/** It has the power management capability (PCI Power Management 1.1), with D0 and D3hot. */
	readonly hasPowerManagement: boolean;
	/** Called once, before anything else. */
	attach(bus: PciBus): void;
	/**
	 * An access to a register, `offset` bytes into the range of a base address register. Values are unsigned;
	 * `offset + size` never exceeds the range. Accesses need not be aligned.
	 */
	read(bar: number, offset: number, size: AccessSize): number;
	write(bar: number, offset: number, size: AccessSize, value: number): void;
	/** The time that was asked for by `PciBus.setTimer` under this number has come. */
	timer(number: number): void;
	/** RST# of the bus, or D3hot to D0: all as after power-on. Its timers are cleared already. */
	reset(): void;
}

/** The bus as its function sees it. */
export interface PciBus {
	/** Guest time in nanoseconds. */
	readonly nowNs: number;
	/** The level of the function's interrupt pin. */
	setInterrupt(asserted: boolean): void;
	/** The level of an ISA interrupt line, as the legacy channels of an IDE controller drive it. */
	setLegacyInterrupt(line: number, asserted: boolean): void;
	/**
	 * Bus master transfers. They are refused, and that is a master abort, while the command
	 * register's bus master bit is off, and where there is no memory: `undefined`, or `false`
	 * and then nothing was written. The bytes read are good until the next transfer only.
	 */
	dmaRead(address: number, length: number): Uint8Array | undefined;
	dmaWrite(address: number, bytes: Uint8Array): boolean;
	/**
	 * Calls `timer(number)` of the function once, at guest time `atNs` or as soon after as can
	 * be; replaces what was asked for before under the same number (0 to 7). The bus keeps it in
	 * snapshots: what loads a state must not set it again.
	 */
	setTimer(number: number, atNs: number): void;
	clearTimer(number: number): void;
}
