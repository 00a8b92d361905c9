/**
 * The machine's one event queue, ordered by (guest time, rank, sequence number).
 *
 * Host input has its own, later rank: what the machine schedules for itself at a moment comes
 * before what a person does at that moment, whether that input is live or was loaded in advance
 * from a log. So a live run and its replay deliver everything in the same order.
 *
 * Events are plain data with a kind; each kind has one handler, registered by the part of the
 * machine that owns it. That lets the queue be part of snapshots.
 */

import type { EventScheduler, PlainData, Unsubscribe } from './api.ts';
import { MachineError } from './errors.ts';

export type EventRank = 'machine' | 'host';

interface QueuedEvent {
	id: number;
	atNs: number;
	rank: number;
	kind: string;
	payload: PlainData;
}

type EventHandler = (payload: PlainData, nowNs: number) => void;

const RANK: Record<EventRank, number> = { machine: 0, host: 1 };

export class EventQueue implements EventScheduler {
	/** A binary heap by `isBefore`. */
	private heap: QueuedEvent[] = [];
	private nextId = 1;
	private readonly cancelled = new Set<number>();
	private readonly handlers = new Map<string, EventHandler>();

	constructor(private readonly readNowNs: () => number) {}

	get nowNs(): number {
		return this.readNowNs();
	}

	/** When the next event is due; Infinity without one. */
	get nextNs(): number {
		this.dropCancelled();
		return this.heap[0]?.atNs ?? Number.POSITIVE_INFINITY;
	}

	schedule(atNs: number, kind: string, payload: PlainData, rank: EventRank = 'machine'): number {
		if (!Number.isFinite(atNs)) {
			throw new MachineError(
				`Event "${kind}" needs a finite guest time in nanoseconds, got ${atNs}.`,
			);
		}
		const id = this.nextId++;
		this.push({ id, atNs, rank: RANK[rank], kind, payload });
		return id;
	}

	cancel(id: number): void {
		if (this.heap.some((event) => event.id === id)) {
			this.cancelled.add(id);
		}
	}

	handle(kind: string, handler: EventHandler): Unsubscribe {
		if (this.handlers.has(kind)) {
			throw new MachineError(`Events of kind "${kind}" already have a handler.`);
		}
		this.handlers.set(kind, handler);
		return () => {
			this.handlers.delete(kind);
		};
	}

	/** Handles all events due at `nowNs`, in order, those they schedule for now included. */
	drain(nowNs: number): number {
		let handled = 0;
		while (this.nextNs <= nowNs) {
			const event = this.pop();
			const handler = this.handlers.get(event.kind);
			if (!handler) {
				throw new MachineError(
					`No handler for events of kind "${event.kind}": register one with ` +
						'events.handle() before the machine runs.',
				);
			}
			handler(event.payload, nowNs);
			handled++;
		}
		return handled;
	}

	/** Withdraws all events of a rank. */
	clear(rank: EventRank): void {
		const kept = this.heap.filter((event) => event.rank !== RANK[rank]);
		this.heap = [];
		for (const event of kept) {
			this.push(event);
		}
	}

	save(): PlainData {
		const live = this.heap.filter((event) => !this.cancelled.has(event.id));
		live.sort((a, b) => (isBefore(a, b) ? -1 : 1));
		return {
			nextId: this.nextId,
			events: live.map((event) => [
				event.id,
				event.atNs,
				event.rank,
				event.kind,
				event.payload,
			]),
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			nextId: number;
			events: [number, number, number, string, PlainData][];
		};
		this.heap = [];
		this.cancelled.clear();
		this.nextId = saved.nextId;
		for (const [id, atNs, rank, kind, payload] of saved.events) {
			this.push({ id, atNs, rank, kind, payload });
		}
	}

	private push(event: QueuedEvent): void {
		const { heap } = this;
		let hole = heap.length;
		heap.push(event);
		while (hole > 0) {
			const parent = (hole - 1) >> 1;
			const above = heap[parent] as QueuedEvent;
			if (!isBefore(event, above)) {
				break;
			}
			heap[hole] = above;
			hole = parent;
		}
		heap[hole] = event;
	}

	private pop(): QueuedEvent {
		const { heap } = this;
		const first = heap[0] as QueuedEvent;
		const moved = heap.pop() as QueuedEvent;
		if (heap.length > 0) {
			let hole = 0;
			for (;;) {
				let child = 2 * hole + 1;
				if (child >= heap.length) {
					break;
				}
				const right = heap[child + 1];
				if (right && isBefore(right, heap[child] as QueuedEvent)) {
					child++;
				}
				const below = heap[child] as QueuedEvent;
				if (!isBefore(below, moved)) {
					break;
				}
				heap[hole] = below;
				hole = child;
			}
			heap[hole] = moved;
		}
		return first;
	}

	private dropCancelled(): void {
		while (this.cancelled.size > 0) {
			const first = this.heap[0];
			if (!first || !this.cancelled.delete(first.id)) {
				return;
			}
			this.pop();
		}
	}
}

function isBefore(a: QueuedEvent, b: QueuedEvent): boolean {
	if (a.atNs !== b.atNs) {
		return a.atNs < b.atNs;
	}
	return a.rank !== b.rank ? a.rank < b.rank : a.id < b.id;
}
