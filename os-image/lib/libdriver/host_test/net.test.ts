/** The network driver's library: who is served, by how few copies, and that each request is answered once. */
import { beforeEach, describe, expect, it } from 'vitest';
import { multicastHash } from '../../../../src/machine/devices/ethernet_crc.ts';
import { SeededRandom } from '../../libsys/host_test/wasm.test-support.ts';
import { NetLibrary, WATCH_RECEIVE, WATCH_SEND } from './net.test-support.ts';
import {
	ETHERNET_MAX,
	ETHERNET_MIN,
	frameBytes,
	INET,
	NET_CONFIGURE,
	NET_RECEIVE,
	RECEIVE_FRAMES,
	REGION_MAX,
	REGION_MIN,
	SEND_FRAMES,
} from './net_client.test-support.ts';

const NEXT_INET = 0x204;
const STRANGER = 0x105;
const REQUESTS_MAX = 8;
const LARGE_REGION = 0x8000;
/** Frames that are there before a region is: more than one answer can name. */
const ARRIVED = RECEIVE_FRAMES + 8;

const EPERM = -1;
const EIO = -5;
const EAGAIN = -11;
const EINVAL = -22;
const ENOSYS = -38;
const ENETDOWN = -100;
const EBADGRANT = -202;
const EMOVED = -204;

let library: NetLibrary;

beforeEach(async () => {
	library = await NetLibrary.start();
});

const frames = (count: number, length = ETHERNET_MIN) => Array<number>(count).fill(length);

describe('a request', () => {
	it('is refused to anyone but INET', () => {
		for (const type of [0x801, 0x802, 0x803, 0x804]) {
			expect(library.ask(type, () => undefined, STRANGER)).toBe(EPERM);
		}
	});

	it('that there is not is refused', () => {
		expect(library.ask(0x805)).toBe(ENOSYS);
	});

	it('is refused while the card is not configured, and when that fails', async () => {
		const fresh = await NetLibrary.start({ configured: false });
		expect(fresh.statusOf(fresh.send(0, 0, [60]))).toBe(ENETDOWN);
		expect(fresh.statusOf(fresh.receive(0))).toBe(ENETDOWN);
		fresh.guest.set_configure_status(EIO);
		expect(fresh.statusOf(fresh.configure())).toBe(EIO);
		expect(fresh.statusOf(fresh.receive(0))).toBe(ENETDOWN);
		fresh.guest.set_configure_status(0);
		expect(fresh.statusOf(fresh.configure())).toBe(0);
		expect(fresh.isAnswered(fresh.receive(0))).toBe(false);
	});

	it.each([
		['no frames', [], 0],
		['a number of frames that does not fit', frames(10), 11],
		['an absurd number of frames', frames(10), 0xffffffff],
		['a frame without its head', [60, 13], 2],
		['a frame that is too long', [60, 1515], 2],
		['a frame of the longest number', [0xffff], 1],
	])('to send %s is refused, and nothing is sent', (_name, lengths, count) => {
		expect(library.statusOf(library.send(-1, 0, lengths, count))).toBe(EINVAL);
		expect(library.guest.sent_number()).toBe(0);
	});

	it.each([0, REGION_MIN - 1, REGION_MAX + 1, 0xffffffff])(
		'to receive into %d bytes is refused',
		(length) => {
			expect(library.statusOf(library.receive(0, length))).toBe(EINVAL);
		},
	);

	it.each([
		['a mode that is none', 8, [], 0],
		['more addresses than fit', 0, [1], 9],
		['an address of one station', 0, [1, 2], 2],
	])('to configure %s is refused, and what was holds', (_name, mode, multicast, count) => {
		expect(library.statusOf(library.configure(mode, multicast, count))).toBe(EINVAL);
		expect(library.isAnswered(library.receive(0))).toBe(false);
	});

	it('beyond the number that may wait is refused', () => {
		for (let index = 0; index < REQUESTS_MAX; index++) {
			expect(library.isAnswered(library.receive(index))).toBe(false);
			expect(library.isAnswered(library.send(index, 0, [60]))).toBe(false);
		}
		expect(library.statusOf(library.receive(8))).toBe(EAGAIN);
		expect(library.statusOf(library.send(8, 0, [60]))).toBe(EAGAIN);
	});
});

