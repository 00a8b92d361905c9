/**
 * One of the LAN's own hosts: a TCP/IP stack, its services, and the frames that wait for it.
 *
 * A stack takes no frames while it is calling out, so what hosts send each other waits in a queue
 * until the LAN lets them run.
 */

import type { PlainData } from '../machine/api.ts';
import { macOfHost, type Subnet } from './addresses.ts';
import { FrameQueue } from './frame_queue.ts';
import type { LanService, ServiceHost } from './services/service.ts';
import type { FrameOutput, IpAddress, TcpIp } from './tcpip/api.ts';

export interface StackOptions {
	readonly name: string;
	readonly output: FrameOutput;
	/** Decides the stack's random numbers. */
	readonly seed: number;
}

/** Makes the stack of one host. */
export type StackFactory = (options: StackOptions) => TcpIp;

export interface LanHostOptions {
	/** `host` or `dns`; the key of its state in snapshots. */
	readonly name: string;
	readonly address: IpAddress;
	readonly subnet: Subnet;
	readonly makeStack: StackFactory;
	readonly services: readonly LanService[];
	/** Guest time, and the date that it is then. */
	readonly nowNs: () => number;
	readonly dateMs: () => number;
	/** Its end of the switch. */
	readonly output: FrameOutput;
}

/** Frames from other hosts of the LAN; from the guest none waits. */
const WAITING_FRAMES_MAX = 1024;

export class LanHost implements ServiceHost {
	readonly name: string;
	readonly stack: TcpIp;
	private readonly services: readonly LanService[];
	private readonly waiting = new FrameQueue(WAITING_FRAMES_MAX);
	/** There is something that advance() has not seen. */
	private isStirred = true;
	private deadlineNs = 0;

	constructor(private readonly options: LanHostOptions) {
		this.name = options.name;
		this.services = options.services;
		this.stack = options.makeStack({
			name: options.name,
			output: options.output,
			seed: options.address,
		});
		this.stack.configure({
			mac: macOfHost(options.address),
			address: options.address,
			mask: options.subnet.mask,
		});
		for (const service of this.services) {
			service.start(this);
		}
	}

	get nowNs(): number {
		return this.options.nowNs();
	}

	get dateMs(): number {
		return this.options.dateMs();
	}

	/** When it has to run next; Infinity if nothing is to do. */
	get nextNs(): number {
		if (this.isStirred || this.waiting.length > 0) {
			return 0;
		}
		let nextNs = this.deadlineNs;
		for (const service of this.services) {
			nextNs = Math.min(nextNs, service.nextNs);
		}
		return nextNs;
	}

	/** A frame from the guest, while no host runs. */
	receive(frame: Uint8Array, nowNs: number): void {
		this.stack.input(frame, nowNs);
		this.isStirred = true;
	}

	/** A frame from another host, which is running; false when too many wait. */
	enqueue(frame: Uint8Array, nowNs: number): boolean {
		return this.waiting.push(frame, nowNs);
	}

	/** The stack was called from outside, and has to see to what follows. */
	stir(): void {
		this.isStirred = true;
	}

	/** Room was made after `hasRoom` of its output had said no. */
	outputReady(nowNs: number): void {
		this.stack.outputReady(nowNs);
		this.isStirred = true;
	}

	/** Takes in what waits, runs the services that are due, and the stack. */
	run(nowNs: number): void {
		while (this.waiting.length > 0) {
			const frame = this.waiting.peek();
			this.waiting.shift();
			this.stack.input(frame, nowNs);
		}
		for (const service of this.services) {
			if (service.nextNs <= nowNs) {
				service.run();
			}
		}
		this.isStirred = false;
		this.deadlineNs = this.stack.advance(nowNs);
	}

	save(): PlainData {
		return {
			stack: this.stack.save(),
			waiting: this.waiting.save(),
			services: Object.fromEntries(this.services.map((each) => [each.name, each.save()])),
			deadlineNs: Number.isFinite(this.deadlineNs) ? this.deadlineNs : null,
			isStirred: this.isStirred,
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			stack: PlainData;
			waiting: PlainData;
			services: Record<string, PlainData>;
			deadlineNs: number | null;
			isStirred: boolean;
		};
		this.stack.load(saved.stack);
		this.waiting.load(saved.waiting);
		for (const service of this.services) {
			service.load(saved.services[service.name] as PlainData);
		}
		this.deadlineNs = saved.deadlineNs ?? Number.POSITIVE_INFINITY;
		this.isStirred = saved.isStirred;
	}
}
