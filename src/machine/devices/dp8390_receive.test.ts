import { describe, expect, test } from 'vitest';
import * as reg from './dp8390_registers.ts';
import { frameCheckSequence, multicastHash } from './ethernet_crc.ts';
import {
	BROADCAST,
	frameTo,
	NO_DMA,
	type ReceivedFrame,
	RING_START,
	RING_STOP,
	STATION,
	STRANGER,
	TestNe2000,
} from './ne2000.test-support.ts';

const GROUP = Uint8Array.of(0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb);
const RING_PAGES = RING_STOP - RING_START;

function started(receiveConfiguration?: number): TestNe2000 {
	const nic = new TestNe2000();
	nic.start(receiveConfiguration);
	return nic;
}

/** Receives frames of one page until there is no room; how many. */
function fill(nic: TestNe2000): number {
	let count = 0;
	while (nic.card.canReceive(60)) {
		nic.card.receive(frameTo(STATION, 60, count));
		count++;
	}
	return count;
}

describe('the ring', () => {
	test('a frame lies behind its head, with the check sequence, and the next page is free', () => {
		const nic = started();
		const frame = frameTo(STATION, 100);
		nic.card.receive(frame);
		const taken = nic.take();
		expect(taken).toMatchObject({ status: reg.RSR_PRX, next: RING_START + 1, count: 104 });
		expect(taken?.bytes.subarray(0, 100)).toEqual(frame);
		const sequence = frameCheckSequence(frame);
		expect([...(taken as ReceivedFrame).bytes.subarray(100)]).toEqual(
			[0, 8, 16, 24].map((shift) => (sequence >>> shift) & 0xff),
		);
		expect(nic.take()).toBeUndefined();
	});

	test('head, frame and check sequence decide how many pages a frame takes', () => {
		for (const [length, pages] of [
			[60, 1],
			[248, 1],
			[249, 2],
			[1514, 6],
		] as const) {
			const nic = started();
			nic.card.receive(frameTo(STATION, length));
			expect(nic.readOn(1, reg.CURR), `${length}`).toBe(RING_START + pages);
		}
	});

	test('frames of all lengths pass unchanged, many times around the end', () => {
		const nic = started();
		for (let length = 60; length <= 1514; length += 7) {
			const frame = frameTo(STATION, length, length);
			nic.card.receive(frame);
			expect(nic.take()?.bytes.subarray(0, length), `${length} bytes`).toEqual(frame);
		}
		expect(nic.read(reg.ISR) & reg.ISR_OVW).toBe(0);
	});

	test('one page stays free, so that a full ring is not an empty one', () => {
		const nic = started();
		// One more is the page of BNRY itself, which drivers keep one behind.
		expect(fill(nic)).toBe(RING_PAGES - 2);
		for (let index = 0; index < RING_PAGES - 2; index++) {
			expect(nic.take()?.bytes.subarray(0, 60)).toEqual(frameTo(STATION, 60, index));
		}
		expect(nic.take()).toBeUndefined();
	});

	test('CURR at BNRY is an empty ring', () => {
		const nic = started();
		nic.write(reg.BNRY, RING_START);
		expect(nic.card.canReceive(1514)).toBe(true);
		expect(fill(nic)).toBe(RING_PAGES - 1);
	});

	test('the address counter shows where the last frame ended', () => {
		const nic = started();
		nic.card.receive(frameTo(STATION, 60));
		const address = nic.read(reg.CLDA0) | (nic.read(reg.CLDA1) << 8);
		expect(address).toBe((RING_START << 8) + 4 + 60 + 4);
	});
});

