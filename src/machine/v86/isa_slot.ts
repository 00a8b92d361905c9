/**
 * Connects a device of the main board (`devices/isa_function.ts`) with v86: its ports, its
 * interrupt line and its timers. v86 has nothing else at those ports.
 */

import type { EventScheduler, PlainData, StatefulPart } from '../api.ts';
import type { IsaBus, IsaFunction } from '../devices/isa_function.ts';
import type { V86Cpu } from './internals.ts';

const TIMER_COUNT = 8;

export interface IsaSurroundings {
	readonly cpu: V86Cpu;
	readonly events: EventScheduler;
	dropped(name: string): void;
}

export class IsaSlot implements IsaBus, StatefulPart {
	readonly name: string;
	private readonly eventKind: string;
	/** The event of each timer that is pending. */
	private readonly timers: (number | null)[] = new Array(TIMER_COUNT).fill(null);
	private isAsserted = false;

	constructor(
		private readonly around: IsaSurroundings,
		private readonly plugged: IsaFunction,
	) {
		const { cpu, events } = around;
		this.name = `isa-${plugged.name}`;
		this.eventKind = `isa-timer-${plugged.name}`;
		events.handle(this.eventKind, (number) => {
			this.timers[number as number] = null;
			plugged.timer(number as number);
		});
		plugged.attach(this);
		for (let offset = 0; offset < plugged.portCount; offset++) {
			const port = plugged.firstPort + offset;
			cpu.io.register_read(port, plugged, () => plugged.read(offset));
			cpu.io.register_write(port, plugged, (value) => plugged.write(offset, value & 0xff));
		}
	}

	save(): PlainData {
		return {
			timers: [...this.timers],
			isAsserted: this.isAsserted,
			device: this.plugged.save(),
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			timers: (number | null)[];
			isAsserted: boolean;
			device: PlainData;
		};
		for (let number = 0; number < TIMER_COUNT; number++) {
			this.timers[number] = saved.timers[number] ?? null;
		}
		this.isAsserted = saved.isAsserted;
		this.plugged.load(saved.device);
	}

	operate(input: Uint8Array): void {
		this.plugged.operate?.(input);
	}

	reset(): void {
		for (let number = 0; number < TIMER_COUNT; number++) {
			this.clearTimer(number);
		}
		this.setInterrupt(false);
		this.plugged.reset();
	}

	get nowNs(): number {
		return this.around.events.nowNs;
	}

	setInterrupt(asserted: boolean): void {
		if (asserted === this.isAsserted) {
			return;
		}
		this.isAsserted = asserted;
		if (asserted) {
			this.around.cpu.device_raise_irq(this.plugged.irqLine);
		} else {
			this.around.cpu.device_lower_irq(this.plugged.irqLine);
		}
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

	dropped(name: string): void {
		this.around.dropped(name);
	}
}
