/**
 * Runs the guest, a quantum at a time.
 *
 * Between two quanta, and only there, in this order: events that are due, input for the serial
 * ports and the keyboard, then one quantum (or, while the processor is halted, the wait for what wakes it), then
 * what the guest sent. Nothing depends on how a run is cut into slices: `runUntil` twice for 1 ms
 * is the same as once for 2 ms.
 */

import type { Host, Machine, RunLimits, StopReason } from './api.ts';
import type { GuestClock } from './clock.ts';
import { asError, EmulatorCrash } from './errors.ts';
import type { EventQueue } from './event_queue.ts';
import type { HostKeyboard } from './host_keyboard.ts';
import type { HostSerialLine } from './serial_line.ts';
import type { Engine } from './v86/engine.ts';

/** How long a slice holds on to the host's thread, and how often that is checked. */
const SLICE_WALL_MS = 8;
const QUANTA_PER_WALL_CHECK = 8;
/** A halted processor is looked at again after this long even if a timer says "now". */
const MIN_HALT_NS = 1000;
const NS_PER_US = 1000;
const NS_PER_MS = 1e6;

export interface RunnerParts {
	readonly engine: Engine;
	readonly clock: GuestClock;
	readonly queue: EventQueue;
	/** COM1 and COM2. */
	readonly lines: readonly [HostSerialLine, HostSerialLine];
	readonly keyboard: HostKeyboard;
	readonly host: Host;
}

export interface StopCondition {
	/** Guest time, Infinity for none. */
	readonly atNs: number;
	/** Wall time, Infinity for none. */
	readonly wallMs: number;
	readonly isMet: () => boolean;
}

export class Runner {
	/** Why the guest cannot go on; undefined while it can. */
	end: 'halted' | 'crashed' | undefined;
	/** What happened, when it crashed. */
	crash: EmulatorCrash | undefined;
	/** While the processor is halted: when a timer of v86's devices is due. */
	haltedUntilNs: number | undefined;
	pauseRequested = false;
	/** Wall time spent in slices, and instructions executed in them. */
	wallMs = 0;
	executed = 0;
	/** Ends the wait of a halted guest on the real clock. */
	private endWait: (() => void) | undefined;

	/** `resetGuest` brings the machine back to power-on. */
	constructor(
		private readonly parts: RunnerParts,
		private readonly resetGuest: () => void,
	) {}

	stopCondition(machine: Machine, limits: RunLimits): StopCondition {
		const { clock, host } = this.parts;
		const { forUs = Number.POSITIVE_INFINITY, untilUs = Number.POSITIVE_INFINITY } = limits;
		const { maxWallMs = Number.POSITIVE_INFINITY, until } = limits;
		return {
			atNs: Math.min(untilUs * NS_PER_US, clock.nowNs + forUs * NS_PER_US),
			wallMs: host.nowMs() + maxWallMs,
			isMet: until ? () => until(machine) : () => false,
		};
	}

	/** Runs quanta until there is a reason to stop (given) or to let the host run (undefined). */
	runSlice(stop: StopCondition): StopReason | undefined {
		const { engine, host } = this.parts;
		const startMs = host.nowMs();
		const executedBefore = engine.instructions;
		engine.enter();
		try {
			if (startMs >= stop.wallMs) {
				return 'wall-limit';
			}
			for (let count = 1; ; count++) {
				const reason = this.reasonToStop(stop);
				if (reason) {
					return reason;
				}
				if (!this.step(stop.atNs)) {
					return undefined;
				}
				if (count % QUANTA_PER_WALL_CHECK === 0) {
					const nowMs = host.nowMs();
					if (nowMs >= stop.wallMs) {
						return 'wall-limit';
					}
					if (nowMs - startMs >= SLICE_WALL_MS) {
						return undefined;
					}
				}
			}
		} finally {
			engine.leave();
			this.wallMs += host.nowMs() - startMs;
			this.executed += engine.instructions - executedBefore;
		}
	}

