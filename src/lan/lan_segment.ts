/**
 * The wires of one network card's LAN: a cable from the card to a switch, and behind that the
 * LAN's own hosts, which are the gateway with all services (also called `host`) and the DNS server.
 *
 *     card ==cable== switch -- host   .2
 *                           -- dns    .3
 *
 * The cable has the modelled rate and delay in each direction; the hosts are at the switch itself.
 *
 * Everything happens in the machine's event queue, between two quanta of the guest. There is at
 * most one event of a LAN in the queue, for the time at which something is to do next; what is due
 * by then is done at one go, so a busy LAN costs an event a quantum and not one a frame.
 *
 * Flow control (on by default), like 802.3x: a frame for which the card has no room stays on the
 * cable, and those behind it, until the card says that it has room or PAUSE_NS have passed and it
 * is asked again. The queue then fills up, and the hosts' stacks are told that there is no room, so
 * that nothing is lost. Without flow control frames are delivered when they arrive, and the card's
 * overflow rules decide.
 *
 * A reset of the machine changes nothing here: the hosts are other computers.
 */

import type { EventScheduler, PlainData, StatefulPart, Unsubscribe } from '../machine/api.ts';
import type { CableEnd, NetworkPort } from '../machine/devices/network_card.ts';
import type { Subnet } from './addresses.ts';
import { LanHost, type StackFactory } from './lan_host.ts';
import type { LanService } from './services/service.ts';
import { LearningSwitch } from './switch.ts';
import type { FrameOutput, IpAddress } from './tcpip/api.ts';
import { type Direction, TrafficMeter, type TrafficTotals } from './traffic_meter.ts';
import { Wire, type WireDrops, type WireOptions } from './wire.ts';

export interface LinkOptions extends WireOptions {
	/** Frames wait while the card has no room for them; true by default. */
	readonly flowControl?: boolean | undefined;
}

export interface LanSegmentOptions {
	readonly card: CableEnd;
	readonly subnet: Subnet;
	readonly events: EventScheduler;
	readonly makeStack: StackFactory;
	readonly hostServices: readonly LanService[];
	readonly dnsServices: readonly LanService[];
	/** The date, in ms since 1970 (UTC). */
	readonly dateMs: () => number;
	readonly link?: LinkOptions | undefined;
}

/** A frame that passes the cable, as the switch sees it. The bytes are valid in the call only. */
export interface TappedFrame {
	readonly atNs: number;
	readonly direction: Direction;
	readonly bytes: Uint8Array;
}

export interface LanStatistics {
	readonly toGuest: TrafficTotals & { readonly drops: WireDrops };
	readonly fromGuest: TrafficTotals & { readonly drops: WireDrops };
	/** How often a frame had to wait for the card. */
	readonly pauses: number;
	/** Guest time that frames waited for the card, in µs. */
	readonly pausedUs: number;
	readonly isLinkUp: boolean;
}

/** How long a frame waits for a card that does not say when it has room. */
const PAUSE_NS = 1e6;
/** How often hosts and card take turns within one event; more is left to the next quantum. */
const TURNS_MAX = 32;
const NS_PER_US = 1000;
const CARD_PORT = 0;
/** The card's, the host's, the name server's. */
const PORTS = 3;

export class LanSegment implements StatefulPart {
	readonly name: string;
	readonly subnet: Subnet;
	readonly host: LanHost;
	readonly dns: LanHost;
	readonly meter = new TrafficMeter();
	private readonly card: CableEnd;
	private readonly events: EventScheduler;
	private readonly hosts: LanHost[] = [];
	private readonly fabric = new LearningSwitch(PORTS);
	/** The cable's two directions. */
	private readonly toGuest: Wire;
	private readonly fromGuest: Wire;
	private readonly hasFlowControl: boolean;
	private readonly taps = new Set<(frame: TappedFrame) => void>();
	private isUp = true;
	/** The time of what is being done; guest time otherwise. */
	private turnNs: number | undefined;
	/** The one event in the queue. */
	private armed: { id: number; atNs: number } | undefined;
	/** Since when the card has no room, and when it is asked again; undefined while it has. */
	private pause: { readonly sinceNs: number; askAgainNs: number } | undefined;
	private pauses = 0;
	private pausedNs = 0;
	/** Hosts that found no room. */
	private readonly refused = new Set<LanHost>();

