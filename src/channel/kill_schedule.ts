/*
 * Kills servers or drivers again and again, each at its own interval of guest time, by way of the
 * control channel. The times are in the machine's event queue, so that on the virtual clock a run
 * with kills repeats exactly, and a snapshot goes on with them.
 */
import type { Machine, PlainData, StatefulPart } from '../machine/api.ts';
import type { ControlChannel } from './control_channel.ts';
import { ControlError } from './control_error.ts';

export interface RepeatedKill {
	/** A label, or a driver's bare name. */
	readonly label: string;
	/** Guest time between two kills, and before the first. */
	readonly everyS: number;
}

export interface KillCount {
	readonly label: string;
	readonly everyS: number;
	/** Kills that the guest carried out. */
	killed: number;
	/** Those that it could not: nothing was there to be killed, or it did not answer. */
	failed: number;
}

type Machinery = Pick<Machine, 'events' | 'addPart'>;

const EVENT = 'repeated-kill';
const NS_PER_S = 1e9;

export class KillSchedule implements StatefulPart {
	readonly name = 'kill-schedule';
	readonly #events: Machine['events'];
	readonly #channel: Pick<ControlChannel, 'kill'>;
	#counts: KillCount[];
	/** When the next kill of each is due, undefined (null) while stopped. */
	#due: ({ id: number; atNs: number } | null)[];

	constructor(
		machine: Machinery,
		channel: Pick<ControlChannel, 'kill'>,
		kills: readonly RepeatedKill[],
	) {
		this.#events = machine.events;
		this.#channel = channel;
		this.#counts = kills.map((kill) => ({ ...kill, killed: 0, failed: 0 }));
		this.#due = kills.map(() => null);
		machine.events.handle(EVENT, (index) => this.#kill(index as number));
		machine.addPart(this);
	}

	get counts(): readonly KillCount[] {
		return this.#counts;
	}

	/** Counts the intervals from now on. */
	start(): void {
		this.stop();
		for (const index of this.#counts.keys()) this.#schedule(index, this.#events.nowNs);
	}

	stop(): void {
		for (const [index, due] of this.#due.entries()) {
			if (due) this.#events.cancel(due.id);
			this.#due[index] = null;
		}
	}

	save(): PlainData {
		return {
			counts: this.#counts.map((count) => ({ ...count })),
			due: this.#due.map((due) => due && { ...due }),
		};
	}

	load(state: PlainData): void {
		const saved = state as unknown as {
			counts: KillCount[];
			due: ({ id: number; atNs: number } | null)[];
		};
		this.#counts = saved.counts.map((count) => ({ ...count }));
		this.#due = saved.due.map((due) => due && { ...due });
	}

	/** The machine was reset, and its event queue emptied; the kills go on. */
	reset(): void {
		for (const [index, due] of this.#due.entries()) {
			if (due) this.#due[index] = this.#scheduleAt(index, due.atNs);
		}
	}

	#kill(index: number): void {
		const count = this.#counts[index];
		const due = this.#due[index];
		if (!count || !due) return;
		this.#schedule(index, due.atNs);
		this.#channel.kill(count.label).then(
			() => count.killed++,
			(error) => {
				// What is under way at the end fails because of that.
				if (!this.#due[index]) return;
				// The server that carries kills out was killed before it could say so.
				if (error instanceof ControlError && error.failure === 'closed') count.killed++;
				else count.failed++;
			},
		);
	}

	/** The next one is due an interval after `fromNs`, whatever the time is by now. */
	#schedule(index: number, fromNs: number): void {
		const everyNs = (this.#counts[index]?.everyS ?? 0) * NS_PER_S;
		this.#due[index] = this.#scheduleAt(index, fromNs + everyNs);
	}

	#scheduleAt(index: number, atNs: number): { id: number; atNs: number } {
		return { id: this.#events.schedule(atNs, EVENT, index), atNs };
	}
}
