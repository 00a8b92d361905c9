/**
 * One host's TCP/IP stack: the interfaces of api.ts over the WebAssembly module.
 *
 * Nothing here changes but the module's memory and two caches that can be made anew, so the
 * state of a snapshot is a copy of that memory's used part.
 */
import type { PlainData } from '../../machine/api.ts';
import type {
	CloseReason,
	Endpoint,
	FrameOutput,
	InterfaceConfig,
	TcpConnection,
	TcpIp,
	TcpListener,
	TcpService,
	UdpService,
	UdpSocket,
} from './api.ts';
import {
	Errno,
	EVENT_WORDS,
	EventField,
	EventKind,
	instantiateNet,
	type NetExports,
	RESULT_WORDS,
	ResultField,
} from './net_module.ts';

export interface TcpIpStackOptions {
	/** net.wasm, compiled. */
	readonly module: WebAssembly.Module;
	/** The key of its state in snapshots. */
	readonly name: string;
	readonly output: FrameOutput;
	/** Decides ports, sequence numbers and ids. */
	readonly seed: number;
	/** Hears what the stack has to say to people. */
	readonly onLog?: (line: string) => void;
}

const NS_PER_US = 1000;
/** Turns of services and stack in one advance; more than that waits for the next. */
const TURNS_MAX = 64;
const NOTHING = new Uint8Array(0);

type Registered = { tcp: TcpService } | { udp: UdpService; socket: UdpSocket };

export class TcpIpStack implements TcpIp {
	readonly name: string;
	private readonly net: NetExports;
	private readonly bytes: Uint8Array;
	private readonly result: Uint32Array;
	private readonly event: Uint32Array;
	private readonly frameBuffer: Uint8Array;
	/** By the number that the module knows them by; the same in each run. */
	private readonly services: Registered[] = [];
	private readonly connections = new Map<number, Connection>();

	constructor(options: TcpIpStackOptions) {
		const { output, onLog } = options;
		this.name = options.name;
		this.net = instantiateNet(options.module, {
			frame: (at, length) => output.send(this.bytes.subarray(at, at + length)),
			has_room: () => (output.hasRoom() ? 1 : 0),
			log: (at, length) =>
				onLog?.(new TextDecoder().decode(this.bytes.slice(at, at + length))),
		});
		const { buffer } = this.net.memory;
		this.bytes = new Uint8Array(buffer);
		this.result = new Uint32Array(buffer, this.net.result_place(), RESULT_WORDS);
		this.event = new Uint32Array(buffer, this.net.event_place(), EVENT_WORDS);
		const at = this.net.frame_buffer();
		this.frameBuffer = this.bytes.subarray(at, at + this.net.frame_buffer_bytes());
		check(this.net.create(options.seed >>> 0), `The stack of ${this.name} was not made`);
	}

	configure({ mac, address, mask, gateway = 0 }: InterfaceConfig): void {
		this.frameBuffer.set(mac);
		check(
			this.net.configure(address, mask, gateway),
			`${this.name} does not take the address ${showIp(address)} with mask ${showIp(mask)}`,
		);
	}

	setLink(isUp: boolean): void {
		this.net.set_link(isUp ? 1 : 0);
	}

	/** Longer frames than any Ethernet has are dropped. */
	input(frame: Uint8Array, nowNs: number): void {
		if (frame.length <= this.frameBuffer.length) {
			this.frameBuffer.set(frame);
			this.net.input(frame.length, toUs(nowNs));
		}
	}

	outputReady(nowNs: number): void {
		this.net.output_ready(toUs(nowNs));
	}

	advance(nowNs: number): number {
		this.net.run_timers(toUs(nowNs));
		for (let turn = 0; this.tellServices(); turn++) {
			if (turn === TURNS_MAX) {
				return nowNs;
			}
			this.net.flush();
		}
		const deadlineUs = this.net.next_deadline();
		return deadlineUs < 0 ? Number.POSITIVE_INFINITY : deadlineUs * NS_PER_US;
	}

	listenTcp(port: number, service: TcpService): TcpListener {
		const number = this.register({ tcp: service });
		check(this.net.listen(port, number), `${this.name} does not listen at TCP port ${port}`);
		return { port };
	}

	openUdp(port: number, service: UdpService): UdpSocket {
		const number = this.services.length;
		const id = check(
			this.net.open_datagrams(port, number),
			`${this.name} does not open UDP port ${port}`,
		);
		const socket = {
			port,
			send: (to: Endpoint, bytes: Uint8Array) => this.sendDatagram(id, to, bytes),
		};
		this.register({ udp: service, socket });
		return socket;
	}

	addClient(service: TcpService): void {
		this.register({ tcp: service });
	}

	connectTcp(remote: Endpoint, service: TcpService): TcpConnection {
		const number = this.services.findIndex((each) => 'tcp' in each && each.tcp === service);
		if (number < 0) {
			throw new Error(
				`The service ${service.name} is not known to the stack of ${this.name}: ` +
					'call addClient or listenTcp before it connects.',
			);
		}
		const id = check(
			this.net.connect(remote.ip, remote.port, number),
			`${this.name} does not connect to ${showIp(remote.ip)} port ${remote.port}`,
		);
		return this.existing(id);
	}

	connection(id: number): TcpConnection | undefined {
		return this.net.connection_service(id) < 0 ? undefined : this.existing(id);
	}

	save(): PlainData {
		// What the last call gave back is no state: equal stacks have equal states.
		this.result.fill(0);
		this.event.fill(0);
		return {
			services: this.services.map(nameOf),
			memory: this.bytes.slice(this.net.state_start(), this.net.state_end()),
		};
	}

