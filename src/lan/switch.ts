/**
 * A learning switch (IEEE 802.1D §7): it notes behind which port a station is, and sends frames to
 * the port of their destination, or to all others if that is not known or a group. Pure routing:
 * whoever owns the ports carries the frames.
 */

import type { PlainData } from '../machine/api.ts';
import { destinationOf, ETHERNET_HEADER_BYTES, isFromGroup, isToGroup, sourceOf } from './frame.ts';

/** How long a station that is not heard of is remembered (802.1D §7.9.2: 300 s). */
const AGEING_NS = 300e9;
/** A station that sends under many addresses must not fill memory. */
const STATIONS_MAX = 256;

interface Place {
	port: number;
	heardNs: number;
}

export class LearningSwitch {
	private stations = new Map<number, Place>();

	constructor(private readonly ports: number) {}

	/** Numbers of the ports that a frame goes to; none for one that no station can have sent. */
	route(frame: Uint8Array, from: number, nowNs: number): readonly number[] {
		if (frame.length < ETHERNET_HEADER_BYTES || isFromGroup(frame)) {
			return [];
		}
		this.learn(sourceOf(frame), from, nowNs);
		const to = isToGroup(frame) ? undefined : this.portOf(destinationOf(frame), nowNs);
		if (to === undefined) {
			return this.allBut(from);
		}
		return to === from ? [] : this.only(to);
	}

	save(): PlainData {
		return Array.from(this.stations, ([station, { port, heardNs }]) => [
			station,
			port,
			heardNs,
		]);
	}

	load(state: PlainData): void {
		const saved = state as [number, number, number][];
		this.stations = new Map(
			saved.map(([station, port, heardNs]) => [station, { port, heardNs }]),
		);
	}

	private learn(station: number, port: number, nowNs: number): void {
		const known = this.stations.get(station);
		if (known) {
			known.port = port;
			known.heardNs = nowNs;
			return;
		}
		if (this.stations.size >= STATIONS_MAX) {
			this.forgetOldest();
		}
		this.stations.set(station, { port, heardNs: nowNs });
	}

	private portOf(station: number, nowNs: number): number | undefined {
		const known = this.stations.get(station);
		return known && nowNs - known.heardNs <= AGEING_NS ? known.port : undefined;
	}

	private forgetOldest(): void {
		let oldest: number | undefined;
		let oldestNs = Number.POSITIVE_INFINITY;
		for (const [station, { heardNs }] of this.stations) {
			if (heardNs < oldestNs) {
				oldest = station;
				oldestNs = heardNs;
			}
		}
		if (oldest !== undefined) {
			this.stations.delete(oldest);
		}
	}

	/** Lists are made once: one is handed out for each frame. */
	private readonly singles: (readonly number[])[] = [];
	private readonly others: (readonly number[])[] = [];

	private only(port: number): readonly number[] {
		this.singles[port] ??= [port];
		return this.singles[port];
	}

	private allBut(port: number): readonly number[] {
		this.others[port] ??= Array.from({ length: this.ports }, (_, i) => i).filter(
			(each) => each !== port,
		);
		return this.others[port];
	}
}
