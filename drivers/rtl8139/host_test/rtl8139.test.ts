/** The RTL8139's driver on the machine's model of the card, and on cards that fail and lie. */
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';
import * as reg from '../../../src/machine/devices/rtl8139_registers.ts';
import {
	DriverOnCard,
	frameTo,
	MODE_BROADCAST,
	RING_BYTES,
	STATION,
} from './rtl8139.test-support.ts';

const ENODEV = -19;
const FRAME_MAX = 1514;
const FRAME_MIN = 60;
const FRAMES = 1_000;
const HOSTILE_RINGS = 1_500;
const NS_PER_BYTE = 80;
const PATIENCE_US = 100_000n;
const CR_READY = reg.CR_RE | reg.CR_TE;

describe('bringing the card up', () => {
	it('finds its address, link and interrupt line, and lets it master the bus last', async () => {
		const on = await DriverOnCard.power();
		on.client.guest.start(0);
		expect(on.log).toMatch(/^rtl8139: 02:4b:54:00:81:39 at ports 0xc000, interrupt 11/);
		expect(on.bus.isMaster).toBe(true);
		expect(on.client.statusOf(on.client.configure(MODE_BROADCAST))).toBe(0);
		expect(on.read(reg.CR, 1) & CR_READY).toBe(CR_READY);
		expect(on.read(reg.IMR, 2) & (reg.INT_ROK | reg.INT_TOK)).toBe(0);
	});

	it('finds it whatever a predecessor has left behind, and silences it first', async () => {
		const resets: boolean[] = [];
		const on = await DriverOnCard.power(({ card }) => {
			card.write(0, reg.CR9346, 1, 0xc0);
			for (const at of [0, 4]) card.write(0, reg.IDR0 + at, 4, 0xffffffff);
			card.write(0, reg.CR9346, 1, 0);
			card.write(0, reg.RBSTART, 4, 0xfffff000);
			card.write(0, reg.CR, 1, CR_READY);
			card.write(0, reg.RCR, 4, 0xffff);
			card.write(0, reg.IMR, 2, 0xffff);
			card.receive(frameTo(STATION, 1, 100));
		});
		const write = on.write.bind(on);
		on.write = (register, size, value) => {
			if (register === reg.CR && value === reg.CR_RST) resets.push(on.bus.isMaster);
			write(register, size, value);
		};
		on.client.guest.start(0);
		expect(resets).toEqual([false]);
		expect(on.bus.isMaster && on.read(reg.CR, 1) & CR_READY).toBe(0);
		expect(on.log).toMatch(/^rtl8139: 02:4b:54:00:81:39/);
		on.client.configure();
		on.arrive(frameTo(STATION, 2, 100));
		expect(on.take()).toEqual([frameTo(STATION, 2, 100)]);
	});

	it('on a machine without one refuses to be configured', async () => {
		const on = await DriverOnCard.power();
		on.client.guest.start(1);
		expect(on.client.statusOf(on.client.configure())).toBe(ENODEV);
		expect(on.log).toBe('rtl8139: this machine has no such card\n');
	});

	it.each([
		['does not come out of its reset', reg.CR, () => reg.CR_RST, /RST stays set/],
		['never loads its EEPROM', reg.CR9346, () => 0x40, /EEPROM is not loaded/],
		['has a multicast address', reg.IDR0, () => 0x03, /is no station's address/],
	])('that %s is given up in time, with a sentence', async (_name, register, lie, sentence) => {
		const on = await DriverOnCard.power();
		on.lies.set(register, lie);
		expect(on.panicOf(() => on.client.guest.start(0))).toMatch(sentence);
		expect(on.client.guest.passed_us()).toBeLessThan(PATIENCE_US);
	});

	it('leaves frames in the ring alone when it is configured as before', async () => {
		const on = await DriverOnCard.start();
		on.arrive(frameTo(STATION, 1, 100));
		expect(on.client.statusOf(on.client.configure(MODE_BROADCAST))).toBe(0);
		expect(on.take()).toEqual([frameTo(STATION, 1, 100)]);
	});
});

describe('the filter', () => {
	const group = Uint8Array.of(0x01, 0, 0, 0, 0, 0);
	const broadcast = new Uint8Array(6).fill(0xff);
	const stranger = Uint8Array.of(0x02, 0, 0, 0, 0, 1);

	it.each<[string, number, number[], Uint8Array[]]>([
		['the station alone', 0, [], [STATION]],
		['broadcasts', 1, [], [STATION, broadcast]],
		['a group', 0, [0x01], [STATION, group]],
		['all groups', 2, [], [STATION, group]],
		['everything', 4, [], [STATION, group, broadcast, stranger]],
	])('lets in %s', async (_name, mode, multicast, wanted) => {
		const on = await DriverOnCard.start();
		on.client.configure(mode, multicast);
		const all = [STATION, group, broadcast, stranger];
		for (const [index, target] of all.entries()) on.arrive(frameTo(target, index, 100));
		const taken = on.take().map((frame) => frame.subarray(0, STATION.length));
		expect(taken).toEqual(wanted.map((target) => Buffer.from(target)));
	});
});

describe('frames that come', () => {
	it(`arrive whole and in order, ${FRAMES} of all lengths, many times around the ring (seed 1)`, async () => {
		const on = await DriverOnCard.start();
		const random = new SeededRandom(1);
		let arrived = 0;
		let taken = 0;
		while (arrived < FRAMES) {
			for (let burst = random.below(40); burst > 0; burst--) {
				const length = FRAME_MIN + random.below(FRAME_MAX - FRAME_MIN + 1);
				if (on.card.canReceive(length)) on.arrive(frameTo(STATION, arrived++, length));
			}
			for (const frame of on.take()) {
				expect(frame.equals(frameTo(STATION, taken++, frame.length))).toBe(true);
			}
		}
		expect(taken).toBe(arrived);
		expect(on.client.counter('ringResets')).toBe(0);
		expect(on.client.guest.guards_hold()).toBe(1);
	});

	it('while nobody waits for them cost no interrupt, and then one copy for all that a region holds', async () => {
		const on = await DriverOnCard.start();
		for (let sequence = 0; sequence < 24; sequence++) {
			on.arrive(frameTo(STATION, sequence, FRAME_MAX));
		}
		expect(on.bus.interrupts).toBe(0);
		expect(on.client.copiesOf(() => on.take())).toEqual({ calls: 2, parts: 4 });
	});

	it('that find no room are counted, and the others are none the worse', async () => {
		const on = await DriverOnCard.start();
		for (let sequence = 0; sequence < 60; sequence++) {
			on.arrive(frameTo(STATION, sequence, FRAME_MAX));
		}
		const taken = on.take();
		expect(taken.map((frame) => frame.readUInt32LE(STATION.length))).toEqual(
			taken.map((_, sequence) => sequence),
		);
		expect(taken.length + on.client.counter('receiveMissed')).toBe(60);
		on.arrive(frameTo(STATION, 99, 100));
		expect(on.take()).toEqual([frameTo(STATION, 99, 100)]);
	});

	it('that are too long are dropped and counted', async () => {
		const on = await DriverOnCard.start();
		on.arrive(frameTo(STATION, 1, FRAME_MAX + 1));
		on.arrive(frameTo(STATION, 2, 100));
		expect(on.take()).toEqual([frameTo(STATION, 2, 100)]);
		expect(on.client.counter('receiveErrors')).toBe(1);
	});
});

describe('a ring that makes no sense', () => {
	it.each([
		['a head without ROK', 0x0064_0000],
		['a damaged frame', 0x0064_0003],
		['a length of nothing', 0x0000_0001],
		['a length beyond all frames', 0xffff_0001],
	])('(%s) is begun afresh, after the frames before it', async (_name, head) => {
		const on = await DriverOnCard.start();
		on.arrive(frameTo(STATION, 1, 100));
		on.arrive(frameTo(STATION, 2, 100));
		on.ring.writeUInt32LE(head, 108);
		expect(on.take()).toEqual([frameTo(STATION, 1, 100)]);
		expect(on.client.counter('ringResets')).toBe(1);
		expect(on.log).toMatch(/the ring has .* at 0x6c .*: the receiver is set up afresh/);
		on.arrive(frameTo(STATION, 3, 100));
		expect(on.take()).toEqual([frameTo(STATION, 3, 100)]);
	});

	it('with a frame that never ends is begun afresh after a number of looks', async () => {
		const on = await DriverOnCard.start();
		on.arrive(frameTo(STATION, 1, 100));
		on.ring.writeUInt32LE(0x0400_0001, 0);
		for (let looks = 0; looks < 20; looks++) {
			on.take();
			on.client.configure(MODE_BROADCAST);
		}
		expect(on.client.counter('ringResets')).toBe(1);
	});

	it("again and again, with no good frame in between, is the driver's end", async () => {
		const on = await DriverOnCard.start();
		on.lies.set(reg.CBR, () => 3);
		const panic = on.panicOf(() => {
			for (let looks = 0; looks < 5; looks++) {
				on.take();
				on.client.configure(MODE_BROADCAST);
			}
		});
		expect(panic).toMatch(/4 times in a row .* no multiple of 4/);
	});

	it('is the end of a driver that sends well, too', async () => {
		const on = await DriverOnCard.start();
		on.lies.set(reg.CBR, () => 3);
		const panic = on.panicOf(() => {
			for (let looks = 0; looks < 5; looks++) {
				expect(on.client.statusOf(on.client.send(1, 0, [100]))).toBe(1);
				on.take();
				on.client.configure(MODE_BROADCAST);
			}
		});
		expect(panic).toMatch(/4 times in a row/);
	});

	it(`never makes the driver leave its memory, ${HOSTILE_RINGS} rings of garbage (seed 2)`, async () => {
		const random = new SeededRandom(2);
		const on = await DriverOnCard.start();
		for (let round = 0; round < HOSTILE_RINGS; round++) {
			for (let count = random.below(6); count > 0; count--) {
				on.arrive(frameTo(STATION, round, FRAME_MIN + random.below(FRAME_MAX)));
			}
			for (let count = random.below(30); count > 0; count--) {
				const at = random.pick([random.below(RING_BYTES), 4 * random.below(2_000)]);
				on.ring[at] = random.below(256);
			}
			const end = 4 * random.below(RING_BYTES / 4);
			if (random.below(3) === 0) on.lies.set(reg.CBR, () => end);
			for (const frame of on.take()) expect(frame.length).toBeLessThanOrEqual(FRAME_MAX);
			on.lies.clear();
			on.client.guest.clear_log();
			// A good frame in an empty ring: what was wrong is over.
			on.client.configure(round % 2 === 0 ? 0 : MODE_BROADCAST);
			on.arrive(frameTo(STATION, round, 100));
			expect(on.take()).toEqual([frameTo(STATION, round, 100)]);
		}
		expect(on.client.counter('ringResets')).toBeGreaterThan(HOSTILE_RINGS / 10);
		expect(on.client.guest.guards_hold()).toBe(1);
	});
});

describe('frames that are sent', () => {
	it(`go out whole and in order, ${FRAMES} of all lengths by four descriptors (seed 3)`, async () => {
		const on = await DriverOnCard.start(NS_PER_BYTE);
		const random = new SeededRandom(3);
		let given = 0;
		while (given < FRAMES) {
			const lengths = Array.from(
				{ length: 1 + random.below(10) },
				() => 14 + random.below(1_501),
			);
			const id = on.client.send(1, given, lengths);
			given += lengths.length;
			while (!on.client.isAnswered(id)) on.advance(10_000);
			expect(on.client.statusOf(id)).toBe(lengths.length);
		}
		expect(on.cable.frames).toHaveLength(given);
		for (const [sequence, frame] of on.cable.frames.entries()) {
			expect(Buffer.from(frame).readUInt32LE()).toBe(sequence);
			expect(frame.length).toBeGreaterThanOrEqual(FRAME_MIN);
		}
	}, 20_000);

	it('cost no interrupt when the cable takes them at once', async () => {
		const on = await DriverOnCard.start();
		const id = on.client.send(1, 0, Array<number>(10).fill(FRAME_MAX));
		expect(on.client.statusOf(id)).toBe(10);
		expect(on.interrupt()).toBe(0);
	});

	it('that the card has aborted are tried again, and go out when it can', async () => {
		const on = await DriverOnCard.start();
		on.bus.isMaster = false;
		on.lies.set(reg.ISR, (value) => value & ~reg.INT_SERR);
		const id = on.client.send(1, 0, [100]);
		on.bus.isMaster = true;
		for (let interrupts = 0; interrupts < 2; interrupts++) on.client.guest.interrupt();
		expect(on.client.statusOf(id)).toBe(1);
		expect(on.cable.frames).toHaveLength(1);
		expect(on.client.counter('ringResets')).toBe(0);
	});

	it('are lost with a card that can not reach memory, which is set up afresh', async () => {
		const on = await DriverOnCard.start();
		on.bus.isMaster = false;
		const id = on.client.send(1, 0, [100, 100]);
		on.client.guest.interrupt();
		expect(on.client.statusOf(id)).toBe(2);
		expect(on.client.counter('sendErrors')).toBe(2);
		expect(on.log).toMatch(/it could not reach memory: the card is set up afresh/);
		on.bus.isMaster = true;
		expect(on.client.statusOf(on.client.send(1, 0, [100]))).toBe(1);
	});
});

describe('interrupts', () => {
	it('of others on the same line cost a look and nothing else', async () => {
		const on = await DriverOnCard.start();
		for (let count = 0; count < 1_000; count++) expect(on.client.guest.interrupt()).toBe(1);
		expect(on.client.counter('interrupts')).toBe(0);
	});

	it('tell of the link', async () => {
		const on = await DriverOnCard.start();
		for (const isUp of [false, true]) {
			on.card.setLink(isUp);
			on.interrupt();
		}
		expect([0, 1].map((index) => on.client.guest.notice_is_up(index))).toEqual([0, 1]);
	});

	it('without end and reason make the card begin afresh, and at last the driver die', async () => {
		const on = await DriverOnCard.start();
		on.take();
		on.lies.set(reg.ISR, (value) => value | reg.INT_ROK);
		let count = 0;
		const panic = on.panicOf(() => {
			for (; count < 1_000; count++) on.client.guest.interrupt();
		});
		expect(panic).toMatch(/it interrupts without end/);
		expect(count).toBeGreaterThan(400);
		// The first, the second and the fourth time.
		expect(on.log.match(/the card is set up afresh/g)).toHaveLength(3);
	});

	it("of a card that is gone are the driver's end", async () => {
		const on = await DriverOnCard.start();
		on.lies.set(reg.ISR, () => 0xffff);
		expect(on.panicOf(() => on.client.guest.interrupt())).toMatch(/the card is gone/);
	});
});
