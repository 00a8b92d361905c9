import { expect, test } from 'vitest';
import { formatIp, parseIp, SUBNETS } from '../../addresses.ts';
import { FakeStack } from '../fake_stack.test-support.ts';
import {
	garbleDhcp,
	dhcpMessage as message,
	type DhcpWanted as Wanted,
} from '../garbled.test-support.ts';
import { DHCP_OPTION, DHCP_TYPE, parseDhcpRequest } from './dhcp_message.ts';
import { DhcpService } from './dhcp_service.ts';

const macB = Uint8Array.of(2, 0, 0, 0, 0, 2);
const ip = (text: string) => parseIp(text) ?? 0;
const u32 = (value: number) => [
	value >>> 24,
	(value >>> 16) & 255,
	(value >>> 8) & 255,
	value & 255,
];
const SERVER = ip('10.0.2.2');

function started() {
	const stack = new FakeStack();
	const service = new DhcpService({ subnet: SUBNETS.rtl8139, bootFileUrl: 'http://host/x' });
	service.start(stack);
	const tell = (wanted: Wanted) => {
		stack.datagrams.length = 0;
		stack.datagram(67, message(wanted));
		const [sent] = stack.datagrams;
		return sent && { to: formatIp(sent.to.ip), port: sent.to.port, ...parseReply(sent.bytes) };
	};
	return { stack, service, tell };
}

function parseReply(bytes: Uint8Array) {
	const buffer = Buffer.from(bytes);
	const options = new Map<number, Buffer>();
	for (let at = 240; buffer[at] !== DHCP_OPTION.end; ) {
		const length = buffer[at + 1] as number;
		options.set(buffer[at] as number, buffer.subarray(at + 2, at + 2 + length));
		at += 2 + length;
	}
	return {
		type: options.get(DHCP_OPTION.messageType)?.[0],
		address: formatIp(buffer.readUInt32BE(16)),
		transaction: buffer.readUInt32BE(4),
		options,
	};
}

const { discover, offer, request, ack, nak, decline, release, inform } = DHCP_TYPE;

test('a guest gets .15 with all that it has to know, by broadcast', () => {
	const { tell } = started();
	const offered = tell({ type: discover });
	expect(offered).toMatchObject({ type: offer, address: '10.0.2.15', transaction: 0x01020304 });
	expect(offered).toMatchObject({ to: '255.255.255.255', port: 68 });
	const got = tell({ type: request, requested: ip('10.0.2.15'), server: SERVER });
	expect(got).toMatchObject({ type: ack, address: '10.0.2.15' });
	const option = (code: number) => [...(got?.options.get(code) ?? [])];
	expect(option(DHCP_OPTION.subnetMask)).toEqual([255, 255, 255, 0]);
	expect(option(DHCP_OPTION.router)).toEqual([10, 0, 2, 2]);
	expect(option(DHCP_OPTION.dnsServer)).toEqual([10, 0, 2, 3]);
	expect(option(DHCP_OPTION.serverIdentifier)).toEqual([10, 0, 2, 2]);
	expect(option(DHCP_OPTION.leaseTime)).toEqual(u32(3600));
	expect(option(DHCP_OPTION.renewalTime)).toEqual(u32(1800));
	expect(option(DHCP_OPTION.rebindingTime)).toEqual(u32(3150));
	expect(Buffer.from(option(DHCP_OPTION.domainName)).toString()).toBe('lan');
	expect(Buffer.from(option(DHCP_OPTION.hostName)).toString()).toBe('guest');
	expect(Buffer.from(option(DHCP_OPTION.bootFileName)).toString()).toBe('http://host/x');
});

test('stations have different addresses, and each its own again', () => {
	const { tell } = started();
	tell({ type: request, requested: ip('10.0.2.15'), server: SERVER });
	expect(tell({ type: discover, mac: macB })?.address).toBe('10.0.2.16');
	expect(tell({ type: discover })?.address).toBe('10.0.2.15');
});

test('a renewal is answered to the address that it comes from', () => {
	const { tell } = started();
	tell({ type: request, requested: ip('10.0.2.15'), server: SERVER });
	const renewed = tell({ type: request, client: ip('10.0.2.15') });
	expect(renewed).toMatchObject({ type: ack, to: '10.0.2.15', address: '10.0.2.15' });
});