	/** Gives way to the host: for a moment, or while the halted guest waits for real time. */
	letHostRun(stop: StopCondition): Promise<void> {
		const { host } = this.parts;
		return new Promise((resolve) => {
			const waitMs = this.realWaitMs(stop);
			if (waitMs < 1) {
				host.soon(resolve);
				return;
			}
			const finish = () => {
				cancel();
				this.endWait = undefined;
				resolve();
			};
			const cancel = host.later(waitMs, finish);
			this.endWait = finish;
		});
	}

	/** There is something new for the guest, which may be waiting. */
	wake(): void {
		this.endWait?.();
	}

	/** The guest was put into a state in which it can run. */
	revive(haltedUntilNs?: number): void {
		this.end = undefined;
		this.crash = undefined;
		this.haltedUntilNs = haltedUntilNs;
	}

	/** One quantum, or the wait of a halted processor. False: real time has to pass. */
	private step(limitNs: number): boolean {
		const { engine, clock, queue, lines } = this.parts;
		let isWaiting = false;
		try {
			const handled = queue.drain(clock.nowNs);
			const fed = this.feedInput();
			const { haltedUntilNs } = this;
			if (
				haltedUntilNs !== undefined &&
				handled === 0 &&
				!fed &&
				clock.nowNs < haltedUntilNs
			) {
				clock.passHalted(Math.min(haltedUntilNs, queue.nextNs, limitNs));
				isWaiting = clock.kind === 'real';
			} else {
				this.runQuantum(engine, clock);
			}
		} catch (cause) {
			this.noteCrash(asError(cause));
		}
		lines[0].flush();
		lines[1].flush();
		return !isWaiting;
	}

	private runQuantum(engine: Engine, clock: GuestClock): void {
		this.haltedUntilNs = undefined;
		const dueMs = engine.runQuantum();
		if (engine.resetRequested) {
			this.resetGuest();
		} else if (engine.isHalted) {
			if (engine.interruptsEnabled) {
				const waitNs = Math.max(Math.ceil(dueMs * NS_PER_MS), MIN_HALT_NS);
				this.haltedUntilNs = clock.nowNs + waitNs;
			} else {
				this.end = 'halted';
			}
		}
	}

	private noteCrash(cause: Error): void {
		const { engine, clock } = this.parts;
		const atUs = (clock.nowNs / NS_PER_US).toFixed(0);
		this.end = 'crashed';
		this.crash = new EmulatorCrash(
			`The emulator failed at guest time ${atUs} µs, near instruction pointer ` +
				`0x${engine.instructionPointer.toString(16)}: ${cause.message}. Restore a ` +
				'snapshot or reset the machine.',
			{ cause },
		);
	}

	private feedInput(): boolean {
		const { engine, lines, keyboard } = this.parts;
		let fed = false;
		for (const port of [0, 1] as const) {
			const { input } = lines[port];
			if (input.hasInput) {
				const put = (byte: number) => engine.serialInput(port, byte);
				fed = input.feed(engine.serialUnread(port), put) || fed;
			}
		}
		if (keyboard.input.hasInput) {
			const put = (scanCode: number) => engine.keyboardInput(scanCode);
			fed = keyboard.input.feed(engine.keyboardUnread, put) || fed;
		}
		return fed;
	}

	private reasonToStop(stop: StopCondition): StopReason | undefined {
		if (this.end) {
			return this.end;
		}
		if (this.pauseRequested) {
			return 'paused';
		}
		if (stop.isMet()) {
			return 'condition';
		}
		return this.parts.clock.nowNs >= stop.atNs ? 'time' : undefined;
	}

	private realWaitMs(stop: StopCondition): number {
		const { clock, queue, host } = this.parts;
		if (clock.kind === 'virtual' || this.haltedUntilNs === undefined) {
			return 0;
		}
		const untilNs = Math.min(this.haltedUntilNs, queue.nextNs, stop.atNs);
		return Math.min((untilNs - clock.nowNs) / NS_PER_MS, stop.wallMs - host.nowMs());
	}
}
