/**
 * Garbled input for each parser of the LAN's services, by a seed: right messages with bytes
 * changed, cut out and doubled, in any pieces. Each function throws when a promise is broken.
 */

import { expect } from 'vitest';
import { SUBNETS } from '../addresses.ts';
import { DHCP_OPTION } from './dhcp/dhcp_message.ts';
import { DhcpService } from './dhcp/dhcp_service.ts';
import type { Digests } from './digests.ts';
import { DnsService } from './dns/dns_service.ts';
import { FakeStack } from './fake_stack.test-support.ts';
import { HttpService } from './http/http_service.ts';
import { RandomInput } from './random_bytes.test-support.ts';
import { Mailbox } from './smtp/mailbox.ts';
import { SmtpService } from './smtp/smtp_service.ts';

const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);
const SERVER = SUBNETS.rtl8139.gateway;
const DNS_ANSWER_MAX = 700;
const LEASES_MAX = 17;
const DNS_TYPE = { A: 1, PTR: 12 };
const S = 1e9;
const u32 = (value: number) => [
	value >>> 24,
	(value >>> 16) & 255,
	(value >>> 8) & 255,
	value & 255,
];

/** Requests that may be cut off, and clients that end in the middle. */
export function garbleHttp(digests: Digests, count: number, seed: number): void {
	const random = new RandomInput(seed);
	const stack = new FakeStack(seed);
	const service = new HttpService({ digests });
	service.start(stack);
	const requests = [
		'GET /random/4K?seed=1 HTTP/1.1\r\nHost: h\r\nRange: bytes=0-99\r\n\r\n',
		'PUT /upload/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
		'PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabcdefGET / HTTP/1.1\r\n\r\n',
		'GET /slow/9?rate=9 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nHEAD /random/1K.md5 HTTP/1.1\r\n\r\n',
	].map((text) => Buffer.from(text));
	for (let i = 0; i < count; i++) {
		const peer = stack.dial(80);
		peer.send(random.mutate(random.pick(requests)));
		peer.read();
		stack.nowNs += S;
		service.run();
		peer.end();
		for (let turn = 0; turn < 300 && !peer.isGone; turn++) {
			peer.read();
			stack.nowNs += S;
			service.run();
		}
		expect(peer.isGone).toBe(true);
		stack.forget(peer.id);
	}
	expect(service.save()).toMatchObject({ entries: [] });
}

/** The number of mails that were taken all the same. */
export function garbleSmtp(count: number, seed: number): number {
	const random = new RandomInput(seed);
	const stack = new FakeStack(seed);
	const mailbox = new Mailbox();
	const service = new SmtpService(mailbox);
	service.start(stack);
	const envelope = ['EHLO guest', 'MAIL FROM:<root@guest>', 'RCPT TO:<admin@host>'];
	const session = Buffer.from([...envelope, 'DATA', 'a', '..', '.', 'QUIT', ''].join('\r\n'));
	for (let i = 0; i < count; i++) {
		const peer = stack.dial(25);
		peer.send(random.mutate(session));
		peer.read();
		peer.end();
		peer.read();
		expect(peer.isGone).toBe(true);
		stack.forget(peer.id);
	}
	expect(service.save()).toMatchObject({ sessions: { entries: [] } });
	return mailbox.count;
}

export function garbleDns(count: number, seed: number): void {
	const random = new RandomInput(seed);
	const service = new DnsService(SUBNETS.rtl8139);
	const queries = [
		dnsQuery('host.lan', DNS_TYPE.A),
		dnsQuery('2.2.0.10.in-addr.arpa', DNS_TYPE.PTR),
	];
	for (let i = 0; i < count; i++) {
		const bytes = i % 2 ? random.mutate(random.pick(queries)) : random.bytes(64);
		expect((service.answer(bytes) ?? []).length).toBeLessThan(DNS_ANSWER_MAX);
	}
}

/** The number of answers. */
export function garbleDhcp(count: number, seed: number): number {
	const random = new RandomInput(seed);
	const stack = new FakeStack();
	const service = new DhcpService({ subnet: SUBNETS.rtl8139 });
	service.start(stack);
	let answers = 0;
	for (let i = 0; i < count; i++) {
		const type = random.below(10);
		const mac = Uint8Array.of(2, 0, 0, 0, 3, random.below(64));
		const requested = SUBNETS.rtl8139.network + random.below(64);
		const bytes = dhcpMessage({ type, mac, requested, server: SERVER });
		stack.datagram(67, i % 2 ? random.mutate(bytes) : bytes.subarray(0, random.below(301)));
		stack.nowNs += S;
		answers += stack.datagrams.splice(0).length;
	}
	expect((service.save() as unknown[]).length).toBeLessThanOrEqual(LEASES_MAX);
	return answers;
}

export function dnsQuery(name: string, type: number, flags = 0x0100, dnsClass = 1): Uint8Array {
	const labels = name.split('.').map((label) => [label.length, ...Buffer.from(label)]);
	const header = [0x12, 0x34, flags >> 8, flags & 0xff, 0, 1, 0, 0, 0, 0, 0, 0];
	return Uint8Array.from([...header, ...labels.flat(), 0, 0, type, 0, dnsClass]);
}

/** What a client says, as far as a test cares. */
export interface DhcpWanted {
	type: number;
	mac?: Uint8Array;
	client?: number;
	requested?: number;
	server?: number;
}

export function dhcpMessage({
	type,
	mac = MAC,
	client = 0,
	requested,
	server,
}: DhcpWanted): Uint8Array {
	const bytes = Buffer.alloc(300);
	bytes.set([1, 1, 6, 0, 1, 2, 3, 4]);
	bytes.set(u32(client), 12);
	bytes.set(mac, 28);
	const options = [
		...u32(0x63825363),
		...[DHCP_OPTION.messageType, 1, type],
		...(requested === undefined ? [] : [DHCP_OPTION.requestedAddress, 4, ...u32(requested)]),
		...(server === undefined ? [] : [DHCP_OPTION.serverIdentifier, 4, ...u32(server)]),
		DHCP_OPTION.end,
	];
	bytes.set(options, 236);
	return bytes;
}
