/**
 * Guest time, in nanoseconds since power-on, and what v86 is told of it.
 *
 * Virtual: time is the number of instructions executed (10 ns each) plus the time skipped while
 * the processor was halted. Real: the host's wall clock without the pauses, those included in which
 * the host, being busy, did not let the guest run.
 *
 * Invariant: `tick()`, which v86 calls, never returns the same value twice, since v86 guesses the
 * resolution of a clock that does, and that guess is not part of any state that can be saved.
 */

import { type ClockKind, type Host, INSTRUCTIONS_PER_US, type PlainData } from './api.ts';

const NS_PER_INSTRUCTION = 1000 / INSTRUCTIONS_PER_US;
const NS_PER_MS = 1e6;
/**
 * A guest that runs looks at the clock many times in this; what is beyond it, the host withheld. The
 * guest must not take that for its own slowness: its heartbeats would be found missing.
 */
const MAX_STEP_MS = 50;

export interface GuestClock {
	readonly kind: ClockKind;
	readonly nowNs: number;
	/** Guest time that passed while the processor was halted. */
	readonly haltedNs: number;
	/** For v86: milliseconds, later than ever returned before. */
	tick(): number;
	/** The processor is halted up to `untilNs`: the virtual clock goes there at once. */
	passHalted(untilNs: number): void;
	/** The guest starts or stops running; real time passes only in between. */
	start(): void;
	stop(): void;
	save(): PlainData;
	load(state: PlainData): void;
}

/** Makes times that are strictly later than the ones before; part of both clocks. */
class StrictlyLater {
	last = 0;

	next(ns: number): number {
		this.last = ns > this.last ? ns : this.last + 1;
		// Half a nanosecond more, so that v86's conversion to an integer hits this nanosecond
		// whichever way the division rounds.
		return (this.last + 0.5) / NS_PER_MS;
	}
}

export class VirtualClock implements GuestClock {
	readonly kind = 'virtual';
	/** What instructions do not account for. */
	private offsetNs = 0;
	private skippedNs = 0;
	private readonly strictly = new StrictlyLater();

	/** `instructions()` counts those executed since power-on. */
	constructor(private readonly instructions: () => number) {}

	get nowNs(): number {
		return Math.round(this.instructions() * NS_PER_INSTRUCTION) + this.offsetNs;
	}

	get haltedNs(): number {
		return this.skippedNs;
	}

	tick(): number {
		return this.strictly.next(this.nowNs);
	}

	passHalted(untilNs: number): void {
		const skipped = Math.max(0, Math.ceil(untilNs - this.nowNs));
		this.offsetNs += skipped;
		this.skippedNs += skipped;
	}

	start(): void {}

	stop(): void {}

	save(): PlainData {
		return saved(this.nowNs, this.skippedNs, this.strictly.last);
	}

	load(state: PlainData): void {
		const { nowNs, haltedNs, lastNs } = state as SavedClock;
		this.offsetNs = 0;
		this.offsetNs = nowNs - this.nowNs;
		this.skippedNs = haltedNs;
		this.strictly.last = lastNs;
	}
}

export class RealClock implements GuestClock {
	readonly kind = 'real';
	private elapsedNs = 0;
	private startedAtMs: number | undefined;
	private seenAtMs = 0;
	private withheldMs = 0;
	private waitedNs = 0;
	private haltedSinceNs: number | undefined;
	private readonly strictly = new StrictlyLater();

	constructor(private readonly host: Pick<Host, 'nowMs'>) {}

	get nowNs(): number {
		if (this.startedAtMs === undefined) {
			return this.elapsedNs;
		}
		const running = (this.lookAtHost() - this.startedAtMs - this.withheldMs) * NS_PER_MS;
		return this.elapsedNs + Math.max(0, Math.round(running));
	}

	get haltedNs(): number {
		return this.waitedNs;
	}

	/** The host's time. A guest that waits may be left alone for as long as it likes. */
	private lookAtHost(): number {
		const nowMs = this.host.nowMs();
		const stepMs = nowMs - this.seenAtMs;
		this.seenAtMs = nowMs;
		if (this.haltedSinceNs === undefined && stepMs > MAX_STEP_MS) {
			this.withheldMs += stepMs - MAX_STEP_MS;
		}
		return nowMs;
	}

	private startAt(nowMs: number): void {
		this.startedAtMs = nowMs;
		this.seenAtMs = nowMs;
		this.withheldMs = 0;
	}

	tick(): number {
		if (this.haltedSinceNs !== undefined) {
			this.waitedNs += this.nowNs - this.haltedSinceNs;
			this.haltedSinceNs = undefined;
		}
		return this.strictly.next(this.nowNs);
	}

	/** Nothing can be skipped here; the host waits, and the next tick ends the halt. */
	passHalted(): void {
		this.haltedSinceNs ??= this.nowNs;
	}

	start(): void {
		if (this.startedAtMs === undefined) {
			this.startAt(this.host.nowMs());
		}
	}

	stop(): void {
		this.elapsedNs = this.nowNs;
		this.startedAtMs = undefined;
	}

	save(): PlainData {
		return saved(this.nowNs, this.waitedNs, this.strictly.last);
	}

	load(state: PlainData): void {
		const { nowNs, haltedNs, lastNs } = state as SavedClock;
		this.elapsedNs = nowNs;
		this.waitedNs = haltedNs;
		this.haltedSinceNs = undefined;
		this.strictly.last = lastNs;
		if (this.startedAtMs !== undefined) {
			this.startAt(this.host.nowMs());
		}
	}
}

/** Either clock's state, which the other can load. */
type SavedClock = { nowNs: number; haltedNs: number; lastNs: number };

function saved(nowNs: number, haltedNs: number, lastNs: number): SavedClock {
	return { nowNs, haltedNs, lastNs };
}
