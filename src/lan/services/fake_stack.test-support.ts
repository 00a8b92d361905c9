/**
 * A TCP/IP stack without a network, for tests of services: a test is the peer of each connection,
 * and sees at once what a service sends. Buffers are small and views shorter still, by a seed, so
 * that services meet every cut.
 */

import type { PlainData } from '../../machine/api.ts';
import { SeededRandom } from '../../machine/random.ts';
import type {
	CloseReason,
	Endpoint,
	TcpConnection,
	TcpIp,
	TcpListener,
	TcpService,
	UdpService,
	UdpSocket,
} from '../tcpip/api.ts';
import { concatenate } from './line_reader.ts';
import type { ServiceHost } from './service.ts';

const GUEST: Endpoint = { ip: 0x0a00_020f, port: 49_152 };
const BUFFER_BYTES = 5000;

export interface SentDatagram {
	to: Endpoint;
	bytes: Uint8Array;
}

type ConnectionState = {
	id: number;
	port: number;
	remote: { ip: number; port: number };
	inbox: Uint8Array;
	outbox: Uint8Array;
	peerEnded: boolean;
	shut: boolean;
	gone: boolean;
	wantsRoom: boolean;
};

export class FakeStack implements TcpIp, ServiceHost {
	readonly name = 'fake';
	readonly stack = this;
	nowNs = 0;
	dateMs = 0;
	/** What services sent as datagrams. */
	readonly datagrams: SentDatagram[] = [];
	private readonly listeners = new Map<number, TcpService>();
	private readonly udp = new Map<number, UdpService>();
	private readonly random: SeededRandom;
	private connections = new Map<number, ConnectionState>();
	private dialers = new Map<number, TcpService>();
	private nextId = 1;

	/** Without a seed views are as long as can be. */
	constructor(seed?: number) {
		this.random = new SeededRandom(seed ?? 0);
		this.isCutting = seed !== undefined;
	}

	private readonly isCutting: boolean;

	/** A peer connects to a port. */
	dial(port: number): FakePeer {
		const state = this.open(port, GUEST);
		this.serviceOf(state).onAccept(this.connectionOf(state));
		return new FakePeer(this, state.id);
	}

	/** A peer's datagram to a port. */
	datagram(port: number, bytes: Uint8Array, from: Endpoint = GUEST): void {
		this.udp.get(port)?.onDatagram(this.socket(port), from, bytes);
	}

	state(id: number): ConnectionState | undefined {
		return this.connections.get(id);
	}

	/** Tells the service that its connection can be read or written, or is no more. */
	tell(id: number, what: 'onReadable' | 'onWritable'): void {
		const state = this.connections.get(id);
		if (state && !state.gone) {
			this.serviceOf(state)[what]?.(this.connectionOf(state));
		}
	}

	close(id: number, reason: CloseReason | undefined): void {
		const state = this.connections.get(id);
		if (state && !state.gone) {
			this.serviceOf(state).onClosed?.(this.connectionOf(state), reason);
			state.gone = true;
		}
	}

	/** A connection that nobody asks for any more. */
	forget(id: number): void {
		this.connections.delete(id);
	}

	configure(): void {}

	listenTcp(port: number, service: TcpService): TcpListener {
		this.listeners.set(port, service);
		return { port };
	}

	openUdp(port: number, service: UdpService): UdpSocket {
		this.udp.set(port, service);
		return this.socket(port);
	}

	addClient(): void {}

	connectTcp(remote: Endpoint, service: TcpService): TcpConnection {
		const state = this.open(0, remote);
		this.dialers.set(state.id, service);
		return this.connectionOf(state);
	}

	connection(id: number): TcpConnection | undefined {
		const state = this.connections.get(id);
		return state && !state.gone ? this.connectionOf(state) : undefined;
	}

	input(): void {}

	advance(): number {
		return Number.POSITIVE_INFINITY;
	}

	outputReady(): void {}

	setLink(): void {}

	save(): PlainData {
		return structuredClone([...this.connections.values()]);
	}

