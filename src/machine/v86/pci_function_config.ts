/**
 * The configuration space of a function of ours: what it holds at power-on and what a write does
 * to it (PCI Local Bus Specification 2.3, chapter 6; PCI Bus Power Management Interface
 * Specification 1.1, chapter 3).
 *
 * It works on 256 bytes that belong to someone else, so that they can be part of v86's state.
 */

import {
	BAR_COUNT,
	type LegacyPorts,
	type PciBar,
	type PciFunction,
} from '../devices/pci_function.ts';

export const CONFIG_SPACE_SIZE = 0x100;

const VENDOR_ID = 0x00;
const DEVICE_ID = 0x02;
const COMMAND = 0x04;
const STATUS = 0x06;
const REVISION_ID = 0x08;
const PROGRAMMING_INTERFACE = 0x09;
const SUB_CLASS = 0x0a;
const BASE_CLASS = 0x0b;
const CACHE_LINE_SIZE = 0x0c;
const LATENCY_TIMER = 0x0d;
const BAR_FIRST = 0x10;
const SUBSYSTEM_VENDOR_ID = 0x2c;
const SUBSYSTEM_ID = 0x2e;
const CAPABILITIES_POINTER = 0x34;
const INTERRUPT_LINE = 0x3c;
const INTERRUPT_PIN = 0x3d;
const MIN_GNT = 0x3e;
const MAX_LAT = 0x3f;

const COMMAND_IO = 0x0001;
const COMMAND_MEMORY = 0x0002;
const COMMAND_MASTER = 0x0004;
const COMMAND_PARITY = 0x0040;
const COMMAND_SERR = 0x0100;
const COMMAND_INTERRUPT_DISABLE = 0x0400;
const COMMAND_WRITABLE =
	COMMAND_IO |
	COMMAND_MEMORY |
	COMMAND_MASTER |
	COMMAND_PARITY |
	COMMAND_SERR |
	COMMAND_INTERRUPT_DISABLE;

const STATUS_INTERRUPT = 0x0008;
const STATUS_CAPABILITIES = 0x0010;
const STATUS_FAST_BACK_TO_BACK = 0x0080;
const STATUS_MEDIUM_DEVSEL = 0x0200;
const STATUS_RECEIVED_MASTER_ABORT = 0x2000;
/** These are cleared by writing 1. */
const STATUS_ERRORS = 0xf900;

const BAR_IO = 0x1;
const BAR_IO_FLAGS = 0x3;
const BAR_MEMORY_FLAGS = 0xf;

/** Where the RTL8139 has it; any place from 40h on would do. */
const POWER_CAPABILITY = 0x50;
const POWER_CAPABILITY_ID = 0x01;
const PMC = POWER_CAPABILITY + 2;
const PMCSR = POWER_CAPABILITY + 4;
/** Version 1.1 of the interface; no D1, no D2, no PME#. */
const PMC_VERSION_1_1 = 0x0002;
const PMCSR_STATE = 0x3;
const D0 = 0;
const D3_HOT = 3;

export class FunctionConfig {
	private readonly view: DataView;

	/** `bytes` are the configuration space itself; `powerOn()` fills them. */
	constructor(
		bytes: Uint8Array,
		private readonly of: Pick<
			PciFunction,
			'identity' | 'bars' | 'configRegisters' | 'hasPowerManagement'
		>,
	) {
		this.view = new DataView(bytes.buffer, bytes.byteOffset, CONFIG_SPACE_SIZE);
	}

	/** As after RST# or a change from D3hot to D0: no addresses, nothing decoded, no mastering. */
	powerOn(): void {
		const { view } = this;
		const { identity, bars, configRegisters = [], hasPowerManagement } = this.of;
		for (let i = 0; i < CONFIG_SPACE_SIZE; i++) {
			view.setUint8(i, 0);
		}
		view.setUint16(VENDOR_ID, identity.vendor, true);
		view.setUint16(DEVICE_ID, identity.device, true);
		view.setUint16(
			STATUS,
			STATUS_FAST_BACK_TO_BACK |
				STATUS_MEDIUM_DEVSEL |
				(hasPowerManagement ? STATUS_CAPABILITIES : 0),
			true,
		);
		view.setUint8(REVISION_ID, identity.revision);
		view.setUint8(PROGRAMMING_INTERFACE, identity.classCode & 0xff);
		view.setUint8(SUB_CLASS, (identity.classCode >> 8) & 0xff);
		view.setUint8(BASE_CLASS, identity.classCode >> 16);
		for (const [index, bar] of bars.entries()) {
			view.setUint32(BAR_FIRST + 4 * index, bar?.kind === 'io' ? BAR_IO : 0, true);
		}
		view.setUint16(SUBSYSTEM_VENDOR_ID, identity.subsystemVendor, true);
		view.setUint16(SUBSYSTEM_ID, identity.subsystem, true);
		view.setUint8(INTERRUPT_PIN, identity.interruptPin);
		view.setUint8(MIN_GNT, identity.minGrant);
		view.setUint8(MAX_LAT, identity.maxLatency);
		for (const { offset, powerOn } of configRegisters) {
			view.setUint8(offset, powerOn);
		}
		if (hasPowerManagement) {
			view.setUint8(CAPABILITIES_POINTER, POWER_CAPABILITY);
			view.setUint8(POWER_CAPABILITY, POWER_CAPABILITY_ID);
			view.setUint16(PMC, PMC_VERSION_1_1, true);
		}
	}

