import { expect, test } from 'vitest';
import type { PlainData } from '../machine/api.ts';
import { encodePlain } from '../machine/plain_data.ts';
import { SUBNETS } from './addresses.ts';
import {
	BROADCAST_MAC,
	DNS_MAC,
	frame,
	GUEST_MAC,
	HOST_MAC,
	numberOf,
	TestCard,
	TestStack,
	TestTime,
} from './frames.test-support.ts';
import { LanSegment, type LinkOptions } from './lan_segment.ts';

const MS = 1e6;
const US = 1e3;

function wired(link: LinkOptions = {}) {
	const time = new TestTime();
	const card = new TestCard(time);
	const stacks: TestStack[] = [];
	const segment = new LanSegment({
		...{ card, subnet: SUBNETS.rtl8139, events: time.events, link },
		makeStack: ({ output }) => {
			const stack = new TestStack(output);
			stacks.push(stack);
			return stack;
		},
		...{ hostServices: [], dnsServices: [], dateMs: () => 0 },
	});
	const [host, dns] = stacks as [TestStack, TestStack];
	const send = (count: number, first = 0, length = 60) => {
		for (let i = 0; i < count; i++) {
			host.outbox.push(frame(GUEST_MAC, HOST_MAC, first + i, length));
		}
		segment.stir(segment.host);
	};
	card.send(frame(HOST_MAC, GUEST_MAC, 9999));
	time.runUntil(time.nowNs + MS);
	return { time, card, segment, host, dns, send };
}

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const numbers = (frames: readonly Uint8Array[]) => frames.map(numberOf);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test('frames go to their station alone once it is known, and broadcasts to all others', () => {
	const { time, card, host, dns } = wired();
	expect([host.received.length, dns.received.length]).toEqual([1, 1]);
	host.outbox.push(frame(GUEST_MAC, HOST_MAC, 1));
	card.send(frame(BROADCAST_MAC, GUEST_MAC, 2));
	time.runUntil(2 * MS);
	card.send(frame(HOST_MAC, GUEST_MAC, 3));
	time.runUntil(3 * MS);
	expect(numbers(host.received)).toEqual([9999, 2, 3]);
	expect(numbers(dns.received)).toEqual([9999, 2]);
	expect(numbers(card.received)).toEqual([1]);
});

test('hosts reach each other without a frame on the card’s cable', () => {
	const { time, card, host, dns, segment } = wired();
	dns.onInput = (bytes) => {
		if (numberOf(bytes) === 5) dns.outbox.push(frame(HOST_MAC, DNS_MAC, 6));
	};
	dns.outbox.push(frame(HOST_MAC, DNS_MAC, 4));
	segment.stir(segment.dns);
	time.runUntil(2 * MS);
	card.received.length = 0;
	host.outbox.push(frame(DNS_MAC, HOST_MAC, 5));
	segment.stir(segment.host);
	time.runUntil(3 * MS);
	expect(numbers(host.received)).toEqual([9999, 4, 6]);
	expect(card.received).toEqual([]);
});

test('a busy cable costs one event a quantum, not one a frame', () => {
	const { time, card, send } = wired();
	send(300);
	expect(time.events.drain(time.nowNs)).toBe(1);
	expect(numbers(card.received)).toEqual(upTo(300));
});

test('at a modelled rate frames arrive one after the other, and the card learns when each left', () => {
	const { time, card, host, send } = wired({ mbit: 100 });
	const startNs = time.nowNs;
	send(10, 0, 1514);
	time.runUntil(startNs + 2 * MS, 10);
	// 1514 bytes and 24 of preamble, check sequence and gap, at 80 ns a byte.
	expect(card.receivedNs.map((ns, i) => ns - startNs - (i + 1) * 123_040)).toEqual(
		new Array(10).fill(0),
	);
	const nowNs = time.nowNs;
	const lefts = [1, 2, 3].map((n) => card.send(frame(HOST_MAC, GUEST_MAC, n)) - nowNs);
	expect(lefts).toEqual([6720, 13_440, 20_160]);
	host.received.length = 0;
	time.runUntil(nowNs + 13_440, 10);
	expect(numbers(host.received)).toEqual([1, 2]);
});

test('a delay holds each frame back, and no other one up', () => {
	const { time, card, send } = wired({ delayUs: 5000 });
	const startNs = time.nowNs;
	send(2);
	time.runUntil(startNs + MS);
	send(1, 2);
	time.runUntil(startNs + 20 * MS);
	expect(card.receivedNs.map((ns) => ns - startNs)).toEqual([5 * MS, 5 * MS, 6 * MS]);
});

test('frames wait for a card without room, in order, and go on at once when it has some', () => {
	const { time, card, send, segment } = wired();
	card.room = 3;
	send(10);
	time.runUntil(2 * MS);
	expect(card.received.length).toBe(3);
	card.makeRoom(100);
	time.runUntil(time.nowNs + 1);
	expect(numbers(card.received)).toEqual(upTo(10));
	expect(segment.statistics()).toMatchObject({ pauses: 1, pausedUs: 1000 });
});

test('a card that forgets to say that it has room again is asked', () => {
	const { time, card, send } = wired();
	card.room = 0;
	send(1);
	time.runUntil(time.nowNs + MS);
	card.room = 100;
	time.runUntil(time.nowNs + 20 * MS);
	expect(card.received.length).toBe(1);
});

test('behind a card without room the queue fills up to its limit, and then the sender waits', () => {
	const { time, card, host, send, segment } = wired({ queueFrames: 64 });
	card.room = 0;
	send(1000);
	time.runUntil(time.nowNs + MS);
	expect(host.outbox.length).toBe(1000 - 64);
	card.makeRoom(Number.POSITIVE_INFINITY);
	time.runUntil(time.nowNs + 5 * MS);
	expect(numbers(card.received)).toEqual(upTo(1000));
	expect(host.readyCalls).toBeGreaterThan(0);
	expect(segment.statistics().toGuest.drops.queueFull).toBe(0);
});

