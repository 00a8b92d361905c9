import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { PlainData } from '../machine/api.ts';
import { encodePlain } from '../machine/plain_data.ts';
import { fillSeeded } from '../machine/seeded_content.ts';
import { SUBNETS } from './addresses.ts';
import { BROADCAST_MAC, GUEST_MAC, TestCard, TestTime } from './frames.test-support.ts';
import { Lan } from './lan.ts';
import type { LinkOptions } from './lan_segment.ts';
import { Digests } from './services/digests.ts';
import type { TcpConnection, TcpService } from './tcpip/api.ts';
import { TcpIpStack } from './tcpip/tcpip_stack.ts';
import { readNetModule } from './tcpip/two_hosts.test-support.ts';

const { rtl8139: subnet } = SUBNETS;
const module = readNetModule();
let digests: Digests;

beforeAll(async () => {
	digests = await Digests.load();
});

/** A LAN, and in the guest's place another stack at the end of the card's cable. */
class Guest implements TcpService {
	readonly name = 'guest';
	readonly time = new TestTime();
	readonly card = new TestCard(this.time);
	readonly lan: Lan;
	readonly stack: TcpIpStack;
	received: Buffer[] = [];
	isOpen = false;
	closed: string | undefined;

	constructor(link: LinkOptions = {}) {
		this.lan = new Lan({
			...{ nic: 'rtl8139', card: this.card, events: this.time.events, digests, link },
			makeStack: (options) => new TcpIpStack({ module, ...options }),
			dateMs: () => Date.UTC(2026, 0, 1),
			submit: (input) => this.lan.operate(input),
		});
		this.stack = new TcpIpStack({
			...{ module, name: 'guest', seed: 7 },
			output: { send: (frame) => void this.card.send(frame), hasRoom: () => true },
		});
		this.stack.configure({
			...{ mac: GUEST_MAC, address: subnet.firstLease, mask: subnet.mask },
			gateway: subnet.gateway,
		});
		this.stack.addClient(this);
	}

	connect(port: number): TcpConnection {
		return this.stack.connectTcp({ ip: subnet.gateway, port }, this);
	}

	/** Lets guest and LAN take turns until something is the case. */
	runUntil(isDone: () => boolean, limitS = 60): void {
		const limitNs = this.time.nowNs + limitS * 1e9;
		while (!isDone()) {
			if (this.time.nowNs > limitNs) throw new Error(`Not done after ${limitS} s.`);
			for (const frame of this.card.received.splice(0)) {
				this.stack.input(frame, this.time.nowNs);
			}
			this.stack.advance(this.time.nowNs);
			this.time.runUntil(this.time.nowNs + 100_000);
		}
	}

	onAccept(connection: TcpConnection): void {
		connection.abort();
	}

	onWritable(): void {
		this.isOpen = true;
	}

	onReadable(connection: TcpConnection): void {
		for (;;) {
			const bytes = connection.receive();
			if (bytes.length === 0) break;
			this.received.push(Buffer.from(bytes));
			connection.consume(bytes.length);
		}
		if (connection.hasEnded) {
			this.closed = 'end';
			connection.close();
		}
	}

	onClosed(_connection: TcpConnection, reason?: string): void {
		this.closed = reason ?? 'end';
	}
}

function md5(bytes: Uint8Array): string {
	return createHash('md5').update(bytes).digest('hex');
}

function random(size: number): Buffer {
	const bytes = Buffer.alloc(size);
	fillSeeded(bytes, 1, 0);
	return bytes;
}

function download(guest: Guest, target: string): Buffer {
	const connection = guest.connect(80);
	guest.runUntil(() => guest.isOpen);
	connection.send(Buffer.from(`GET ${target} HTTP/1.0\r\n\r\n`));
	guest.runUntil(() => guest.closed !== undefined);
	const answer = Buffer.concat(guest.received);
	return answer.subarray(answer.indexOf('\r\n\r\n') + 4);
}

test('a download has the digest that the server tells of it', () => {
	const body = download(new Guest(), '/random/3M');
	expect(body.length).toBe(3 << 20);
	expect(download(new Guest(), '/random/3M.md5').toString()).toBe(`${md5(body)}\n`);
});