	/** Takes a write of 1, 2 or 4 bytes that does not leave the space. */
	write(offset: number, size: number, value: number): void {
		for (let i = 0; i < size; i++) {
			this.writeByte(offset + i, (value >>> (8 * i)) & 0xff);
		}
	}

	get isPowered(): boolean {
		return this.powerState === D0;
	}

	get isMaster(): boolean {
		return this.isPowered && this.has(COMMAND_MASTER);
	}

	get interruptsEnabled(): boolean {
		return this.isPowered && !this.has(COMMAND_INTERRUPT_DISABLE);
	}

	/** Where a base address range answers; undefined while it does not. */
	baseOf(index: number, bar: PciBar): number | undefined {
		const enable = bar.kind === 'io' ? COMMAND_IO : COMMAND_MEMORY;
		if (!this.isPowered || !this.has(enable)) {
			return undefined;
		}
		const flags = bar.kind === 'io' ? BAR_IO_FLAGS : BAR_MEMORY_FLAGS;
		return (this.view.getUint32(BAR_FIRST + 4 * index, true) & ~flags) >>> 0;
	}

	/** Whether ports at a fixed address answer. */
	isLegacyEnabled({ enabledBy }: LegacyPorts): boolean {
		const isDecoded = (this.view.getUint8(enabledBy.offset) & enabledBy.mask) !== 0;
		return isDecoded && this.isPowered && this.has(COMMAND_IO);
	}

	/** The interrupt status bit: the pin as its function drives it, disabled or not. */
	showInterrupt(asserted: boolean): void {
		const others = this.status & ~STATUS_INTERRUPT;
		this.view.setUint16(STATUS, asserted ? others | STATUS_INTERRUPT : others, true);
	}

	/** A transfer of the function found no one at its address. */
	noteMasterAbort(): void {
		this.view.setUint16(STATUS, this.status | STATUS_RECEIVED_MASTER_ABORT, true);
	}

	private get status(): number {
		return this.view.getUint16(STATUS, true);
	}

	private get powerState(): number {
		return this.of.hasPowerManagement ? this.view.getUint8(PMCSR) & PMCSR_STATE : D0;
	}

	private has(commandBit: number): boolean {
		return (this.view.getUint16(COMMAND, true) & commandBit) !== 0;
	}

	private writeByte(offset: number, value: number): void {
		const { view } = this;
		const old = view.getUint8(offset);
		if (offset === STATUS || offset === STATUS + 1) {
			view.setUint8(offset, old & ~(value & byteOf(STATUS_ERRORS, offset - STATUS)));
		} else if (offset === PMCSR && this.of.hasPowerManagement) {
			this.writePowerState(value & PMCSR_STATE);
		} else {
			const mask = this.writableBits(offset);
			view.setUint8(offset, (old & ~mask) | (value & mask));
		}
	}

	/** A state that the function does not have leaves it in the one it is in (3.2.4). */
	private writePowerState(state: number): void {
		if (state !== D0 && state !== D3_HOT) {
			return;
		}
		if (state === D0 && this.powerState !== D0) {
			this.powerOn();
		}
		this.view.setUint8(PMCSR, state);
	}

	private writableBits(offset: number): number {
		if (offset >= BAR_FIRST && offset < BAR_FIRST + 4 * BAR_COUNT) {
			const bar = this.of.bars[(offset - BAR_FIRST) >> 2];
			if (!bar) {
				return 0;
			}
			const flags = bar.kind === 'io' ? BAR_IO_FLAGS : BAR_MEMORY_FLAGS;
			return byteOf(~(bar.size - 1) & ~flags, offset & 3);
		}
		switch (offset) {
			case COMMAND:
			case COMMAND + 1:
				return byteOf(COMMAND_WRITABLE, offset - COMMAND);
			case CACHE_LINE_SIZE:
			case LATENCY_TIMER:
			case INTERRUPT_LINE:
				return 0xff;
			default:
				return this.of.configRegisters?.find((one) => one.offset === offset)?.writable ?? 0;
		}
	}
}

function byteOf(value: number, index: number): number {
	return (value >>> (8 * index)) & 0xff;
}