test('a client may go on with an address that this server does not know of', () => {
	const { tell } = started();
	expect(tell({ type: request, requested: ip('10.0.2.20') })?.type).toBe(ack);
});

test.each([
	['of another station', { type: request, mac: macB, requested: ip('10.0.2.15') }],
	['of another network', { type: request, requested: ip('10.0.3.15') }],
	['that was not offered', { type: request, requested: ip('10.0.2.17'), server: SERVER }],
	['outside of the leases', { type: request, mac: macB, requested: ip('10.0.2.2') }],
	['that is none', { type: request, mac: macB }],
])('an address %s is refused, by broadcast', (_, wanted) => {
	const { tell } = started();
	tell({ type: request, requested: ip('10.0.2.15'), server: SERVER });
	expect(tell(wanted)).toMatchObject({ type: nak, to: '255.255.255.255', address: '0.0.0.0' });
});

test('a request to another server withdraws the offer, silently', () => {
	const { tell } = started();
	tell({ type: discover });
	expect(tell({ type: request, requested: ip('10.0.2.15'), server: ip('10.0.2.9') })).toBe(
		undefined,
	);
	expect(tell({ type: discover, mac: macB })?.address).toBe('10.0.2.15');
});

test('an address that somebody else uses is left alone for a while', () => {
	const { stack, tell } = started();
	tell({ type: request, requested: ip('10.0.2.15'), server: SERVER });
	expect(tell({ type: decline, requested: ip('10.0.2.15'), server: SERVER })).toBe(undefined);
	expect(tell({ type: discover })?.address).toBe('10.0.2.16');
	stack.nowNs = 3700e9;
	const again = tell({ type: discover, mac: macB, requested: ip('10.0.2.15') });
	expect(again?.address).toBe('10.0.2.15');
});

test('an address that was released is free, and first of all its last owner’s', () => {
	const { service, stack, tell } = started();
	tell({ type: request, requested: ip('10.0.2.15'), server: SERVER });
	tell({ type: release, client: ip('10.0.2.15'), server: SERVER });
	expect(service.activeLeases(stack.nowNs)).toEqual([]);
	expect(tell({ type: discover, mac: macB })?.address).toBe('10.0.2.16');
	expect(tell({ type: discover })?.address).toBe('10.0.2.15');
});

test('a station with an address of its own is told the rest', () => {
	const { tell } = started();
	const told = tell({ type: inform, client: ip('10.0.2.100') });
	expect(told).toMatchObject({ type: ack, to: '10.0.2.100', address: '0.0.0.0' });
	expect(told?.options.has(DHCP_OPTION.leaseTime)).toBe(false);
});

test('when no address is left there is silence, until leases run out', () => {
	const { stack, tell } = started();
	for (let i = 0; i < 17; i++) {
		const requested = ip('10.0.2.15') + i;
		tell({ type: request, mac: Uint8Array.of(2, 0, 0, 0, 1, i), requested, server: SERVER });
	}
	expect(tell({ type: discover, mac: macB })).toBe(undefined);
	stack.nowNs = 3601e9;
	expect(tell({ type: discover, mac: macB })?.address).toBe('10.0.2.15');
});

test('leases are the same after they were saved and loaded', () => {
	const first = started();
	first.tell({ type: request, requested: ip('10.0.2.20'), server: SERVER });
	const second = started();
	second.service.load(structuredClone(first.service.save()));
	expect(second.tell({ type: discover })?.address).toBe('10.0.2.20');
});

test('10,000 garbled messages never throw, and the leases stay within bounds', () => {
	expect(garbleDhcp(10_000, 4)).toBeGreaterThan(300);
});

test('what is no request of a client on this LAN is not parsed', () => {
	const good = message({ type: discover });
	const changed = (at: number, value: number) => {
		const bytes = Uint8Array.from(good);
		bytes[at] = value;
		return bytes;
	};
	expect(parseDhcpRequest(good)?.type).toBe(discover);
	const bad = [changed(0, 2), changed(1, 6), changed(2, 16), changed(24, 10), changed(236, 0)];
	for (const bytes of [...bad, good.subarray(0, 239), good.subarray(0, 243)]) {
		expect(parseDhcpRequest(bytes)).toBe(undefined);
	}
});
