/**
 * What a service of one of the LAN's hosts is: a state machine over plain data, so that snapshots
 * carry it. It is called by its host's stack (connections and datagrams) and at the times that it
 * asks for, never otherwise.
 */

import type { PlainData } from '../../machine/api.ts';
import type { TcpIp } from '../tcpip/api.ts';

/** What a service knows of its host. */
export interface ServiceHost {
	readonly stack: TcpIp;
	/** Guest time. */
	readonly nowNs: number;
	/** The date, in ms since 1970 (UTC). */
	readonly dateMs: number;
}

export interface LanService {
	/** Unique on its host; the key of its state in snapshots. */
	readonly name: string;
	/** Opens its ports; called once, before anything else. */
	start(host: ServiceHost): void;
	/** When `run` is to be called next, in guest time; Infinity for never. */
	readonly nextNs: number;
	run(): void;
	save(): PlainData;
	load(state: PlainData): void;
}
