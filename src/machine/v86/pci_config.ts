/**
 * Configuration-space writes as a PCI bus takes them (PCI Local Bus Specification 2.2, chapter 6):
 * read-only bits stay, status bits are cleared by writing 1, and a write to a function that does
 * not exist is dropped. v86 by itself stores any bits, ignores 32-bit writes of the command
 * register and throws for functions that do not exist.
 *
 * Functions of ours have a slot that takes their writes. Base address registers of others still go through v86, which moves the ports; parts of one are merged
 * into the whole first.
 */

import type { V86Cpu, V86Pci } from './internals.ts';

const COMMAND = 0x04;
const STATUS = 0x06;
const BAR_FIRST = 0x10;
const BAR_END = 0x28;
const ROM_BAR = 0x30;
const DEVICE_SPECIFIC = 0x40;
const SPACE_SIZE = 0x100;
const CLASS_BASE = 0x0b;
const CLASS_STORAGE = 0x01;
const CLASS_BRIDGE = 0x06;
const FUNCTION_COUNT = 256;
const MIN_IO_BAR_SIZE = 4;
const IO_BAR_FLAG = 1;
const IO_PORT_MASK = 0xfffe;

const CONFIG_ADDRESS_PORT = 0xcf8;
const RESET_CONTROL_PORT = 0xcf9;
/** Bits 30 to 24 and 1 to 0 are reserved and read as 0. */
const CONFIG_ADDRESS_MASK = 0x80fffffc;
/** PIIX3 reset control register: a 1 here resets the processor. */
const RESET_CPU = 0x04;

/** Writable bits of the standard header, by byte; all others are read-only. */
const WRITABLE_HEADER: Readonly<Record<number, number>> = {
	[COMMAND]: 0x57, // I/O, memory, bus master, memory write and invalidate, parity response
	[COMMAND + 1]: 0x05, // SERR# enable, interrupt disable
	12: 0xff, // cache line size
	13: 0xff, // latency timer
	60: 0xff, // interrupt line
};
/** Status bits that a 1 clears, in the register's high byte. */
const CLEARED_BY_ONE = 0xf9;

export interface PciConfigEvents {
	/** A write that reached nothing. */
	dropped(name: string): void;
	/** A byte of a function's configuration space may have changed. */
	written(pciId: number): void;
	/** The slot of a function of ours, which takes its writes by itself. */
	slot(pciId: number): ConfigTarget | undefined;
	/** To be given whatever makes v86 move the ports of its own devices. */
	movePorts(move: () => void): void;
}

export interface ConfigTarget {
	/** 1, 2 or 4 bytes that do not leave the space. */
	writeConfig(offset: number, size: number, value: number): void;
}

export function guardPciConfig(cpu: V86Cpu, events: PciConfigEvents): void {
	const { pci } = cpu.devices;
	const write32 = pci.pci_write32.bind(pci);
	separateResetControl(cpu);

	const write = (address: number, value: number, size: 1 | 2 | 4): void => {
		const pciId = (address >>> 8) & 0xffff;
		const offset = address & 0xff;
		const space = pciId < FUNCTION_COUNT ? pci.device_spaces[pciId] : undefined;
		if (!space) {
			events.dropped('pci-write-absent-function');
			return;
		}
		if (offset + size > SPACE_SIZE) {
			events.dropped('pci-write-beyond-space');
			return;
		}
		const slot = events.slot(pciId);
		if (slot) {
			slot.writeConfig(offset, size, value);
		} else if ((offset >= BAR_FIRST && offset < BAR_END) || (offset & ~3) === ROM_BAR) {
			const register = offset & ~3;
			const shift = 8 * (offset & 3);
			const mask = size === 4 ? -1 : ((1 << (8 * size)) - 1) << shift;
			const merged = ((space[register >> 2] as number) & ~mask) | ((value << shift) & mask);
			const aligned = alignBar(pci, pciId, register, merged);
			events.movePorts(() => write32((address & ~0xff) | register, aligned));
		} else {
			const bytes = new Uint8Array(space.buffer);
			for (let i = 0; i < size; i++) {
				writeByte(bytes, offset + i, (value >>> (8 * i)) & 0xff);
			}
		}
		// What was selected may be read again without being selected again.
		pci.pci_query();
		events.written(pciId);
	};
	pci.pci_write8 = (address, value) => write(address, value, 1);
	pci.pci_write16 = (address, value) => write(address, value, 2);
	pci.pci_write32 = (address, value) => write(address, value, 4);
}

/**
 * Only whole words reach the configuration address; the byte in its middle is another register,
 * reset control. v86 has them in one, so that selecting a function could reset the machine.
 */
function separateResetControl(cpu: V86Cpu): void {
	const { io } = cpu;
	const { pci } = cpu.devices;
	const ignore = () => {};
	io.register_write(CONFIG_ADDRESS_PORT, pci, ignore, ignore, (value) => {
		pci.pci_addr32[0] = value & CONFIG_ADDRESS_MASK;
		pci.pci_query();
	});
	io.register_write(RESET_CONTROL_PORT, pci, (value) => {
		if (value & RESET_CPU) {
			cpu.reboot_internal();
		}
	});
	io.register_write(CONFIG_ADDRESS_PORT + 2, pci, ignore, ignore);
	io.register_write(CONFIG_ADDRESS_PORT + 3, pci, ignore);
}

/**
 * Moves every I/O base address register back to where its device registered its ports, which is
 * what v86's own state loading takes for granted.
 */
export function resetIoBars(pci: V86Pci): void {
	for (const device of pci.devices) {
		const space = device && pci.device_spaces[device.pci_id];
		if (!space) {
			continue;
		}
		for (const [index, bar] of device.pci_bars.entries()) {
			const current = space[(BAR_FIRST >> 2) + index] as number;
			if (bar && current & IO_BAR_FLAG) {
				pci.set_io_bars(bar, current & IO_PORT_MASK, bar.original_bar & IO_PORT_MASK);
				space[(BAR_FIRST >> 2) + index] = bar.original_bar;
			}
		}
	}
}

function writeByte(space: Uint8Array, offset: number, value: number): void {
	const old = space[offset] as number;
	if (offset === STATUS + 1) {
		space[offset] = old & ~(value & CLEARED_BY_ONE);
		return;
	}
	const mask = offset >= DEVICE_SPECIFIC ? deviceSpecificMask(space) : WRITABLE_HEADER[offset];
	if (mask) {
		space[offset] = (old & ~mask) | (value & mask);
	}
}

/** Bridges and the disk controller have registers of their own there; others here have none. */
function deviceSpecificMask(space: Uint8Array): number {
	const base = space[CLASS_BASE];
	return base === CLASS_BRIDGE || base === CLASS_STORAGE ? 0xff : 0;
}

/** Clears the address bits that a base address register of this size does not have. */
function alignBar(pci: V86Pci, pciId: number, register: number, value: number): number {
	const index = (register - BAR_FIRST) >> 2;
	const bar = register < BAR_END ? pci.devices[pciId]?.pci_bars[index] : undefined;
	return bar ? value & ~(Math.max(bar.size, MIN_IO_BAR_SIZE) - 1) : value;
}