describe('an overflow', () => {
	function overflown(): TestNe2000 {
		const nic = started();
		fill(nic);
		nic.write(reg.ISR, 0xff);
		nic.card.receive(frameTo(STATION));
		return nic;
	}

	test('raises OVW, shows RST, and counts the frame as missed', () => {
		const nic = overflown();
		expect(nic.read(reg.ISR)).toBe(reg.ISR_OVW | reg.ISR_RST);
		expect(nic.read(reg.RSR) & reg.RSR_MPA).toBe(reg.RSR_MPA);
		expect(nic.read(reg.CNTR2)).toBe(1);
		expect(nic.bus.interrupt).toBe(true);
	});

	test('leaves the frames in the ring as they are', () => {
		const nic = overflown();
		expect(nic.take()?.bytes.subarray(0, 60)).toEqual(frameTo(STATION, 60, 0));
	});

	test('lasts until pages are given back: smaller frames are not taken out of turn', () => {
		const nic = started();
		fill(nic);
		nic.take();
		nic.card.receive(frameTo(STATION, 1514));
		expect(nic.card.canReceive(60)).toBe(false);
		nic.take();
		expect(nic.card.canReceive(60)).toBe(true);
		expect(nic.read(reg.ISR) & reg.ISR_RST).toBe(0);
	});

	test("ends with the data sheet's procedure: stop, loopback, start, empty the ring, resume", () => {
		const nic = overflown();
		nic.write(reg.CR, NO_DMA | reg.CR_STP);
		nic.bus.advance(1_600_000);
		expect(nic.read(reg.ISR) & reg.ISR_RST).toBe(reg.ISR_RST);
		nic.write(reg.RBCR0, 0);
		nic.write(reg.RBCR1, 0);
		nic.write(reg.TCR, 1 << reg.TCR_LB_SHIFT);
		nic.write(reg.CR, NO_DMA | reg.CR_STA);
		// Not connected to the cable yet.
		nic.card.receive(frameTo(STATION, 60, 99));
		let taken = 0;
		while (nic.take()) {
			taken++;
		}
		expect(taken).toBe(RING_PAGES - 2);
		nic.write(reg.ISR, reg.ISR_OVW);
		nic.write(reg.TCR, 0);
		nic.card.receive(frameTo(STATION, 60, 100));
		expect(nic.take()?.bytes.subarray(0, 60)).toEqual(frameTo(STATION, 60, 100));
		expect(nic.read(reg.ISR) & (reg.ISR_OVW | reg.ISR_RST)).toBe(0);
	});

	test('keeps the good status of the frame before, for drivers that poll', () => {
		const nic = overflown();
		expect(nic.read(reg.RSR) & reg.RSR_PRX).toBe(reg.RSR_PRX);
	});
});

describe('flow control', () => {
	test('a card that refused a frame says when there is room for it', () => {
		const nic = started();
		fill(nic);
		expect(nic.card.canReceive(1514)).toBe(false);
		for (let index = 0; index < 5; index++) {
			nic.take();
			expect(nic.cable.roomCalls, `${index}`).toBe(0);
		}
		nic.take();
		expect(nic.cable.roomCalls).toBe(1);
		nic.take();
		expect(nic.cable.roomCalls).toBe(1);
	});

	test('a card that is stopped, in loopback or watching holds nobody up', () => {
		const nic = started();
		fill(nic);
		expect(nic.card.canReceive(60)).toBe(false);
		nic.write(reg.TCR, 1 << reg.TCR_LB_SHIFT);
		expect(nic.cable.roomCalls).toBe(1);
		nic.write(reg.TCR, 0);
		nic.write(reg.RCR, reg.RCR_MON);
		expect(nic.card.canReceive(60)).toBe(true);
		nic.write(reg.RCR, 0);
		expect(nic.card.canReceive(60)).toBe(false);
		nic.write(reg.CR, NO_DMA | reg.CR_STP);
		expect(nic.cable.roomCalls).toBe(2);
	});
});

