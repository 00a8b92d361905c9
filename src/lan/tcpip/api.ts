/**
 * What the LAN's hosts and services see of the TCP/IP stack (os-image/lib/net as WebAssembly).
 *
 * One stack is one host: one Ethernet interface with one address. All of it, connections and
 * unsent data included, lies in the module's memory, so that a snapshot is a copy of it. For
 * this to work nothing outside may hold what changes: a connection is known by its number, its
 * callbacks belong to the service, and a service keeps plain data by connection number.
 *
 * How it is driven, all of it at guest time `nowNs`, which never runs backwards:
 *
 *     stack.input(frame, nowNs)   for each frame that arrives
 *     stack.advance(nowNs)        after these, after calls from outside of callbacks, and when
 *                                 the deadline is reached that the last advance() gave
 *
 * Services are called within advance() only, and may call everything of connections and sockets
 * from there. Frames leave within any call; none may be put in, nor any other call be made, by who
 * takes one.
 */
import type { StatefulPart } from '../../machine/api.ts';

/** An IPv4 address as a number: 10.0.2.15 is 0x0a00020f. */
export type IpAddress = number;

export interface Endpoint {
	readonly ip: IpAddress;
	readonly port: number;
}

export interface InterfaceConfig {
	/** 6 bytes. */
	readonly mac: Uint8Array;
	readonly address: IpAddress;
	readonly mask: IpAddress;
	/** Where packets for other networks go; without one there is no way to them. */
	readonly gateway?: IpAddress;
}

/** The cable, as the stack sees it. */
export interface FrameOutput {
	/**
	 * Takes a frame, from its destination address on, without padding and check sequence. The
	 * bytes are a view of the module's memory, to be copied before this returns.
	 */
	send(frame: Uint8Array): void;
	/** Whether there is room for one more; if not, call `outputReady` of the stack when there is. */
	hasRoom(): boolean;
}

/** Why a connection ended before both sides had closed it. */
export type CloseReason = 'reset' | 'timeout' | 'refused' | 'unreachable' | 'failed';

export interface TcpConnection {
	/** The same before and after a snapshot; not used again for as long as it could be mixed up. */
	readonly id: number;
	readonly local: Endpoint;
	readonly remote: Endpoint;

	/**
	 * What can be received now, as a view that is valid until the next call: at most `max` bytes,
	 * maybe less than there are, empty when there is nothing. It is not gone until `consume`.
	 */
	receive(max?: number): Uint8Array;
	consume(bytes: number): void;
	/** Whether the peer has ended its direction and all of it was consumed. */
	readonly hasEnded: boolean;

	/**
	 * Room for bytes to send, as a view that is valid until the next call; empty when there is
	 * none: onWritable tells when there is. `sent(n)` sends the first n that were written there.
	 */
	sendSpace(): Uint8Array;
	sent(bytes: number): void;
	/** Sends a copy of as much as finds room; the number of bytes that did. */
	send(bytes: Uint8Array): number;

	/** Ends this direction, after what was sent. */
	shutdown(): void;
	/** Ends the use of the connection; what was sent still arrives. No callback comes any more. */
	close(): void;
	/** The same at once: the peer gets a reset. */
	abort(): void;
}

/** Callbacks of all connections of one service. Each but onAccept is optional. */
export interface TcpService {
	/** Unique among the stack's services, the same in each run: snapshots know services by it. */
	readonly name: string;
	/** A peer has connected. */
	onAccept(connection: TcpConnection): void;
	/** There is something to receive, or the peer has ended (`hasEnded`). Called again for more. */
	onReadable?(connection: TcpConnection): void;
	/** There is room to send after there was none, or an own `connect` has succeeded. */
	onWritable?(connection: TcpConnection): void;
	/**
	 * The connection is no more: both sides have ended (no reason), or for a reason. Its number
	 * is void when this returns; it need not be closed.
	 */
	onClosed?(connection: TcpConnection, reason: CloseReason | undefined): void;
}

export interface UdpService {
	/** As of TcpService. */
	readonly name: string;
	/** `bytes` is a view, valid in this call until the next call into the stack. */
	onDatagram(socket: UdpSocket, from: Endpoint, bytes: Uint8Array): void;
}

export interface UdpSocket {
	readonly port: number;
	/** To an address, or to all (0xffffffff). False: there was no way or no room for it. */
	send(to: Endpoint, bytes: Uint8Array): boolean;
}

export interface TcpListener {
	readonly port: number;
}

/**
 * Make a stack the same way each time (interface, then the same services in the same order), then
 * load a saved state into it: that is refused when the services are others than when it was saved.
 */
export interface TcpIp extends StatefulPart {
	configure(config: InterfaceConfig): void;
	/** Throws when the port is taken. */
	listenTcp(port: number, service: TcpService): TcpListener;
	openUdp(port: number, service: UdpService): UdpSocket;
	/** Makes a service known that only connects. */
	addClient(service: TcpService): void;
	/**
	 * Connects to a peer; `service`, which is known already, hears of it as of accepted ones.
	 * Throws without a way to the peer.
	 */
	connectTcp(remote: Endpoint, service: TcpService): TcpConnection;
	/** The connection with this number; undefined when it is no more. */
	connection(id: number): TcpConnection | undefined;

	/** A frame from its destination address on, of any length and content. Not from callbacks. */
	input(frame: Uint8Array, nowNs: number): void;
	/** Runs timers and services, sends what is due; the time of the next deadline, or Infinity. */
	advance(nowNs: number): number;
	/** There is room again after `hasRoom` said no. */
	outputReady(nowNs: number): void;
	/** Whether the cable is plugged in. */
	setLink(isUp: boolean): void;
}
