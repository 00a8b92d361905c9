/** Frames, a card and stacks that do nothing by themselves, for tests of the LAN's wires. */

import type { PlainData } from '../machine/api.ts';
import type { CableEnd, NetworkPort } from '../machine/devices/network_card.ts';
import { EventQueue } from '../machine/event_queue.ts';
import { macOfHost, SUBNETS } from './addresses.ts';
import type { FrameOutput, TcpConnection, TcpIp, TcpListener, UdpSocket } from './tcpip/api.ts';

export const GUEST_MAC = Uint8Array.of(0x52, 0x54, 0, 0, 2, 0x0f);
export const HOST_MAC = macOfHost(SUBNETS.rtl8139.gateway);
export const DNS_MAC = macOfHost(SUBNETS.rtl8139.dns);
export const BROADCAST_MAC = new Uint8Array(6).fill(0xff);

/** A frame with a number in it, by which a test knows it again. */
export function frame(to: Uint8Array, from: Uint8Array, number = 0, length = 60): Uint8Array {
	const bytes = new Uint8Array(length);
	bytes.set(to);
	bytes.set(from, 6);
	new DataView(bytes.buffer).setUint32(14, number);
	return bytes;
}

export function numberOf(bytes: Uint8Array): number {
	return new DataView(bytes.buffer, bytes.byteOffset).getUint32(14);
}

/** A machine's time and event queue, without a machine. */
export class TestTime {
	nowNs = 0;
	readonly events = new EventQueue(() => this.nowNs);

	/** Goes on in steps of a quantum, or to the next event where that is later. */
	runUntil(untilNs: number, quantumNs = 100_000): void {
		while (this.nowNs < untilNs) {
			this.events.drain(this.nowNs);
			const idleUntil = Math.max(this.nowNs + quantumNs, Math.floor(this.events.nextNs));
			this.nowNs = Math.min(untilNs, idleUntil);
		}
		this.events.drain(this.nowNs);
	}
}

/** A card with room for a number of frames. */
export class TestCard implements CableEnd {
	readonly name = 'rtl8139';
	readonly received: Uint8Array[] = [];
	readonly receivedNs: number[] = [];
	room = Number.POSITIVE_INFINITY;
	isLinkUp = true;
	private port: NetworkPort | undefined;

	constructor(private readonly time: TestTime) {}

	connect(port: NetworkPort): void {
		this.port = port;
	}

	setLink(isUp: boolean): void {
		this.isLinkUp = isUp;
	}

	canReceive(): boolean {
		return this.room > 0;
	}

	receive(bytes: Uint8Array): void {
		this.room--;
		this.received.push(bytes.slice());
		this.receivedNs.push(this.time.nowNs);
	}

	send(bytes: Uint8Array): number {
		return this.port?.transmit(bytes) ?? 0;
	}

	makeRoom(frames: number): void {
		this.room = frames;
		this.port?.roomAvailable();
	}
}

/** A stack that keeps what comes, and sends what a test gives it. */
export class TestStack implements TcpIp {
	readonly name = 'test-stack';
	readonly received: Uint8Array[] = [];
	readyCalls = 0;
	deadlineNs = Number.POSITIVE_INFINITY;
	/** Waits to be sent, and is sent when the stack is next let run. */
	outbox: Uint8Array[] = [];
	/** What it does with a frame. */
	onInput: ((bytes: Uint8Array) => void) | undefined;

	constructor(private readonly output: FrameOutput) {}

	input(bytes: Uint8Array): void {
		this.received.push(bytes.slice());
		this.onInput?.(bytes);
	}

	advance(): number {
		this.flush();
		return this.deadlineNs;
	}

	outputReady(): void {
		this.readyCalls++;
		this.flush();
	}

	save(): PlainData {
		return { received: this.received.length };
	}

	load(state: PlainData): void {
		this.received.length = (state as { received: number }).received;
	}

	configure(): void {}
	setLink(): void {}
	addClient(): void {}

	listenTcp(port: number): TcpListener {
		return { port };
	}

	openUdp(port: number): UdpSocket {
		return { port, send: () => false };
	}

	connectTcp(): TcpConnection {
		throw new Error('This stack has no connections.');
	}

	connection(): undefined {
		return undefined;
	}

	private flush(): void {
		while (this.outbox.length > 0 && this.output.hasRoom()) {
			this.output.send(this.outbox.shift() as Uint8Array);
		}
	}
}