test('without flow control the card gets everything, and the queue drops what finds no room', () => {
	const { time, card, send, segment } = wired({
		flowControl: false,
		mbit: 100,
		queueFrames: 64,
	});
	card.room = 0;
	send(1000, 0, 1514);
	time.runUntil(time.nowNs + 500 * MS);
	const { queueFull } = segment.statistics().toGuest.drops;
	expect(queueFull).toBeGreaterThan(900);
	expect(card.received.length).toBe(1000 - queueFull);
});

test('a pulled cable loses what is on it and carries nothing until it is back', () => {
	const { time, card, host, send, segment } = wired({ delayUs: 1000 });
	host.received.length = 0;
	send(1);
	card.send(frame(HOST_MAC, GUEST_MAC, 1));
	time.runUntil(time.nowNs + 100 * US);
	segment.setLink(false);
	expect(card.isLinkUp).toBe(false);
	send(1, 1);
	card.send(frame(HOST_MAC, GUEST_MAC, 2));
	time.runUntil(time.nowNs + 10 * MS);
	segment.setLink(true);
	expect(card.isLinkUp).toBe(true);
	send(1, 2);
	card.send(frame(HOST_MAC, GUEST_MAC, 3));
	time.runUntil(time.nowNs + 10 * MS);
	expect([numbers(card.received), numbers(host.received)]).toEqual([[2], [3]]);
	expect(segment.statistics().toGuest.drops.unplugged).toBe(2);
	expect(segment.statistics().fromGuest.drops.unplugged).toBe(2);
});

test('frames of impossible length are dropped, and short ones filled up', () => {
	const { time, card, host, segment } = wired();
	host.received.length = 0;
	for (const length of [0, 5, 13, 2049, 9000]) card.send(new Uint8Array(length));
	const short = frame(HOST_MAC, GUEST_MAC, 7).subarray(0, 20);
	card.send(short);
	time.runUntil(time.nowNs + MS);
	expect(host.received.map(({ length }) => length)).toEqual([60]);
	expect(segment.statistics().fromGuest.drops.badLength).toBe(5);
});

test('a tap sees every frame that passes, in the order of time', () => {
	const { time, card, segment, send } = wired();
	const seen: string[] = [];
	const untap = segment.tap(({ direction, bytes }) => {
		seen.push(`${direction} ${numberOf(bytes)}`);
	});
	card.send(frame(HOST_MAC, GUEST_MAC, 1));
	send(2, 5);
	time.runUntil(time.nowNs + MS);
	untap();
	send(1, 7);
	time.runUntil(time.nowNs + MS);
	expect(seen).toEqual(['fromGuest 1', 'toGuest 5', 'toGuest 6']);
});

test('a host is let run at its stack’s deadline', () => {
	const { time, host, segment } = wired();
	host.deadlineNs = 50 * MS;
	segment.stir(segment.host);
	time.runUntil(49 * MS);
	host.deadlineNs = Number.POSITIVE_INFINITY;
	host.outbox.push(frame(DNS_MAC, HOST_MAC, 1));
	time.runUntil(49.9 * MS);
	expect(host.outbox.length).toBe(1);
	time.runUntil(51 * MS);
	expect(host.outbox.length).toBe(0);
});

test('hosts that answer each other without end do not hold the guest up', () => {
	const { time, host, dns, segment } = wired();
	host.onInput = () => host.outbox.push(frame(DNS_MAC, HOST_MAC));
	dns.onInput = () => dns.outbox.push(frame(HOST_MAC, DNS_MAC));
	host.outbox.push(frame(DNS_MAC, HOST_MAC));
	segment.stir(segment.host);
	time.events.drain(time.nowNs);
	expect(host.received.length).toBeLessThan(100);
});

test('a reset of the machine loses no frame that is under way', () => {
	const { time, card, send, segment } = wired({ delayUs: 1000 });
	send(3);
	time.runUntil(time.nowNs + 100 * US);
	time.events.clear('machine');
	segment.reset();
	time.runUntil(time.nowNs + 2 * MS);
	expect(numbers(card.received)).toEqual([0, 1, 2]);
});

test('a LAN that was saved goes on as if it had not been, bad luck included', () => {
	const link = {
		mbit: 100,
		delayUs: 300,
		impairments: { loss: 0.1, duplication: 0.1, corruption: 0.1, reordering: 0.1 },
	};
	const first = wired(link);
	first.send(200, 0, 600);
	first.time.runUntil(3 * MS);
	const saved = structuredClone({
		segment: first.segment.save(),
		queue: first.time.events.save(),
		outbox: first.host.outbox,
		room: first.card.room,
	});
	first.card.received.length = 0;
	first.time.runUntil(60 * MS);
	expect(first.card.received.length).toBeGreaterThan(50);

	const second = wired(link);
	second.time.nowNs = 3 * MS;
	second.time.events.load(saved.queue);
	second.segment.load(saved.segment);
	second.host.outbox = saved.outbox;
	second.card.received.length = 0;
	second.time.runUntil(60 * MS);
	const hexes = (frames: readonly Uint8Array[]) => frames.map((each) => toHex(each));
	expect(hexes(second.card.received)).toEqual(hexes(first.card.received));
	const bytesOf = (state: PlainData) => toHex(encodePlain(state));
	expect(bytesOf(second.segment.save()) === bytesOf(first.segment.save())).toBe(true);
});
