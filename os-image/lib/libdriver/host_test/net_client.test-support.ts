/** INET as a network driver in a test finds it: `net_client.c` as tests want to speak of it. */

/** What `net_client.c` exports. */
export interface NetClientExports {
	memory: WebAssembly.Memory;
	set_inet(endpoint: number): void;
	request_body(): number;
	ask(source: number, type: number): number;
	client_at(grant: number): number;
	take_grant_back(grant: number, isBad: number): void;
	set_notices_fail(fail: number): void;
	prepare(): void;
	is_quiescent(): number;
	reply_number(): number;
	reply_at(index: number): number;
	reply_target(index: number): number;
	notice_number(): number;
	notice_is_up(index: number): number;
	copy_number(): number;
	part_number(): number;
}

/** The sources of a driver's library, with INET around it. */
export const NET_SOURCES = [
	...['net', 'net_hash', 'net_receive', 'net_send', 'host_test/net_client'].map(
		(name) => `os-image/lib/libdriver/${name}.c`,
	),
	...['memory', 'compare'].map((name) => `os-image/lib/libc/string/${name}.c`),
];

export const INET = 0x104;
export const NET_CONFIGURE = 0x801;
export const NET_SEND = 0x802;
export const NET_RECEIVE = 0x803;
export const NET_STATISTICS = 0x804;
export const ETHERNET_MIN = 60;
export const ETHERNET_MAX = 1514;
export const REGION_MIN = 2048;
export const REGION_MAX = 0x40000;
export const RECEIVE_FRAMES = 48;
export const SEND_FRAMES = 10;

const REPLY_BIT = 0x8000;
const MESSAGE_BODY = 8;
const MESSAGE_BODY_BYTES = 56;
const FRAME_ALIGN = 4;
/** Of the table at a region's start: `struct net_frame`. */
const FRAME_ENTRY_BYTES = 4;
/** Frames to be sent lie this far apart in a grant of the client's. */
const SEND_STRIDE = 1520;
/** In bytes, as `struct net_counters` has it. */
const COUNTERS = {
	receivedFrames: 0,
	sentFrames: 16,
	sentBytes: 24,
	receiveErrors: 32,
	receiveMissed: 36,
	sendErrors: 40,
	collisions: 44,
	ringResets: 48,
	interrupts: 52,
} as const;

export interface Reply {
	readonly id: number;
	readonly status: number;
	readonly type: number;
	readonly target: number;
}

/** How many frames a reply of any kind brought. */
export function frameCount({ type, status }: Reply): number {
	return type === NET_RECEIVE ? Math.max(status, 0) : 0;
}

/** Frame number `sequence`: its number first, then bytes that tell it from all others. */
export function frameBytes(sequence: number, length: number): Buffer {
	const bytes = Buffer.alloc(length);
	for (let at = 4; at < length; at++) bytes[at] = sequence * 13 + at * 7;
	bytes.writeUInt32LE(sequence);
	return bytes;
}

export class NetClient<Guest extends NetClientExports> {
	#ids = 0;
	readonly #replies: Reply[] = [];

	constructor(readonly guest: Guest) {
		guest.set_inet(INET);
	}

	memory(at: number, length: number): Buffer {
		return Buffer.from(this.guest.memory.buffer, at, length);
	}

	/** Of the next request, whose answer may come before `ask` returns. */
	get nextId(): number {
		return this.#ids + 1;
	}