describe('the filter', () => {
	function takes(receiveConfiguration: number, frame: Uint8Array, hashes: Uint8Array[] = []) {
		const nic = started(receiveConfiguration);
		for (const address of hashes) {
			const hash = multicastHash(address);
			const at = reg.MAR0 + (hash >> 3);
			nic.writeOn(1, at, nic.readOn(1, at) | (1 << (hash & 7)));
		}
		nic.card.receive(frame);
		return nic.take()?.status;
	}

	test('frames to the station are taken whatever the configuration', () => {
		expect(takes(0, frameTo(STATION))).toBe(reg.RSR_PRX);
	});

	test("frames to others are taken with PRO, groups' are not", () => {
		expect(takes(0, frameTo(STRANGER))).toBeUndefined();
		expect(takes(reg.RCR_PRO, frameTo(STRANGER))).toBe(reg.RSR_PRX);
		expect(takes(reg.RCR_PRO, frameTo(GROUP))).toBeUndefined();
	});

	test('broadcast is taken with AB', () => {
		expect(takes(0, frameTo(BROADCAST))).toBeUndefined();
		expect(takes(reg.RCR_AB, frameTo(BROADCAST))).toBe(reg.RSR_PRX | reg.RSR_PHY);
	});

	test('multicast is taken with AM and the bit of its hash', () => {
		expect(takes(reg.RCR_AM, frameTo(GROUP))).toBeUndefined();
		expect(takes(0, frameTo(GROUP), [GROUP])).toBeUndefined();
		expect(takes(reg.RCR_AM, frameTo(GROUP), [GROUP])).toBe(reg.RSR_PRX | reg.RSR_PHY);
	});

	test('runts are taken with AR', () => {
		expect(takes(0, frameTo(STATION, 59))).toBeUndefined();
		expect(takes(reg.RCR_AR, frameTo(STATION, 59))).toBe(reg.RSR_PRX);
		expect(takes(reg.RCR_AR, frameTo(STATION, 13))).toBeUndefined();
	});

	test('a stopped chip takes nothing, and misses nothing', () => {
		const nic = started();
		nic.write(reg.CR, NO_DMA | reg.CR_STP);
		nic.card.receive(frameTo(STATION));
		expect(nic.read(reg.CNTR2)).toBe(0);
		nic.write(reg.CR, NO_DMA | reg.CR_STA);
		expect(nic.take()).toBeUndefined();
	});
});

describe('the tally counters', () => {
	test('monitor mode counts the frames it sees and stores none', () => {
		const nic = started(reg.RCR_MON | reg.RCR_AB);
		nic.card.receive(frameTo(STATION));
		nic.card.receive(frameTo(STRANGER));
		expect(nic.take()).toBeUndefined();
		expect(nic.read(reg.RSR)).toBe(reg.RSR_MPA | reg.RSR_DIS);
		expect(nic.read(reg.CNTR2)).toBe(1);
		expect(nic.read(reg.CNTR2)).toBe(0);
	});

	test('CNT is raised when the upper bit is set, and the count sticks at 192', () => {
		const nic = started(reg.RCR_MON);
		for (let count = 1; count <= 300; count++) {
			nic.card.receive(frameTo(STATION));
			expect(nic.bus.interrupt, `${count}`).toBe(count >= 128);
		}
		expect(nic.read(reg.ISR)).toBe(reg.ISR_CNT);
		nic.write(reg.ISR, reg.ISR_CNT);
		nic.card.receive(frameTo(STATION));
		expect(nic.bus.interrupt).toBe(false);
		expect(nic.read(reg.CNTR2)).toBe(192);
		expect([nic.read(reg.CNTR0), nic.read(reg.CNTR1)]).toEqual([0, 0]);
	});
});

describe('interrupts', () => {
	test('the pin is the level of status and mask', () => {
		const nic = started();
		nic.write(reg.IMR, 0);
		nic.card.receive(frameTo(STATION));
		expect(nic.bus.interrupt).toBe(false);
		nic.write(reg.IMR, reg.ISR_PRX);
		expect(nic.bus.interrupt).toBe(true);
		nic.write(reg.ISR, reg.ISR_PTX);
		expect(nic.bus.interrupt).toBe(true);
		nic.write(reg.ISR, reg.ISR_PRX);
		expect(nic.bus.interrupt).toBe(false);
		expect(nic.read(reg.ISR)).toBe(0);
	});

	test('RST is no interrupt and cannot be cleared by writing', () => {
		const nic = new TestNe2000();
		nic.write(reg.IMR, 0xff);
		nic.write(reg.ISR, 0xff);
		expect(nic.read(reg.ISR)).toBe(reg.ISR_RST);
		expect(nic.bus.interrupt).toBe(false);
	});
});
