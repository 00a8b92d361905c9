/**
 * The driver of the DP8390 on the model of its card: what it finds, that frames arrive whole and
 * in order both ways, what it does when the ring overflows, and about a card that contradicts
 * itself.
 */
import { describe, expect, it } from 'vitest';
import {
	ETHERNET_MAX,
	ETHERNET_MIN,
	frameBytes,
} from '../../../os-image/lib/libdriver/host_test/net_client.test-support.ts';
import { SeededRandom } from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';
import { multicastHash } from '../../../src/machine/devices/ethernet_crc.ts';
import { DriverOnCard, IRQ, type Lie, Panic, PORTS, STATION } from './dp8390.test-support.ts';
import { Traffic } from './traffic.test-support.ts';

const BROADCAST_MODE = 1;
const ALL_MULTICAST = 2;
const PROMISCUOUS = 4;
const EIO = -5;
const ENODEV = -19;
const ENOENT = -2;

// Ports of the card.
const CR = 0x00;
const ISR = 0x07;
const CURR = 0x07; // on page 1
const DATA_PORT = 0x10;
const RESET_PORT = 0x1f;
const RDC = 0x40;
const RST = 0x80;
const OVW = 0x10;

const RING_FIRST = 0x4c;
const RING_END = 0x80;

const STOP_US = 1_600;
const SEND_PATIENCE_US = 2_000_000;
const FRAMES = 400;

/** Whether the driver looks at page 1 at the moment. */
const isOnPage1 = (driver: DriverOnCard) => (driver.card.read(0, CR, 1) & 0xc0) === 0x40;

function to(address: Uint8Array, sequence = 1, length = ETHERNET_MIN): Buffer {
	const frame = frameBytes(sequence, length);
	frame.set(address);
	return frame;
}

