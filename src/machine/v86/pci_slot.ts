/**
 * A slot of v86's PCI bus with a function of ours in it: what is between the two interfaces of
 * `devices/pci_function.ts`.
 *
 * The slot keeps the configuration space and obeys its command and power registers: which ranges
 * answer, whether the function may master the bus, whether its interrupt pin counts. The bytes
 * themselves are v86's, which saves and restores them with its own; all else is saved here.
 */

import type { EventScheduler, PlainData, StatefulPart } from '../api.ts';
import {
	FIRST_LEGACY_RANGE,
	type LegacyPorts,
	type PciBar,
	type PciBus,
	type PciFunction,
} from '../devices/pci_function.ts';
import type { V86Cpu } from './internals.ts';
import { CONFIG_SPACE_SIZE, FunctionConfig } from './pci_function_config.ts';
import type { PciWindows, Window } from './pci_windows.ts';

const TIMER_COUNT = 8;
/** From here to 1 MB a PC has video memory and ROM: no memory for a bus master. */
const HOLE_START = 0xa0000;
const HOLE_END = 0x100000;

export interface SlotSurroundings {
	readonly cpu: V86Cpu;
	readonly windows: PciWindows;
	/** All of RAM, as it is now. */
	ram(): Uint8Array;
	writeRam(address: number, bytes: Uint8Array): void;
	readonly events: EventScheduler;
	/** A transfer that reached nothing. */
	dropped(name: string): void;
}

export class PciSlot implements PciBus, StatefulPart {
	readonly name: string;
	private readonly config: FunctionConfig;
	private readonly eventKind: string;
	/** The event of each timer that is pending. */
	private readonly timers: (number | null)[] = new Array(TIMER_COUNT).fill(null);
	/** What the function does with its pin, and what the bus sees of it. */
	private pinAsserted = false;
	private signalAsserted = false;

	/** The slot must be free. */
	constructor(
		private readonly around: SlotSurroundings,
		readonly pciId: number,
		readonly plugged: PciFunction,
	) {
		const { cpu, windows, events } = around;
		const device = pciId >> 3;
		this.name = `pci-slot-${device}: ${plugged.name}`;
		this.eventKind = `pci-timer-${device}`;
		const space = cpu.devices.pci.register_device({
			name: plugged.name,
			pci_id: pciId,
			pci_space: new Array(CONFIG_SPACE_SIZE).fill(0),
			// v86 must not move them: the windows do.
			pci_bars: [],
		});
		this.config = new FunctionConfig(new Uint8Array(space.buffer), plugged);
		this.config.powerOn();
		events.handle(this.eventKind, (number) => {
			this.timers[number as number] = null;
			plugged.timer(number as number);
		});
		plugged.attach(this);
		for (const [index, bar] of plugged.bars.entries()) {
			if (bar) {
				windows.add(this.window(index, bar));
			}
		}
		for (const [index, ports] of (plugged.legacyPorts ?? []).entries()) {
			windows.add(this.legacyWindow(FIRST_LEGACY_RANGE + index, ports));
		}
	}

	/** A guest's write of 1, 2 or 4 bytes to the configuration space. */
	writeConfig(offset: number, size: number, value: number): void {
		const { config } = this;
		const wasPowered = config.isPowered;
		this.around.windows.remap(() => config.write(offset, size, value));
		if (!wasPowered && config.isPowered) {
			this.resetFunction();
		}
		this.updateInterrupt();
	}

	/** As after RST# of the bus. */
	reset(): void {
		this.around.windows.remap(() => this.config.powerOn());
		this.resetFunction();
		this.updateInterrupt();
	}

	save(): PlainData {
		return {
			function: this.plugged.save(),
			timers: this.timers.slice(),
			pinAsserted: this.pinAsserted,
			signalAsserted: this.signalAsserted,
		};
	}

	/** The configuration space, interrupt lines and events must have been loaded before. */
	load(state: PlainData): void {
		const saved = state as {
			function: PlainData;
			timers: (number | null)[];
			pinAsserted: boolean;
			signalAsserted: boolean;
		};
		for (let number = 0; number < TIMER_COUNT; number++) {
			this.timers[number] = saved.timers[number] ?? null;
		}
		this.pinAsserted = saved.pinAsserted;
		this.signalAsserted = saved.signalAsserted;
		this.plugged.load(saved.function);
	}

	get nowNs(): number {
		return this.around.events.nowNs;
	}

	setInterrupt(asserted: boolean): void {
		if (asserted !== this.pinAsserted) {
			this.pinAsserted = asserted;
			this.updateInterrupt();
		}
	}

	setLegacyInterrupt(line: number, asserted: boolean): void {
		const { cpu } = this.around;
		if (asserted) {
			cpu.device_raise_irq(line);
		} else {
			cpu.device_lower_irq(line);
		}
	}

	dmaRead(address: number, length: number): Uint8Array | undefined {
		if (!this.mayTransfer(address, length)) {
			return undefined;
		}
		return this.around.ram().subarray(address, address + length);
	}

	dmaWrite(address: number, bytes: Uint8Array): boolean {
		if (!this.mayTransfer(address, bytes.length)) {
			return false;
		}
		this.around.writeRam(address, bytes);
		return true;
	}

	setTimer(number: number, atNs: number): void {
		this.clearTimer(number);
		this.timers[number] = this.around.events.schedule(atNs, this.eventKind, number);
	}

	clearTimer(number: number): void {
		const event = this.timers[number] ?? null;
		if (event !== null) {
			this.around.events.cancel(event);
			this.timers[number] = null;
		}
	}

	private window(index: number, bar: PciBar): Window {
		const { config, plugged } = this;
		return {
			kind: bar.kind,
			size: bar.size,
			get base() {
				return config.baseOf(index, bar);
			},
			read: (offset, size) => plugged.read(index, offset, size),
			write: (offset, size, value) => plugged.write(index, offset, size, value),
		};
	}

	private legacyWindow(range: number, ports: LegacyPorts): Window {
		const { config, plugged } = this;
		return {
			kind: 'legacy-io',
			size: ports.size,
			get base() {
				return config.isLegacyEnabled(ports) ? ports.base : undefined;
			},
			read: (offset, size) => plugged.read(range, offset, size),
			write: (offset, size, value) => plugged.write(range, offset, size, value),
		};
	}

	private resetFunction(): void {
		for (let number = 0; number < TIMER_COUNT; number++) {
			this.clearTimer(number);
		}
		this.pinAsserted = false;
		this.plugged.reset();
	}

	private updateInterrupt(): void {
		const { pci } = this.around.cpu.devices;
		this.config.showInterrupt(this.pinAsserted);
		const signal = this.pinAsserted && this.config.interruptsEnabled;
		if (signal !== this.signalAsserted) {
			this.signalAsserted = signal;
			if (signal) {
				pci.raise_irq(this.pciId);
			} else {
				pci.lower_irq(this.pciId);
			}
		}
	}

	private mayTransfer(address: number, length: number): boolean {
		if (!this.config.isMaster) {
			this.around.dropped('pci-transfer-without-mastering');
			return false;
		}
		const end = address + length;
		const isMemory =
			end <= HOLE_START || (address >= HOLE_END && end <= this.around.ram().length);
		if (!isMemory) {
			this.config.noteMasterAbort();
			this.around.dropped('pci-transfer-beyond-memory');
		}
		return isMemory;
	}
}