	load(state: PlainData): void {
		const saved = structuredClone(state) as ConnectionState[];
		this.connections = new Map(saved.map((each) => [each.id, each]));
	}

	private open(port: number, remote: Endpoint): ConnectionState {
		const state: ConnectionState = {
			...{ id: this.nextId++, port, remote },
			...{ inbox: new Uint8Array(0), outbox: new Uint8Array(0) },
			...{ peerEnded: false, shut: false, gone: false, wantsRoom: false },
		};
		this.connections.set(state.id, state);
		return state;
	}

	private serviceOf(state: ConnectionState): TcpService {
		const service = this.listeners.get(state.port) ?? this.dialers.get(state.id);
		if (!service) {
			throw new Error(`No service listens at port ${state.port}.`);
		}
		return service;
	}

	private socket(port: number): UdpSocket {
		return {
			port,
			send: (to, bytes) => {
				this.datagrams.push({ to, bytes: bytes.slice() });
				return true;
			},
		};
	}

	/** A number of bytes that a view may have: from 1 to all. */
	private cut(length: number): number {
		const isShort = this.isCutting && length > 1;
		return isShort ? 1 + ((this.random.nextInt32() >>> 0) % length) : length;
	}

	private connectionOf(state: ConnectionState): TcpConnection {
		const room = () => Math.max(0, BUFFER_BYTES - state.outbox.length);
		let space = new Uint8Array(0);
		const push = (bytes: Uint8Array) => {
			state.outbox = concatenate(state.outbox, bytes);
		};
		return {
			id: state.id,
			local: { ip: 0x0a00_0202, port: state.port },
			remote: state.remote,
			receive: (max = BUFFER_BYTES) =>
				state.inbox.subarray(0, this.cut(Math.min(max, state.inbox.length))),
			consume: (bytes) => {
				state.inbox = state.inbox.subarray(bytes);
			},
			get hasEnded() {
				return state.peerEnded && state.inbox.length === 0;
			},
			sendSpace: () => {
				space = new Uint8Array(this.cut(room()));
				state.wantsRoom ||= space.length === 0;
				return space;
			},
			sent: (bytes) => push(space.subarray(0, bytes)),
			send: (bytes) => {
				const count = Math.min(bytes.length, room());
				push(bytes.subarray(0, count));
				state.wantsRoom ||= count < bytes.length;
				return count;
			},
			shutdown: () => {
				state.shut = true;
			},
			close: () => {
				state.shut = true;
				state.gone = true;
			},
			abort: () => {
				state.gone = true;
			},
		};
	}
}

/** The other end of a connection. */
export class FakePeer {
	constructor(
		private readonly stack: FakeStack,
		readonly id: number,
	) {}

	/** Whether the service has ended its direction, and all of it was read. */
	get sawEnd(): boolean {
		const state = this.stack.state(this.id);
		return state === undefined || ((state.shut || state.gone) && state.outbox.length === 0);
	}

	/** Whether the connection is no more for the service. */
	get isGone(): boolean {
		return this.stack.state(this.id)?.gone ?? true;
	}

	send(data: Uint8Array | string): void {
		const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
		const state = this.stack.state(this.id);
		if (state) {
			state.inbox = concatenate(state.inbox, bytes);
			this.stack.tell(this.id, 'onReadable');
		}
	}

	end(): void {
		const state = this.stack.state(this.id);
		if (state) {
			state.peerEnded = true;
			this.stack.tell(this.id, 'onReadable');
		}
	}

	/** Takes what has come, and makes room so that more can, until nothing more comes. */
	read(maxBytes = Number.POSITIVE_INFINITY): Uint8Array {
		let taken: Uint8Array = new Uint8Array(0);
		for (;;) {
			const state = this.stack.state(this.id);
			if (!state || state.outbox.length === 0 || taken.length >= maxBytes) {
				return taken;
			}
			taken = concatenate(taken, state.outbox);
			state.outbox = new Uint8Array(0);
			if (state.wantsRoom) {
				state.wantsRoom = false;
				this.stack.tell(this.id, 'onWritable');
			}
		}
	}

	readText(): string {
		return new TextDecoder().decode(this.read());
	}
}
