/**
 * Connections from the LAN's host to the guest, for whoever wants to talk to a server there: tests
 * and the page. What they do with one is taken up when the LAN's turn comes.
 */

import type { PlainData } from '../../machine/api.ts';
import type { CloseReason, Endpoint, TcpConnection, TcpService } from '../tcpip/api.ts';
import { concatenate } from './line_reader.ts';
import type { LanService, ServiceHost } from './service.ts';

/** The host's end of a connection to the guest. */
export interface DialedConnection {
	/** `open` from the guest's answer on until the connection is no more. */
	readonly state: 'connecting' | 'open' | 'closed';
	/** Why it closed before both sides had ended; undefined if they have, or while it is open. */
	readonly reason: CloseReason | undefined;
	/** The guest has ended its direction, and all of it was taken. */
	readonly hasEnded: boolean;
	/** Takes what the guest has sent since the last call. */
	take(): Uint8Array;
	/** Sends bytes; throws when more than 1 MB waits. */
	send(bytes: Uint8Array | string): void;
	/** Ends this direction after what was sent. */
	end(): void;
	abort(): void;
}

/** Plain data. */
type Dialed = {
	state: DialedConnection['state'];
	reason: CloseReason | null;
	received: Uint8Array;
	unsent: Uint8Array;
	/** `end` was called; `isShut`: and carried out. */
	isEnding: boolean;
	isShut: boolean;
	hasEnded: boolean;
};

/** What waits in each direction; more stays with the stack, and then with the guest. */
const WAITING_BYTES_MAX = 1 << 20;
/** Those that are closed count until nobody asks for them any more: the oldest go first. */
const DIALED_MAX = 64;

export class DialerService implements LanService, TcpService {
	readonly name = 'dialer';
	readonly nextNs = Number.POSITIVE_INFINITY;
	private host: ServiceHost | undefined;
	private dialed = new Map<number, Dialed>();

	/** `stir` is called after each use from outside. */
	constructor(private readonly stir: () => void) {}

	start(host: ServiceHost): void {
		this.host = host;
		host.stack.addClient(this);
	}

	run(): void {}

	connect(remote: Endpoint): DialedConnection {
		if (!this.host) {
			throw new Error('The dialer has no host yet: make a LAN of it first.');
		}
		this.forgetOldest();
		const { id } = this.host.stack.connectTcp(remote, this);
		this.dialed.set(id, newDialed());
		this.stir();
		return this.handle(id);
	}

	/** Nobody can come to a service without a port. */
	onAccept(connection: TcpConnection): void {
		connection.abort();
	}

	onWritable(connection: TcpConnection): void {
		this.serve(connection);
	}

	onReadable(connection: TcpConnection): void {
		this.serve(connection);
	}

	onClosed(connection: TcpConnection, reason: CloseReason | undefined): void {
		const dialed = this.dialed.get(connection.id);
		if (dialed) {
			this.serve(connection);
			dialed.state = 'closed';
			dialed.reason = reason ?? null;
		}
	}

	save(): PlainData {
		return Array.from(this.dialed, ([id, dialed]) => [id, structuredClone(dialed)]);
	}

	load(state: PlainData): void {
		this.dialed = new Map(structuredClone(state) as [number, Dialed][]);
	}

	/** Moves what can be moved now. */
	private serve(connection: TcpConnection): void {
		const dialed = this.dialed.get(connection.id);
		if (!dialed || dialed.state === 'closed') {
			return;
		}
		dialed.state = 'open';
		dialed.unsent = dialed.unsent.slice(connection.send(dialed.unsent));
		if (dialed.isEnding && !dialed.isShut && dialed.unsent.length === 0) {
			dialed.isShut = true;
			connection.shutdown();
		}
		for (;;) {
			const room = WAITING_BYTES_MAX - dialed.received.length;
			const bytes = connection.receive(room);
			if (room === 0 || bytes.length === 0) {
				break;
			}
			dialed.received = concatenate(dialed.received, bytes);
			connection.consume(bytes.length);
		}
		dialed.hasEnded = connection.hasEnded;
	}

	private handle(id: number): DialedConnection {
		const dialed = () => this.dialed.get(id) ?? closedLongAgo;
		const use = () => {
			const connection = this.host?.stack.connection(id);
			if (connection && dialed().state === 'open') {
				this.serve(connection);
			}
			this.stir();
		};
		return {
			get state() {
				return dialed().state;
			},
			get reason() {
				return dialed().reason ?? undefined;
			},
			get hasEnded() {
				return dialed().hasEnded && dialed().received.length === 0;
			},
			take: () => {
				const { received } = dialed();
				dialed().received = new Uint8Array(0);
				use();
				return received;
			},
			send: (data) => {
				const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
				const { unsent } = dialed();
				if (unsent.length + bytes.length > WAITING_BYTES_MAX) {
					throw new Error(
						`${unsent.length} bytes wait for the guest to take them: send less than ` +
							`${WAITING_BYTES_MAX} ahead.`,
					);
				}
				dialed().unsent = concatenate(unsent, bytes);
				use();
			},
			end: () => {
				dialed().isEnding = true;
				use();
			},
			abort: () => {
				this.host?.stack.connection(id)?.abort();
				dialed().state = 'closed';
				this.stir();
			},
		};
	}

	private forgetOldest(): void {
		for (const [id, { state }] of this.dialed) {
			if (this.dialed.size < DIALED_MAX) {
				return;
			}
			if (state === 'closed') {
				this.dialed.delete(id);
			}
		}
		if (this.dialed.size >= DIALED_MAX) {
			throw new Error(`There are ${DIALED_MAX} connections to the guest: end one first.`);
		}
	}
}

function newDialed(): Dialed {
	return {
		state: 'connecting',
		reason: null,
		received: new Uint8Array(0),
		unsent: new Uint8Array(0),
		isEnding: false,
		isShut: false,
		hasEnded: false,
	};
}

/** What a handle shows whose connection is forgotten. */
const closedLongAgo: Dialed = { ...newDialed(), state: 'closed', hasEnded: true };