	constructor(options: LanSegmentOptions) {
		const { card, subnet, events, link = {} } = options;
		this.name = `lan.${card.name}`;
		this.card = card;
		this.subnet = subnet;
		this.events = events;
		this.toGuest = new Wire(link);
		this.fromGuest = new Wire({ ...link, impairments: otherSeed(link.impairments) });
		this.hasFlowControl = link.flowControl ?? true;
		// A stack announces itself as soon as it is made.
		events.handle(this.name, (_, nowNs) => this.runEvent(nowNs));
		this.host = this.addHost(options, 'host', subnet.gateway, options.hostServices);
		this.dns = this.addHost(options, 'dns', subnet.dns, options.dnsServices);
		card.connect(this.port());
		this.arm();
	}

	/** Guest time. */
	get nowNs(): number {
		return this.turnNs ?? this.events.nowNs;
	}

	get isLinkUp(): boolean {
		return this.isUp;
	}

	/** Plugs the card's cable in or pulls it out; what is on it is lost then. */
	setLink(isUp: boolean): void {
		if (isUp === this.isUp) {
			return;
		}
		this.isUp = isUp;
		if (!isUp) {
			this.toGuest.unplug();
			this.fromGuest.unplug();
			this.endPause();
		}
		this.card.setLink(isUp);
		this.arm();
	}

	/** Hears each frame that passes the cable, in the order of time. */
	tap(listener: (frame: TappedFrame) => void): Unsubscribe {
		this.taps.add(listener);
		return () => {
			this.taps.delete(listener);
		};
	}

	/** To be called after a stack was used from outside of its services. */
	stir(host: LanHost): void {
		host.stir();
		this.arm();
	}

	statistics(): LanStatistics {
		const waitingNs = this.pause ? this.nowNs - this.pause.sinceNs : 0;
		const { toGuest, fromGuest } = this.meter.totals;
		return {
			toGuest: { ...toGuest, drops: { ...this.toGuest.drops } },
			fromGuest: { ...fromGuest, drops: { ...this.fromGuest.drops } },
			pauses: this.pauses,
			pausedUs: (this.pausedNs + waitingNs) / NS_PER_US,
			isLinkUp: this.isUp,
		};
	}

	save(): PlainData {
		return {
			armed: this.armed ? { ...this.armed } : null,
			isUp: this.isUp,
			pause: this.pause ? { ...this.pause } : null,
			pauses: this.pauses,
			pausedNs: this.pausedNs,
			refused: [...this.refused].map(({ name }) => name),
			toGuest: this.toGuest.save(),
			fromGuest: this.fromGuest.save(),
			fabric: this.fabric.save(),
			meter: this.meter.save(),
			hosts: this.hosts.map((host) => host.save()),
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			armed: { id: number; atNs: number } | null;
			isUp: boolean;
			pause: { sinceNs: number; askAgainNs: number } | null;
			pauses: number;
			pausedNs: number;
			refused: string[];
			toGuest: PlainData;
			fromGuest: PlainData;
			fabric: PlainData;
			meter: PlainData;
			hosts: PlainData[];
		};
		this.armed = saved.armed ? { ...saved.armed } : undefined;
		this.isUp = saved.isUp;
		this.pause = saved.pause ? { ...saved.pause } : undefined;
		this.pauses = saved.pauses;
		this.pausedNs = saved.pausedNs;
		this.refused.clear();
		for (const host of this.hosts.filter(({ name }) => saved.refused.includes(name))) {
			this.refused.add(host);
		}
		this.toGuest.load(saved.toGuest);
		this.fromGuest.load(saved.fromGuest);
		this.fabric.load(saved.fabric);
		this.meter.load(saved.meter);
		for (const [index, host] of this.hosts.entries()) {
			host.load(saved.hosts[index] as PlainData);
		}
	}

	/** The machine was reset, and its event queue with it. */
	reset(): void {
		this.armed = undefined;
		this.arm();
	}

	/** At the next port of the switch. */
	private addHost(
		{ subnet, makeStack, dateMs }: LanSegmentOptions,
		name: string,
		address: IpAddress,
		services: readonly LanService[],
	): LanHost {
		const port = this.hosts.length + 1;
		const host: LanHost = new LanHost({
			...{ name, address, subnet, services, makeStack, dateMs },
			nowNs: () => this.nowNs,
			output: this.outputOf(port, () => host),
		});
		this.hosts.push(host);
		return host;
	}

	/** The card's end of the cable. */
	private port(): NetworkPort {
		return {
			transmit: (frame) => {
				const { nowNs } = this;
				if (!this.isUp) {
					this.fromGuest.drops.unplugged++;
					return nowNs;
				}
				const leftNs = this.fromGuest.send(frame, nowNs);
				this.arm();
				return leftNs;
			},
			roomAvailable: () => {
				this.endPause();
				this.arm();
			},
		};
	}