describe('finding the card', () => {
	it('reads the address from the PROM, and tells of it', async () => {
		const driver = await DriverOnCard.start();
		expect(driver.log).toBe('dp8390: 02:4b:54:00:00:29 at ports 0xc000, interrupt 11\n');
		const reply = driver.memory(driver.guest.reply_at(0) + 16, 12);
		expect(new Uint8Array(reply.subarray(0, 6))).toEqual(STATION);
		expect([reply[6], reply[7], reply.readUInt32LE(8)]).toEqual([1, 1, 10]);
	});

	it('stays up without one, and refuses to be configured', async () => {
		const driver = await DriverOnCard.create();
		driver.guest.set_card(ENOENT, PORTS, IRQ);
		driver.guest.start();
		expect(driver.statusOf(driver.configure())).toBe(ENODEV);
		expect(driver.log).toContain('this machine has no such card');
	});

	it.each<[string, Lie, RegExp]>([
		['no signature', (o, _, v) => (o === DATA_PORT && v === 0x57575757 ? 0 : v), /signature/],
		['another address', (_o, _, v) => (v === 0x4b4b0202 ? 0x4b4c0202 : v), /not there twice/],
		[
			'a group address',
			(o, _, v) => (o === DATA_PORT && v === 0x4b4b0202 ? 0x0101 : v),
			/no station/,
		],
		['no end of remote DMA', (o, _, v) => (o === ISR ? v & ~RDC : v), /can't be read/],
		['no reset', (o, _, v) => (o === ISR ? v & ~RST : v), /RST stays clear for 20 ms/],
	])('gives up with a clear word about a card with %s', async (_what, lie, text) => {
		const driver = await DriverOnCard.create({ lie });
		expect(() => driver.guest.start()).toThrow(text);
		expect(() => driver.guest.start()).toThrow(Panic);
	});

	it.each([
		[8, IRQ],
		[PORTS, 0xff],
	])('gives up about a card with %i ports and interrupt %i', async (ports, irq) => {
		const driver = await DriverOnCard.create();
		driver.guest.set_card(0, ports, irq);
		expect(() => driver.guest.start()).toThrow(/no 32 ports, or no interrupt line/);
	});
});

describe('frames', () => {
	it(`of all lengths come and go whole and in order, ${FRAMES} each way at random (seed 1)`, async () => {
		const driver = await DriverOnCard.start({ nsPerByte: 80, mode: PROMISCUOUS });
		const traffic = new Traffic(driver).open();
		const random = new SeededRandom(1);
		const incoming: Buffer[] = [];
		const outgoing: number[] = [];
		const anyLength = () => ETHERNET_MIN + random.below(ETHERNET_MAX - ETHERNET_MIN + 1);
		while (incoming.length < FRAMES || outgoing.length < FRAMES) {
			const frame = frameBytes(incoming.length, anyLength());
			if (random.below(2) === 0 && driver.offer(frame)) incoming.push(frame);
			if (random.below(4) === 0 && traffic.maySend) {
				const lengths = Array.from({ length: 1 + random.below(4) }, anyLength);
				traffic.send(outgoing.length, lengths);
				outgoing.push(...lengths);
			}
			driver.advance(random.below(200));
			traffic.collect();
		}
		driver.advance(10_000);
		traffic.collect();
		expect(traffic.frames.length).toBe(incoming.length);
		expect(traffic.frames.every((frame, at) => frame.equals(incoming[at] as Buffer))).toBe(
			true,
		);
		expect(traffic.ended).toBe(outgoing.length);
		const sent = driver.cable.frames;
		expect(sent.length).toBe(outgoing.length);
		expect(
			sent.every((frame, at) => frameBytes(at, outgoing[at] as number).equals(frame)),
		).toBe(true);
		expect(driver.counter('ringResets')).toBe(0);
		expect(driver.counter('receiveMissed')).toBe(0);
	}, 60_000);

	it('that are short are padded with zeros', async () => {
		const driver = await DriverOnCard.start();
		const traffic = new Traffic(driver).open();
		traffic.send(1, [42]);
		driver.advance(1000);
		expect(driver.cable.frames).toHaveLength(1);
		const [frame] = driver.cable.frames as [Uint8Array];
		expect(frame.length).toBe(ETHERNET_MIN);
		expect(frame.subarray(42).every((byte) => byte === 0)).toBe(true);
	});

	it('that come while nobody waits for them raise no interrupt, and come in one batch', async () => {
		const driver = await DriverOnCard.start({ mode: PROMISCUOUS });
		for (let sequence = 0; sequence < 10; sequence++) driver.arrive(frameBytes(sequence, 200));
		expect(driver.counter('interrupts')).toBe(0);
		const traffic = new Traffic(driver).open();
		expect(traffic.frames).toHaveLength(10);
		expect(traffic.batches).toBe(1);
		driver.arrive(frameBytes(10, 200));
		traffic.collect();
		expect(traffic.frames).toHaveLength(11);
		expect(driver.counter('interrupts')).toBe(1);
	});

	it('wait in two buffers: one is sent while the next is loaded', async () => {
		const driver = await DriverOnCard.start({ nsPerByte: 800 });
		const traffic = new Traffic(driver);
		traffic.send(0, [1514, 1514, 1514]);
		const oneFrameUs = 1514 * 0.8;
		driver.advance(3 * oneFrameUs + 10);
		traffic.collect();
		expect(traffic.ended).toBe(3);
		expect(driver.cable.frames).toHaveLength(3);
	});
});

describe('the filter', () => {
	const group = Uint8Array.of(0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb);
	const otherGroup = Uint8Array.of(0x01, 0x00, 0x5e, 0x01, 0x02, 0x03);
	const stranger = Uint8Array.of(2, 9, 9, 9, 9, 9);
	const everyone = new Uint8Array(6).fill(0xff);

	it.each<[string, number, number]>([
		['nothing more', 0, 1],
		['broadcasts', BROADCAST_MODE, 2],
		['all multicasts', ALL_MULTICAST | BROADCAST_MODE, 4],
		['everything', PROMISCUOUS, 5],
	])('with %s wanted (mode %i) lets %i of five in', async (_what, mode, count) => {
		const driver = await DriverOnCard.start({ mode });
		const traffic = new Traffic(driver).open();
		for (const address of [STATION, everyone, group, otherGroup, stranger]) {
			driver.arrive(to(address));
		}
		traffic.collect();
		expect(traffic.frames).toHaveLength(count);
	});

	it('lets the groups in that are wanted, and can change while frames come', async () => {
		const driver = await DriverOnCard.start();
		const traffic = new Traffic(driver).open();
		expect(multicastHash(group)).not.toBe(multicastHash(otherGroup));
		driver.arrive(to(STATION, 1));
		const id = driver.ask(0x801, (body) => {
			body.writeUInt16LE(1, 6);
			body.set(group, 8);
		});
		expect(driver.statusOf(id)).toBe(0);
		for (const address of [group, otherGroup]) driver.arrive(to(address, 2));
		traffic.collect();
		expect(traffic.frames).toHaveLength(2);
		expect(traffic.frames[1]?.subarray(0, 6)).toEqual(Buffer.from(group));
	});
});

describe('the link', () => {
	it('is looked at every second, and INET is told', async () => {
		const driver = await DriverOnCard.start();
		driver.card.setLink(false);
		driver.advance(1_100_000);
		expect(driver.guest.notice_number()).toBe(1);
		expect(driver.guest.notice_is_up(0)).toBe(0);
		driver.card.setLink(true);
		driver.advance(1_100_000);
		expect(driver.guest.notice_is_up(1)).toBe(1);
	});
});

describe('an overflow', () => {
	function flood(driver: DriverOnCard, from: number, count: number): void {
		for (let sequence = from; sequence < from + count; sequence++) {
			driver.arrive(frameBytes(sequence, ETHERNET_MAX));
		}
	}

	const sequences = (traffic: Traffic) => traffic.frames.map((frame) => frame.readUInt32LE());

	it('costs frames, but none that was in the ring, and after 1.6 ms all goes on', async () => {
		const driver = await DriverOnCard.start({ mode: PROMISCUOUS });
		flood(driver, 0, 20);
		const traffic = new Traffic(driver).open();
		expect(sequences(traffic)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		flood(driver, 20, 1);
		driver.advance(STOP_US + 100);
		flood(driver, 21, 1);
		traffic.collect();
		expect(sequences(traffic).slice(8)).toEqual([21]);
		expect(driver.read(ISR, 1) & OVW).toBe(0);
		expect(driver.counter('receiveMissed')).toBe(12);
		expect(driver.counter('ringResets')).toBe(0);
	});

	it('does not interrupt while nobody waits for frames', async () => {
		const driver = await DriverOnCard.start({ mode: PROMISCUOUS });
		flood(driver, 0, 100);
		driver.advance(10_000);
		expect(driver.counter('interrupts')).toBe(0);
	});

	it('while a frame is being sent sends that once, and the next one after it', async () => {
		const driver = await DriverOnCard.start({ mode: PROMISCUOUS });
		flood(driver, 0, 20);
		const sending = new Traffic(driver);
		sending.send(7, [1000, 1001]);
		const traffic = new Traffic(driver).open();
		driver.advance(10_000);
		sending.collect();
		expect(driver.cable.frames.map((frame) => frame.length)).toEqual([1000, 1001]);
		expect(sending.ended).toBe(2);
		traffic.collect();
		expect(traffic.frames).toHaveLength(8);
	});

	it('sends a frame again that the stop cut off', async () => {
		const driver = await DriverOnCard.start({ mode: PROMISCUOUS, nsPerByte: 100_000 });
		flood(driver, 0, 20);
		const sending = new Traffic(driver);
		sending.send(7, [1000]);
		new Traffic(driver).open();
		// What a real chip may do to a frame that waits for the cable, and a reset does here.
		driver.read(RESET_PORT, 1);
		driver.advance(1_000_000);
		sending.collect();
		expect(driver.cable.frames.map((frame) => frame.length)).toEqual([1000, 1000]);
		expect(sending.ended).toBe(1);
	});

	it('after overflow ends in the same way, and no frame comes twice or changed', async () => {
		const driver = await DriverOnCard.start({ mode: PROMISCUOUS, nsPerByte: 800 });
		const traffic = new Traffic(driver).open();
		for (let round = 0; round < 20; round++) {
			for (let sequence = 0; sequence < 20; sequence++) {
				driver.card.receive(frameBytes(round * 20 + sequence, ETHERNET_MAX));
			}
			driver.settle();
			traffic.collect();
			driver.advance(5_000);
			traffic.collect();
		}
		const found = sequences(traffic);
		expect(found.length).toBeGreaterThanOrEqual(20 * 8);
		expect(
			found.every((sequence, at) => at === 0 || sequence > (found[at - 1] as number)),
		).toBe(true);
		for (const frame of traffic.frames) {
			expect(frame.equals(frameBytes(frame.readUInt32LE(), ETHERNET_MAX))).toBe(true);
		}
		expect(driver.counter('ringResets')).toBe(0);
	});
});

describe('a card that contradicts itself', () => {
	async function working() {
		const driver = await DriverOnCard.start({ mode: PROMISCUOUS });
		return { driver, traffic: new Traffic(driver).open() };
	}

	/** Frames come and go again. */
	function expectRecovered(driver: DriverOnCard, traffic: Traffic): void {
		driver.lie = undefined;
		driver.advance(SEND_PATIENCE_US * 2);
		const before = traffic.frames.length;
		const sent = driver.cable.frames.length;
		driver.arrive(frameBytes(77, 600));
		traffic.send(78, [700]);
		driver.advance(10_000);
		traffic.collect();
		expect(traffic.frames.slice(before)).toEqual([frameBytes(77, 600)]);
		expect(driver.cable.frames.slice(sent)).toHaveLength(1);
	}

	it.each([RING_FIRST - 1, RING_END, 0, 0xff])(
		'and has CURR at %i gets a new ring',
		async (page) => {
			const { driver, traffic } = await working();
			let lies = 1;
			driver.lie = (offset, _size, value) =>
				offset === CURR && isOnPage1(driver) && lies-- > 0 ? page : value;
			driver.arrive(frameBytes(1, 60));
			expect(driver.counter('ringResets')).toBe(1);
			expect(driver.log).toMatch(/the ring has a place to write that is not in it/);
			expectRecovered(driver, traffic);
		},
	);

	it('and has a senseless head gets a new ring, after the frames before it', async () => {
		const { driver, traffic } = await working();
		for (let sequence = 0; sequence < 3; sequence++) {
			driver.card.receive(frameBytes(sequence, 60));
		}
		let heads = 0;
		driver.lie = (offset, _size, value) => {
			if (offset !== DATA_PORT || value >>> 16 !== 64) return value;
			return heads++ === 2 ? 0xffffffff : value;
		};
		driver.settle();
		traffic.collect();
		expect(traffic.frames).toEqual([frameBytes(0, 60), frameBytes(1, 60), frameBytes(2, 60)]);
		driver.card.receive(frameBytes(3, 60));
		heads = 2;
		driver.settle();
		expect(driver.counter('ringResets')).toBe(1);
		expect(driver.log).toMatch(/the ring has a head that makes no sense at page 0x4f/);
		expectRecovered(driver, traffic);
	});

	it('and never ends remote DMA is set up afresh, its frames are reported as lost', async () => {
		const { driver, traffic } = await working();
		driver.lie = (offset, _size, value) =>
			offset === ISR && !isOnPage1(driver) ? value & ~RDC : value;
		traffic.send(1, [100]);
		expect(driver.counter('ringResets')).toBe(1);
		expect(driver.counter('sendErrors')).toBe(1);
		expect(traffic.ended).toBe(1);
		expectRecovered(driver, traffic);
	});

	it('and never ends a transmission is set up afresh after two seconds', async () => {
		const { driver, traffic } = await working();
		const transmit = driver.cable.transmit;
		driver.cable.transmit = () => Number.MAX_SAFE_INTEGER;
		traffic.send(1, [100, 101, 102]);
		driver.cable.transmit = transmit;
		driver.advance(SEND_PATIENCE_US - 10_000);
		expect(driver.counter('ringResets')).toBe(0);
		driver.advance(20_000);
		expect(driver.counter('ringResets')).toBe(1);
		expect(driver.log).toContain('a frame that it sends does not end');
		expectRecovered(driver, traffic);
	});

	it('and interrupts without a reason is set up afresh', async () => {
		const { driver, traffic } = await working();
		driver.lie = (offset, _size, value) => (offset === ISR ? value | OVW : value);
		for (let count = 0; count < 101; count++) driver.guest.interrupt();
		driver.lie = undefined;
		expectRecovered(driver, traffic);
	});

	it('each time it is set up ends the driver, with a word', async () => {
		const { driver } = await working();
		driver.lie = (offset, _size, value) =>
			offset === CURR && isOnPage1(driver) ? RING_END : value;
		expect(() => {
			for (let sequence = 0; sequence < 10; sequence++) {
				driver.arrive(frameBytes(sequence, 60));
				driver.advance(10_000);
			}
		}).toThrow(/4 times in a row the card was set up and failed: a place to write/);
	});

	it('and is pulled out ends the driver', async () => {
		const { driver } = await working();
		driver.lie = (_offset, size) => 2 ** (8 * size) - 1;
		expect(() => driver.guest.interrupt()).toThrow(/the card is gone/);
	});

	it('and does not come to its reset state cannot be configured', async () => {
		const driver = await DriverOnCard.create();
		driver.guest.start();
		driver.lie = (offset, _size, value) => (offset === ISR ? value & ~RST : value);
		expect(driver.statusOf(driver.configure())).toBe(EIO);
	});
});

describe('a head of the ring', () => {
	it('is taken only if it leads on within the ring, 20,000 at random (seed 3)', async () => {
		const { guest } = await DriverOnCard.create();
		const random = new SeededRandom(3);
		const size = RING_END - RING_FIRST;
		const looks = [0, 0, 0];
		for (let round = 0; round < 20_000; round++) {
			const page = RING_FIRST + random.below(size);
			const current = RING_FIRST + ((page - RING_FIRST + 1 + random.below(size - 1)) % size);
			const next =
				random.below(4) === 0 ? random.below(256) : RING_FIRST + random.below(size);
			const count = random.pick([random.below(0x10000), random.below(2000)]);
			const status = random.pick([1, 0x21, random.below(256)]);
			const judged = guest.judge(status | (next << 8) | (count << 16), page, current);
			const look = judged & 0xff;
			looks[look] = (looks[look] ?? 0) + 1;
			if (look === 2) continue;
			const taken = (next + size - page) % size;
			expect(status & 0x1f).toBe(1);
			expect(next >= RING_FIRST && next < RING_END).toBe(true);
			expect(taken * 256 >= count + 4 && taken <= (current + size - page) % size).toBe(true);
			expect(judged >> 8).toBe(count - 4);
			expect(look === 0).toBe(count - 4 <= ETHERNET_MAX);
		}
		expect(Math.min(...looks)).toBeGreaterThan(10);
	});
});