describe('frames that are sent', () => {
	it('reach the card in one copying call, as many as it takes', () => {
		const copies = library.copiesOf(() => library.send(0, 100, frames(10, 200)));
		expect(copies).toEqual({ calls: 1, parts: 4 });
		expect(library.sent().map(({ length }) => length)).toEqual(frames(4, 200));
		expect(library.sent()[3]?.head).toEqual(frameBytes(103, ETHERNET_MIN));
	});

	it('are padded with zeros to the shortest that may be', () => {
		library.send(0, 1, [1514, 1514, 1514, 1514]);
		library.complete(4);
		library.send(0, 7, [42]);
		const { length, head } = library.sent()[4] ?? { length: 0, head: Buffer.alloc(0) };
		expect(length).toBe(ETHERNET_MIN);
		expect(head).toEqual(Buffer.concat([frameBytes(7, 42), Buffer.alloc(18)]));
	});

	it('are answered when the last one is over, in the order of requests', () => {
		const first = library.send(0, 0, frames(3));
		const second = library.send(1, 3, frames(2));
		library.complete(2);
		expect(library.replies().slice(1)).toEqual([]);
		library.complete(1);
		expect(library.statusOf(first)).toBe(3);
		expect(library.isAnswered(second)).toBe(false);
		library.complete(2);
		expect(library.statusOf(second)).toBe(2);
	});

	it('go out all in one turn when the card is done with each at once', async () => {
		const quick = await NetLibrary.start({ buffers: 4, instant: true });
		const id = quick.send(0, 0, frames(SEND_FRAMES));
		expect(quick.statusOf(id)).toBe(SEND_FRAMES);
		expect(quick.guest.watch_number()).toBe(1);
	});

	it('are watched for only while the card has some', () => {
		library.send(0, 0, frames(5));
		expect(library.guest.watched_events()).toBe(WATCH_SEND);
		library.complete(4);
		library.complete(1);
		expect(library.guest.watched_events()).toBe(0);
	});

	it('that the card gives up on, or loses, count as errors and end their requests', () => {
		const first = library.send(0, 0, frames(2));
		const second = library.send(1, 2, frames(10));
		library.guest.fail_frame();
		library.complete(1);
		expect(library.statusOf(first)).toBe(2);
		library.guest.lose_frames();
		expect(library.counter('sendErrors')).toBe(5);
		library.guest.interrupt();
		library.complete(4);
		library.complete(2);
		expect(library.statusOf(second)).toBe(10);
		expect(library.counter('sentFrames')).toBe(7);
	});

	it('whose grant is no good end their request with those that went before', () => {
		expect(library.statusOf(library.send(-1, 0, frames(2)))).toBe(EBADGRANT);
		const broken = library.send(0, 0, frames(6));
		const good = library.send(1, 6, frames(2));
		library.guest.take_grant_back(0, 1);
		library.complete(4);
		expect(library.statusOf(broken)).toBe(4);
		library.complete(2);
		expect(library.statusOf(good)).toBe(2);
	});
});

describe('frames that come', () => {
	it('are handed over at once, one by one, while there is time', () => {
		const id = library.receive(0);
		expect(library.guest.watched_events()).toBe(WATCH_RECEIVE);
		library.arrive(1, 100);
		const [reply] = library.repliesTo(id);
		expect(reply && library.framesIn(0, reply)).toEqual([frameBytes(1, 100)]);
		expect(library.guest.watched_events()).toBe(0);
	});

	it('while no region is there interrupt nobody, and fill the next region in one copy', () => {
		for (let sequence = 0; sequence < ARRIVED; sequence++) library.arrive(sequence, 300);
		expect(library.guest.watch_number()).toBe(1);
		let id = 0;
		expect(library.copiesOf(() => (id = library.receive(0, LARGE_REGION)))).toEqual({
			calls: 1,
			parts: 2,
		});
		const [reply] = library.repliesTo(id);
		expect(reply?.status).toBe(RECEIVE_FRAMES);
		expect(reply && library.framesIn(0, reply)).toEqual(
			Array.from({ length: RECEIVE_FRAMES }, (_, sequence) => frameBytes(sequence, 300)),
		);
		expect(library.statusOf(library.receive(1, LARGE_REGION))).toBe(ARRIVED - RECEIVE_FRAMES);
	});

	it('around the end of the ring take one copying call for the table and two pieces', () => {
		for (let sequence = 0; sequence < 43; sequence++) {
			library.arrive(sequence, ETHERNET_MAX);
			library.receive(0);
		}
		for (let sequence = 43; sequence < 46; sequence++) library.arrive(sequence, 999);
		let id = 0;
		expect(library.copiesOf(() => (id = library.receive(0, LARGE_REGION)))).toEqual({
			calls: 1,
			parts: 3,
		});
		const [reply] = library.repliesTo(id);
		expect(reply && library.framesIn(0, reply)).toEqual(
			[43, 44, 45].map((sequence) => frameBytes(sequence, 999)),
		);
	});

	it('fill a region as far as it goes', () => {
		for (let sequence = 0; sequence < 3; sequence++) library.arrive(sequence, 900);
		expect(library.statusOf(library.receive(0, REGION_MIN))).toBe(2);
		expect(library.statusOf(library.receive(0, REGION_MIN))).toBe(1);
	});

	it('are not lost with regions that can not be written', () => {
		library.guest.take_grant_back(0, 1);
		const bad = library.receive(0);
		const beyond = library.receive(1, REGION_MAX);
		const good = library.receive(2);
		library.guest.take_grant_back(1, 1);
		library.arrive(5);
		expect([bad, beyond].map((id) => library.statusOf(id))).toEqual([EBADGRANT, EBADGRANT]);
		const [reply] = library.repliesTo(good);
		expect(reply && library.framesIn(2, reply)).toEqual([frameBytes(5, ETHERNET_MIN)]);
		expect(library.counter('receivedFrames')).toBe(1);
	});
});

