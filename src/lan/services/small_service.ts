/**
 * The small services of the early internet have the same frame: a port for TCP, the same for UDP,
 * and a few bytes of state a connection. What one of them does is a SmallProtocol.
 */

import type { PlainData } from '../../machine/api.ts';
import type { Endpoint, TcpConnection, TcpService, UdpSocket } from '../tcpip/api.ts';
import { ConnectionTable } from './connections.ts';
import type { LanService, ServiceHost } from './service.ts';

/** `State` is what it keeps of a connection, or of all its datagrams. */
export interface SmallProtocol<State extends PlainData> {
	readonly name: string;
	readonly port: number;
	/** The state of a new connection, which `serve` may change in place. */
	open(host: ServiceHost): State;
	/**
	 * Called when something can be received or sent: does what can be done now. True when the
	 * connection is to be closed.
	 */
	serve(connection: TcpConnection, state: State): boolean;
	/** What a datagram is answered with, if at all; `state` is one for all datagrams. */
	answer(datagram: Uint8Array, state: State, host: ServiceHost): Uint8Array | undefined;
}

const CONNECTIONS_MAX = 64;
/** Answers to these would be answered again, without end: echo, daytime, chargen and the like. */
const SERVICE_PORTS_END = 20;

export class SmallService<State extends PlainData> implements LanService, TcpService {
	readonly name: string;
	private host: ServiceHost | undefined;
	private connections: ConnectionTable<State> | undefined;
	private datagrams: State | undefined;

	constructor(private readonly protocol: SmallProtocol<State>) {
		this.name = protocol.name;
	}

	get nextNs(): number {
		return this.connections?.nextNs ?? Number.POSITIVE_INFINITY;
	}

	start(host: ServiceHost): void {
		const { name, port } = this.protocol;
		this.host = host;
		this.connections = new ConnectionTable(host);
		this.datagrams = this.protocol.open(host);
		host.stack.listenTcp(port, this);
		host.stack.openUdp(port, {
			name: `${name}.udp`,
			onDatagram: (socket, from, bytes) => this.onDatagram(socket, from, bytes),
		});
	}

	run(): void {
		this.connections?.sweep();
	}

	onAccept(connection: TcpConnection): void {
		if (!this.connections || !this.host || this.connections.size >= CONNECTIONS_MAX) {
			connection.abort();
			return;
		}
		this.connections.add(connection, this.protocol.open(this.host));
		this.serve(connection);
	}

	onReadable(connection: TcpConnection): void {
		this.serve(connection);
	}

	onWritable(connection: TcpConnection): void {
		this.serve(connection);
	}

	onClosed(connection: TcpConnection): void {
		this.connections?.remove(connection);
	}

	save(): PlainData {
		return {
			connections: this.connections?.save((state) => structuredClone(state)) ?? null,
			datagrams: structuredClone(this.datagrams) ?? null,
		};
	}

	load(state: PlainData): void {
		const saved = state as { connections: PlainData; datagrams: State };
		this.connections?.load(saved.connections, (each) => structuredClone(each) as State);
		this.datagrams = structuredClone(saved.datagrams);
	}

	private serve(connection: TcpConnection): void {
		const state = this.connections?.active(connection);
		if (state !== undefined && this.protocol.serve(connection, state)) {
			this.connections?.remove(connection);
			connection.close();
		}
	}

	private onDatagram(socket: UdpSocket, from: Endpoint, bytes: Uint8Array): void {
		if (!this.host || this.datagrams === undefined || from.port < SERVICE_PORTS_END) {
			return;
		}
		const answer = this.protocol.answer(bytes, this.datagrams, this.host);
		if (answer) {
			socket.send(from, answer); // as with any datagram: lost when there is no room
		}
	}
}