test('a cable that loses, repeats, reorders and corrupts changes no byte', () => {
	const impairments = { loss: 0.02, duplication: 0.02, reordering: 0.02, corruption: 0.005 };
	const body = download(new Guest({ impairments }), '/random/300K');
	expect(md5(body)).toBe(md5(random(300 << 10)));
});

test('a download takes as long as its cable is slow', () => {
	const guest = new Guest({ mbit: 10, delayUs: 1000 });
	download(guest, '/random/1M');
	const seconds = guest.time.nowNs / 1e9;
	expect(seconds).toBeGreaterThan((1 << 20) / 1.25e6);
	expect(seconds).toBeLessThan(1.3);
});

test('a LAN that was saved during a download goes on as if it had not been', () => {
	const first = new Guest({ mbit: 100 });
	const connection = first.connect(80);
	first.runUntil(() => first.isOpen);
	connection.send(Buffer.from('GET /random/200K HTTP/1.0\r\n\r\n'));
	first.runUntil(() => Buffer.concat(first.received).length > 50_000);
	const saved = structuredClone({
		lan: first.lan.save(),
		stack: first.stack.save(),
		queue: first.time.events.save(),
		nowNs: first.time.nowNs,
		arrived: first.card.received,
	});
	const second = new Guest({ mbit: 100 });
	second.time.nowNs = saved.nowNs;
	second.time.events.load(saved.queue);
	second.lan.load(saved.lan);
	second.stack.load(saved.stack);
	second.card.received.push(...saved.arrived);
	first.received = [];
	for (const guest of [first, second]) guest.runUntil(() => guest.closed !== undefined);
	const [expected, found] = [Buffer.concat(first.received), Buffer.concat(second.received)];
	expect(expected.length).toBeGreaterThan(100_000);
	expect(found.equals(expected)).toBe(true);
	const bytesOf = (state: PlainData) => Buffer.from(encodePlain(state));
	expect(bytesOf(second.lan.save()).equals(bytesOf(first.lan.save()))).toBe(true);
});

test('the LAN’s host connects to a server in the guest', () => {
	const guest = new Guest();
	const heard: string[] = [];
	guest.stack.listenTcp(7777, {
		name: 'server',
		onAccept: (connection) => connection.send(Buffer.from('hello')),
		onReadable: (connection) => {
			heard.push(Buffer.from(connection.receive()).toString());
			connection.consume(connection.receive().length);
			if (connection.hasEnded) connection.close();
		},
	});
	const dialed = guest.lan.connect(7777);
	expect(dialed.state).toBe('connecting');
	guest.runUntil(() => dialed.state === 'open');
	dialed.send('good day');
	dialed.end();
	guest.runUntil(() => dialed.state === 'closed');
	expect(Buffer.from(dialed.take()).toString()).toBe('hello');
	expect(heard.join('')).toBe('good day');
	expect([dialed.hasEnded, dialed.reason]).toEqual([true, undefined]);
});

test('a connection to a port without a server is refused', () => {
	const guest = new Guest();
	const dialed = guest.lan.connect(9);
	guest.runUntil(() => dialed.state === 'closed');
	expect(dialed.reason).toBe('refused');
});

test('the name server answers at its own address', () => {
	const guest = new Guest();
	const answers: Buffer[] = [];
	const socket = guest.stack.openUdp(5000, {
		name: 'resolver',
		onDatagram: (_socket, from, bytes) => {
			if (from.ip === subnet.dns) answers.push(Buffer.from(bytes));
		},
	});
	const question = Buffer.from('\0\x01\x01\0\0\x01\0\0\0\0\0\0\x04host\0\0\x01\0\x01', 'latin1');
	socket.send({ ip: subnet.dns, port: 53 }, question);
	guest.runUntil(() => answers.length > 0);
	expect([...(answers[0]?.subarray(-4) ?? [])]).toEqual([10, 0, 2, 2]);
});

test('a frame to everybody that makes no sense changes nothing', () => {
	const guest = new Guest();
	for (let length = 0; length < 200; length++) {
		const frame = Buffer.alloc(length, length);
		frame.set(BROADCAST_MAC.subarray(0, length));
		guest.card.send(frame);
	}
	expect(download(guest, '/random/10').equals(random(10))).toBe(true);
});
