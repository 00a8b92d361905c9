/**
 * The connections of one TCP service, each with a state of plain data. A connection on which
 * nothing happens for long is reset, so that clients that went away don't pile up.
 */

import type { PlainData } from '../../machine/api.ts';
import type { TcpConnection } from '../tcpip/api.ts';
import type { ServiceHost } from './service.ts';

/** As long as a guest may be stopped by a debugger or a driver that is not restarted. */
const IDLE_LIMIT_NS = 300e9;
/** How often idle connections are looked for. */
const SWEEP_NS = 60e9;

interface Entry<State> {
	state: State;
	activeNs: number;
}

export class ConnectionTable<State> {
	private entries = new Map<number, Entry<State>>();
	private sweepNs = Number.POSITIVE_INFINITY;

	constructor(private readonly host: ServiceHost) {}

	get size(): number {
		return this.entries.size;
	}

	/** When `sweep` is to be called. */
	get nextNs(): number {
		return this.sweepNs;
	}

	add(connection: TcpConnection, state: State): void {
		const { nowNs } = this.host;
		this.entries.set(connection.id, { state, activeNs: nowNs });
		this.sweepNs = Math.min(this.sweepNs, nowNs + SWEEP_NS);
	}

	/** The state of a connection on which something happens now. */
	active(connection: TcpConnection): State | undefined {
		const entry = this.entries.get(connection.id);
		if (entry) {
			entry.activeNs = this.host.nowNs;
		}
		return entry?.state;
	}

	remove(connection: TcpConnection): void {
		this.entries.delete(connection.id);
	}

	/** Ids and states, in the order in which the connections were made. */
	*all(): Iterable<readonly [id: number, state: State]> {
		for (const [id, { state }] of this.entries) {
			yield [id, state];
		}
	}

	/** Resets what was idle for too long, once the time for that has come. */
	sweep(): void {
		const { nowNs, stack } = this.host;
		if (nowNs < this.sweepNs) {
			return;
		}
		for (const [id, { activeNs }] of this.entries) {
			if (nowNs - activeNs >= IDLE_LIMIT_NS) {
				this.entries.delete(id);
				stack.connection(id)?.abort();
			}
		}
		this.sweepNs = this.entries.size > 0 ? nowNs + SWEEP_NS : Number.POSITIVE_INFINITY;
	}

	/** `encode` makes plain data of a state. */
	save(encode: (state: State) => PlainData): PlainData {
		return {
			sweepNs: Number.isFinite(this.sweepNs) ? this.sweepNs : null,
			entries: Array.from(this.entries, ([id, { state, activeNs }]) => [
				id,
				activeNs,
				encode(state),
			]),
		};
	}

	load(state: PlainData, decode: (state: PlainData) => State): void {
		const saved = state as {
			sweepNs: number | null;
			entries: [number, number, PlainData][];
		};
		this.sweepNs = saved.sweepNs ?? Number.POSITIVE_INFINITY;
		this.entries = new Map(
			saved.entries.map(([id, activeNs, each]) => [id, { state: decode(each), activeNs }]),
		);
	}
}