describe('a driver that is to be replaced', () => {
	it('gives back what waits, ends what the card has, and is quiescent then', () => {
		const receiving = library.receive(0);
		const sending = library.send(1, 0, frames(6));
		const waiting = library.send(2, 6, frames(2));
		library.guest.prepare();
		expect([receiving, waiting].map((id) => library.repliesTo(id).length)).toEqual([1, 0]);
		expect(library.statusOf(receiving)).toBe(EMOVED);
		expect(library.guest.is_quiescent()).toBe(0);
		library.complete(4);
		expect(library.statusOf(sending)).toBe(4);
		expect(library.statusOf(waiting)).toBe(EMOVED);
		expect(library.guest.is_quiescent()).toBe(1);
		expect(library.guest.watched_events()).toBe(0);
		expect(library.guest.sent_number()).toBe(4);
	});

	it('goes on when the update is called off', () => {
		library.guest.prepare();
		library.arrive(1);
		expect(library.statusOf(library.receive(0))).toBe(1);
	});
});

describe('another INET', () => {
	it('finds nothing of what the last one asked for', () => {
		const receiving = library.receive(0);
		const sending = library.send(1, 0, frames(6));
		library.guest.set_inet(NEXT_INET);
		const ask = (type: number) =>
			library.ask(type, (body) => body.writeUInt32LE(REGION_MIN, 8), NEXT_INET);
		expect(library.statusOf(ask(NET_CONFIGURE))).toBe(0);
		library.complete(4);
		library.arrive(1);
		expect([receiving, sending].map((id) => library.isAnswered(id))).toEqual([false, false]);
		expect(library.guest.sent_number()).toBe(4);
		expect(library.statusOf(ask(NET_RECEIVE))).toBe(1);
		expect(library.ask(NET_CONFIGURE, () => undefined, INET)).toBe(EPERM);
	});
});

describe('a card that fails while it is configured', () => {
	it('leaves nobody waiting', () => {
		const receiving = library.receive(0);
		const sending = library.send(1, 0, frames(6));
		library.guest.set_configure_status(EIO);
		expect(library.statusOf(library.configure())).toBe(EIO);
		expect(library.statusOf(receiving)).toBe(EIO);
		expect(library.statusOf(sending)).toBe(4);
	});
});

describe('the link', () => {
	it('is told of once when it has changed, again if that could not be', () => {
		library.guest.set_link(1, 100);
		library.guest.interrupt();
		expect(library.guest.notice_number()).toBe(0);
		library.guest.set_notices_fail(1);
		library.guest.set_link(0, 100);
		library.guest.interrupt();
		library.guest.set_notices_fail(0);
		library.guest.interrupt();
		library.guest.interrupt();
		expect(library.guest.notice_number()).toBe(1);
		expect(library.guest.notice_is_up(0)).toBe(0);
	});
});

describe('the hash of a multicast address', () => {
	it('is that of the cards, for 1,000 addresses (seed 5)', () => {
		const random = new SeededRandom(5);
		const at = library.guest.client_at(0);
		for (let round = 0; round < 1_000; round++) {
			const address = Uint8Array.from({ length: 6 }, () => random.below(256));
			library.memory(at, 6).set(address);
			expect(library.guest.multicast_hash(at)).toBe(multicastHash(address));
		}
	});
});
