/**
 * The sixteen interrupt lines, each the OR of everything that drives it.
 *
 * v86 keeps one level a line and lets any device lower it. Here the ISA devices drive a line
 * directly (in this machine no two of them share one), PCI functions drive one of the four PIRQ
 * signals, and the ISA bridge's registers 60h to 63h route each signal to a line (82371SB
 * datasheet, "PIRQx route control"). A line is low only when nothing drives it, and rerouting a
 * signal that is asserted moves its level along.
 */

import type { PlainData, StatefulPart } from '../api.ts';
import type { V86Cpu } from './internals.ts';

const LINE_COUNT = 16;
const PIRQ_COUNT = 4;
const PIRQ_ROUTE_BASE = 0x60;
const ROUTE_DISABLED = 0x80;
const ROUTE_LINE_MASK = 0x0f;
const INTERRUPT_PIN_REGISTER = 0x3d;

/** The master's line that the slave drives. */
const CASCADE_LINE = 2;
// Where v86 keeps what of an interrupt controller, from the controller's address on.
const PIC_ENABLED = 0;
const PIC_IN_SERVICE = 2;
const PIC_REQUESTED = 3;

export class IrqLines implements StatefulPart {
	readonly name = 'irq-lines';
	private readonly isaLevel = new Uint8Array(LINE_COUNT);
	/** The PCI functions that assert their signal. */
	private readonly pciAsserting = new Set<number>();
	/** The level v86's interrupt controller has been given. */
	private readonly driven = new Uint8Array(LINE_COUNT);
	private isTimerPoll = false;
	private memory = new Uint8Array(0);
	private readonly raiseLine: (line: number) => void;
	private readonly lowerLine: (line: number) => void;

	constructor(private readonly cpu: V86Cpu) {
		this.raiseLine = cpu.device_raise_irq;
		this.lowerLine = cpu.device_lower_irq;
		cpu.device_raise_irq = (line) => {
			if (this.isTimerPoll) {
				this.setIsaLevel(line, 0);
			}
			this.setIsaLevel(line, 1);
		};
		cpu.device_lower_irq = (line) => {
			if (!this.isTimerPoll) {
				this.setIsaLevel(line, 0);
			}
		};
		const { pci } = cpu.devices;
		pci.raise_irq = (pciId) => {
			if (!this.pciAsserting.has(pciId)) {
				this.pciAsserting.add(pciId);
				this.updateSignal(this.signalOf(pciId));
			}
		};
		pci.lower_irq = (pciId) => {
			if (this.pciAsserting.delete(pciId)) {
				this.updateSignal(this.signalOf(pciId));
			}
		};
	}

	/**
	 * Polls the interval timer, whose output v86 lowers again at the next poll, so that a guest
	 * with interrupts off would lose the tick. A real one in modes 2 and 3 stays high until
	 * shortly before the next edge (82C54 datasheet), which is what this makes of it.
	 */
	pollIntervalTimer(poll: () => number): number {
		this.isTimerPoll = true;
		try {
			return poll();
		} finally {
			this.isTimerPoll = false;
		}
	}

	/**
	 * Ends the service of a slave's request that v86 lost: to be called before each quantum.
	 *
	 * A slave whose request is gone again before the processor takes it (the line was lowered or
	 * masked while interrupts were off) answers with a spurious interrupt (8259A datasheet,
	 * "default IR level 7"). v86's slave answers nothing, and its master waits for ever for the
	 * end of an interrupt that never was, deaf to all the slave's lines. A guest that is just
	 * between its two ends of interrupt looks alike, and comes to no harm: its second one finds
	 * nothing to end.
	 */
	endLostCascade(): void {
		const { cpu } = this;
		const memory = this.linearMemory();
		const master = cpu.get_pic_addr_master();
		const slave = cpu.get_pic_addr_slave();
		const inService = memory[master + PIC_IN_SERVICE] as number;
		if (!(inService & (1 << CASCADE_LINE)) || memory[slave + PIC_IN_SERVICE] !== 0) {
			return;
		}
		memory[master + PIC_IN_SERVICE] = inService & ~(1 << CASCADE_LINE);
		this.lowerLine(CASCADE_LINE);
		const requested = memory[slave + PIC_REQUESTED] as number;
		if (requested & (memory[slave + PIC_ENABLED] as number)) {
			this.raiseLine(CASCADE_LINE);
		}
	}

	/** To be called when the routing registers may have changed. */
	reroute(): void {
		for (let line = 0; line < LINE_COUNT; line++) {
			this.update(line);
		}
	}

	save(): PlainData {
		return {
			isaLevel: this.isaLevel.slice(),
			pciAsserting: [...this.pciAsserting],
			driven: this.driven.slice(),
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			isaLevel: Uint8Array;
			pciAsserting: number[];
			driven: Uint8Array;
		};
		this.isaLevel.set(saved.isaLevel);
		this.driven.set(saved.driven);
		this.pciAsserting.clear();
		for (const pciId of saved.pciAsserting) {
			this.pciAsserting.add(pciId);
		}
	}

	/** v86's memory, looked up again when it has grown. */
	private linearMemory(): Uint8Array {
		const { buffer } = this.cpu.wasm_memory;
		if (this.memory.buffer !== buffer) {
			this.memory = new Uint8Array(buffer);
		}
		return this.memory;
	}

	/** The PIRQ signal (0 is A) of a function: its pin, rotated by its device number. */
	private signalOf(pciId: number): number {
		const space = this.cpu.devices.pci.device_spaces[pciId];
		const pin = space ? new Uint8Array(space.buffer)[INTERRUPT_PIN_REGISTER] : 1;
		return ((pin ?? 1) - 1 + (pciId >> 3) - 1) & (PIRQ_COUNT - 1);
	}

	/** The line a signal is routed to, or undefined while its routing is disabled. */
	private lineOf(signal: number): number | undefined {
		const route = this.cpu.devices.pci.isa_bridge_space8[PIRQ_ROUTE_BASE + signal] as number;
		return route & ROUTE_DISABLED ? undefined : route & ROUTE_LINE_MASK;
	}

	private updateSignal(signal: number): void {
		const line = this.lineOf(signal);
		if (line !== undefined) {
			this.update(line);
		}
	}

	private setIsaLevel(line: number, level: 0 | 1): void {
		if (this.isaLevel[line] !== level) {
			this.isaLevel[line] = level;
			this.update(line);
		}
	}

	private update(line: number): void {
		const level = this.isaLevel[line] === 1 || this.isDrivenByPci(line) ? 1 : 0;
		if (level !== this.driven[line]) {
			this.driven[line] = level;
			if (level) {
				this.raiseLine(line);
			} else {
				this.lowerLine(line);
			}
		}
	}

	private isDrivenByPci(line: number): boolean {
		for (const pciId of this.pciAsserting) {
			if (this.lineOf(this.signalOf(pciId)) === line) {
				return true;
			}
		}
		return false;
	}
}