	/** Sends a request; `fill` writes its body behind the id. Its id, or the error at once. */
	ask(type: number, fill: (body: Buffer) => void = () => undefined, source = INET): number {
		const body = this.memory(this.guest.request_body(), MESSAGE_BODY_BYTES).fill(0);
		body.writeUInt32LE(++this.#ids);
		fill(body);
		const error = this.guest.ask(source, type);
		return error < 0 ? error : this.#ids;
	}

	configure(mode = 0, multicast: readonly number[] = [], count = multicast.length): number {
		return this.ask(NET_CONFIGURE, (body) => {
			body.writeUInt16LE(mode, 4);
			body.writeUInt16LE(count, 6);
			for (const [index, first] of multicast.entries()) body[8 + 6 * index] = first;
		});
	}

	receive(grant: number, length = REGION_MIN): number {
		return this.ask(NET_RECEIVE, (body) => {
			body.writeInt32LE(grant, 4);
			body.writeUInt32LE(length, 8);
		});
	}

	/** Frames with the numbers from `first` on, one after the other in the grant. */
	send(grant: number, first: number, lengths: readonly number[], count = lengths.length): number {
		return this.ask(NET_SEND, (body) => {
			body.writeInt32LE(grant, 4);
			body.writeUInt32LE(count, 8);
			for (const [index, length] of lengths.entries()) {
				const at = 12 + 4 * index;
				body.writeUInt16LE((index * SEND_STRIDE) / FRAME_ALIGN, at);
				body.writeUInt16LE(length, at + 2);
				if (grant < 0) continue;
				const frame = frameBytes(first + index, Math.min(length, SEND_STRIDE));
				this.memory(this.guest.client_at(grant) + index * SEND_STRIDE, length).set(frame);
			}
		});
	}

	/** Oldest first, but for the first so many. */
	replies(from = 0): readonly Reply[] {
		while (this.#replies.length < this.guest.reply_number()) {
			this.#replies.push(this.#readReply(this.#replies.length));
		}
		return from === 0 ? this.#replies : this.#replies.slice(from);
	}

	#readReply(index: number): Reply {
		const bytes = this.memory(this.guest.reply_at(index), MESSAGE_BODY + MESSAGE_BODY_BYTES);
		const type = bytes.readUInt32LE(4) - REPLY_BIT;
		return {
			id: bytes.readUInt32LE(MESSAGE_BODY),
			status: bytes.readInt32LE(MESSAGE_BODY + 4),
			type,
			target: this.guest.reply_target(index),
		};
	}

	repliesTo(id: number): Reply[] {
		return this.replies().filter((reply) => reply.id === id);
	}

	/** Of the one reply to a request; a request that was refused at once has its error as id. */
	statusOf(id: number): number {
		if (id < 0) return id;
		const [reply, ...others] = this.repliesTo(id);
		if (!reply || others.length > 0) {
			throw new Error(`Request ${id} has ${reply ? others.length + 1 : 0} replies, not 1.`);
		}
		return reply.status;
	}

	isAnswered(id: number): boolean {
		return this.repliesTo(id).length > 0;
	}

	/** The frames that a reply to NET_RECEIVE brought to a grant. */
	framesIn(grant: number, reply: Reply): Buffer[] {
		const region = this.guest.client_at(grant);
		const count = frameCount(reply);
		const table = this.memory(region, count * FRAME_ENTRY_BYTES);
		return Array.from({ length: count }, (_, index) => {
			const at = index * FRAME_ENTRY_BYTES;
			const offset = table.readUInt16LE(at) * FRAME_ALIGN;
			return Buffer.from(this.memory(region + offset, table.readUInt16LE(at + 2)));
		});
	}

	counter(name: keyof typeof COUNTERS): number {
		const grant = 15;
		const id = this.ask(NET_STATISTICS, (body) => body.writeInt32LE(grant, 4));
		if (this.statusOf(id) !== 0) throw new Error('The counters are not copied.');
		return this.memory(this.guest.client_at(grant) + COUNTERS[name], 4).readUInt32LE();
	}

	/** Kernel calls that copy, and the pieces that they copied, of what `work` does. */
	copiesOf(work: () => void): { calls: number; parts: number } {
		const [calls, parts] = [this.guest.copy_number(), this.guest.part_number()];
		work();
		return { calls: this.guest.copy_number() - calls, parts: this.guest.part_number() - parts };
	}
}