	/** A host's end of the switch. */
	private outputOf(port: number, host: () => LanHost): FrameOutput {
		return {
			send: (frame) => this.forward(frame, port),
			hasRoom: () => {
				const hasRoom = !this.hasFlowControl || this.toGuest.hasRoom(this.nowNs);
				if (!hasRoom) {
					this.refused.add(host());
				}
				return hasRoom;
			},
		};
	}

	/** The event has come: does all that is due. */
	private runEvent(nowNs: number): void {
		this.armed = undefined;
		this.turnNs = nowNs;
		try {
			this.takeFromGuest(nowNs);
			this.giveToGuest(nowNs);
			for (let turn = 0; turn < TURNS_MAX && this.runHosts(nowNs); turn++) {
				this.giveToGuest(nowNs);
			}
		} finally {
			this.turnNs = undefined;
		}
		this.arm(nowNs + 1);
	}

	private takeFromGuest(nowNs: number): void {
		const wire = this.fromGuest;
		while (wire.nextNs <= nowNs) {
			const frame = wire.peek();
			wire.shift();
			this.pass('fromGuest', frame, nowNs);
			for (const port of this.fabric.route(frame, CARD_PORT, nowNs)) {
				this.hosts[port - 1]?.receive(frame, nowNs);
			}
		}
	}

	/** Lets hosts run that have something to do; whether there was one. */
	private runHosts(nowNs: number): boolean {
		if (this.refused.size > 0 && this.toGuest.hasRoom(nowNs)) {
			const ready = [...this.refused];
			this.refused.clear();
			for (const host of ready) {
				host.outputReady(nowNs);
			}
		}
		let didRun = false;
		for (const host of this.hosts) {
			if (host.nextNs <= nowNs) {
				host.run(nowNs);
				didRun = true;
			}
		}
		return didRun;
	}

	private giveToGuest(nowNs: number): void {
		const wire = this.toGuest;
		while (wire.nextNs <= nowNs && (this.pause?.askAgainNs ?? 0) <= nowNs) {
			const frame = wire.peek();
			if (this.hasFlowControl && !this.card.canReceive(frame.length)) {
				this.beginPause(nowNs);
				return;
			}
			this.endPause();
			wire.shift();
			this.meter.count('toGuest', frame.length, nowNs);
			this.card.receive(frame);
		}
	}

	/** A frame from a host. */
	private forward(frame: Uint8Array, from: number): void {
		const { nowNs } = this;
		for (const port of this.fabric.route(frame, from, nowNs)) {
			if (port !== CARD_PORT) {
				this.hosts[port - 1]?.enqueue(frame, nowNs);
			} else if (this.isUp) {
				this.tapFrame('toGuest', frame, nowNs);
				this.toGuest.send(frame, nowNs);
			} else {
				this.toGuest.drops.unplugged++;
			}
		}
	}

	private pass(direction: Direction, frame: Uint8Array, nowNs: number): void {
		this.meter.count(direction, frame.length, nowNs);
		this.tapFrame(direction, frame, nowNs);
	}

	private tapFrame(direction: Direction, bytes: Uint8Array, atNs: number): void {
		for (const listener of this.taps) {
			listener({ atNs, direction, bytes });
		}
	}

	private beginPause(nowNs: number): void {
		const askAgainNs = nowNs + PAUSE_NS;
		if (this.pause) {
			this.pause.askAgainNs = askAgainNs;
		} else {
			this.pause = { sinceNs: nowNs, askAgainNs };
			this.pauses++;
		}
	}

	private endPause(): void {
		if (this.pause) {
			this.pausedNs += this.nowNs - this.pause.sinceNs;
			this.pause = undefined;
		}
	}

	/** Sees to it that there is an event for what is to do next, at `earliestNs` or later. */
	private arm(earliestNs = this.events.nowNs): void {
		if (this.turnNs !== undefined) {
			return; // done at the end of the turn
		}
		const atNs = Math.max(this.nextNs(), earliestNs);
		if (this.armed && this.armed.atNs <= atNs) {
			return; // it will look again then
		}
		if (this.armed) {
			this.events.cancel(this.armed.id);
			this.armed = undefined;
		}
		if (Number.isFinite(atNs)) {
			this.armed = { id: this.events.schedule(atNs, this.name, null), atNs };
		}
	}

	private nextNs(): number {
		let nextNs = this.fromGuest.nextNs;
		nextNs = Math.min(nextNs, Math.max(this.toGuest.nextNs, this.pause?.askAgainNs ?? 0));
		for (const host of this.hosts) {
			nextNs = Math.min(nextNs, host.nextNs);
		}
		return nextNs;
	}
}

/** The two directions do not suffer alike. */
function otherSeed<T extends { readonly seed?: number }>(impairments: T | undefined) {
	return impairments && { ...impairments, seed: (impairments.seed ?? 1) + 1 };
}