	load(state: PlainData): void {
		const saved = state as { services: string[]; memory: Uint8Array };
		const services = this.services.map(nameOf);
		if (services.join() !== saved.services.join()) {
			throw new Error(
				`The stack of ${this.name} has the services ${services.join(', ')}: expected ` +
					`those of the snapshot, ${saved.services.join(', ')}. Make it the same way.`,
			);
		}
		const start = this.net.state_start();
		this.bytes.fill(0, start, this.net.state_end());
		this.bytes.set(saved.memory, start);
		this.connections.clear();
	}

	private register(service: Registered): number {
		return this.services.push(service) - 1;
	}

	private existing(id: number): Connection {
		let connection = this.connections.get(id);
		if (!connection) {
			connection = new Connection(id, this.net, this.bytes, this.result);
			this.connections.set(id, connection);
		}
		return connection;
	}

	private sendDatagram(id: number, to: Endpoint, bytes: Uint8Array): boolean {
		if (this.net.datagram_space(id, to.ip, to.port, bytes.length) < 0) {
			return false;
		}
		this.bytes.set(bytes, this.result[ResultField.at]);
		return this.net.send_datagram(id) === 0;
	}

	/** Whether there was anything to tell. */
	private tellServices(): boolean {
		let kind = this.net.next_event();
		if (kind === EventKind.none) {
			return false;
		}
		do {
			this.tell(kind);
			kind = this.net.next_event();
		} while (kind !== EventKind.none);
		return true;
	}

	private tell(kind: number): void {
		const { event } = this;
		const service = this.services[event[EventField.service] as number];
		if (service === undefined) {
			throw new Error(`The stack of ${this.name} names a service that it does not have.`);
		}
		if ('udp' in service) {
			const at = event[EventField.at] as number;
			const bytes = this.bytes.subarray(at, at + (event[EventField.length] as number));
			const from = {
				ip: event[EventField.ip] as number,
				port: event[EventField.port] as number,
			};
			service.udp.onDatagram(service.socket, from, bytes);
			return;
		}
		this.tellConnection(kind, service.tcp, event[EventField.id] as number);
	}

	private tellConnection(kind: number, service: TcpService, id: number): void {
		const connection = this.existing(id);
		switch (kind) {
			case EventKind.accepted:
				service.onAccept(connection);
				break;
			case EventKind.readable:
				service.onReadable?.(connection);
				break;
			case EventKind.writable:
				service.onWritable?.(connection);
				break;
			case EventKind.closed: {
				const reason = reasonOf(this.event[EventField.error] as number);
				service.onClosed?.(connection, reason);
				connection.close();
				break;
			}
		}
		if (this.net.connection_service(id) < 0) {
			this.connections.delete(id);
		}
	}
}

/** A connection: a number, and what the module can do with it. Calls on one that has ended do nothing. */
class Connection implements TcpConnection {
	readonly local: Endpoint;
	readonly remote: Endpoint;

	constructor(
		readonly id: number,
		private readonly net: NetExports,
		private readonly bytes: Uint8Array,
		private readonly result: Uint32Array,
	) {
		this.local = this.address(0);
		this.remote = this.address(1);
	}

	get hasEnded(): boolean {
		return this.net.received(this.id) < 0;
	}

	receive(max = Number.POSITIVE_INFINITY): Uint8Array {
		const length = Math.min(this.net.received(this.id), max);
		return length > 0 ? this.view(length) : NOTHING;
	}

	consume(bytes: number): void {
		this.net.consume(this.id, bytes);
	}

	sendSpace(): Uint8Array {
		const length = this.net.send_space(this.id);
		return length > 0 ? this.view(length) : NOTHING;
	}

	sent(bytes: number): void {
		this.net.sent(this.id, bytes);
	}

	send(bytes: Uint8Array): number {
		let sent = 0;
		while (sent < bytes.length) {
			const space = this.sendSpace();
			if (space.length === 0) {
				break;
			}
			const part = bytes.subarray(sent, sent + space.length);
			space.set(part);
			this.sent(part.length);
			sent += part.length;
		}
		return sent;
	}

	shutdown(): void {
		this.net.shutdown(this.id);
	}

	close(): void {
		this.net.close(this.id, 0);
	}

	abort(): void {
		this.net.close(this.id, 1);
	}

	private view(length: number): Uint8Array {
		const at = this.result[ResultField.at] as number;
		return this.bytes.subarray(at, at + length);
	}

	private address(ofPeer: number): Endpoint {
		this.net.address(this.id, ofPeer);
		return {
			ip: this.result[ResultField.ip] as number,
			port: this.result[ResultField.port] as number,
		};
	}
}

function nameOf(service: Registered): string {
	return 'tcp' in service ? service.tcp.name : service.udp.name;
}

function reasonOf(error: number): CloseReason | undefined {
	switch (error) {
		case 0:
			return undefined;
		case Errno.ECONNRESET:
			return 'reset';
		case Errno.ETIMEDOUT:
			return 'timeout';
		case Errno.ECONNREFUSED:
			return 'refused';
		case Errno.EHOSTUNREACH:
		case Errno.ENETUNREACH:
			return 'unreachable';
		default:
			return 'failed';
	}
}

/** Whole microseconds that have passed. */
function toUs(nowNs: number): number {
	return Math.floor(nowNs / NS_PER_US);
}

function check(result: number, problem: string): number {
	if (result >= 0) {
		return result;
	}
	const name = Object.entries(Errno).find(([, number]) => number === -result)?.[0];
	throw new Error(`${problem}: ${name ?? `error ${-result}`}.`);
}

function showIp(ip: number): string {
	return [24, 16, 8, 0].map((shift) => (ip >>> shift) & 0xff).join('.');
}
