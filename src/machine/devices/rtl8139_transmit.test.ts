import { beforeEach, describe, expect, test } from 'vitest';
import { frameCheckSequence } from './ethernet_crc.ts';
import { BUFFERS, STATION, TestRtl8139 } from './rtl8139.test-support.ts';
import * as reg from './rtl8139_registers.ts';
import { BROADCAST, frameTo, STRANGER } from './test_frames.test-support.ts';

const NS_PER_BYTE = 80;

let nic: TestRtl8139;

beforeEach(() => {
	nic = new TestRtl8139();
	nic.start();
});

test('a frame leaves as it is in memory, and TOK is reported', () => {
	const frame = frameTo(STRANGER, 1514);
	nic.send(frame);
	expect(nic.cable.frames).toEqual([frame]);
	expect(nic.transmitStatus(0)).toBe(reg.TSD_OWN | reg.TSD_TOK | 1514);
	expect(nic.acknowledge()).toBe(reg.INT_TOK);
});

test('a short frame is not padded: that is for the driver to do', () => {
	nic.send(frameTo(STRANGER, 42));
	expect(nic.cable.frames[0]).toHaveLength(42);
});

test('an empty frame reports TOK and leaves nothing', () => {
	nic.sendWith(0, new Uint8Array(0));
	expect(nic.cable.frames).toEqual([]);
	expect(nic.transmitStatus(0)).toBe(reg.TSD_OWN | reg.TSD_TOK);
});

describe('on a cable that takes its time', () => {
	beforeEach(() => {
		nic = new TestRtl8139(NS_PER_BYTE);
		nic.start();
	});

	test("the buffer is the driver's again at once, and TOK comes when the frame has left", () => {
		nic.send(frameTo(STRANGER, 1000));
		expect(nic.transmitStatus(0)).toBe(reg.TSD_OWN | 1000);
		nic.bus.advance(1000 * NS_PER_BYTE - 1);
		expect(nic.bus.interrupt).toBe(false);
		nic.bus.advance(1);
		expect(nic.transmitStatus(0)).toBe(reg.TSD_OWN | reg.TSD_TOK | 1000);
		expect(nic.bus.interrupt).toBe(true);
	});

	test('four frames leave in order, each with its own time', () => {
		for (let index = 0; index < 4; index++) {
			nic.send(frameTo(STRANGER, 100, index));
		}
		const left = () => [0, 1, 2, 3].filter((n) => nic.transmitStatus(n) & reg.TSD_TOK);
		expect(left()).toEqual([]);
		nic.bus.advance(250 * NS_PER_BYTE);
		expect(left()).toEqual([0, 1]);
		expect(nic.ports.read16(reg.TSAD)).toBe(0x300f);
		nic.bus.advance(150 * NS_PER_BYTE);
		expect(left()).toEqual([0, 1, 2, 3]);
		expect(nic.cable.frames.map((frame) => frame[12])).toEqual(
			[0, 1, 2, 3].map((index) => frameTo(STRANGER, 100, index)[12]),
		);
	});

	test('a descriptor that is in use is left alone', () => {
		nic.send(frameTo(STRANGER, 1000));
		nic.ports.write32(reg.TSD0, 60);
		nic.bus.advance(1e9);
		expect(nic.cable.frames).toHaveLength(1);
		expect(nic.transmitStatus(0)).toBe(reg.TSD_OWN | reg.TSD_TOK | 1000);
	});
});

test('descriptors are used in strict order', () => {
	nic.sendWith(1, frameTo(STRANGER, 61));
	nic.sendWith(2, frameTo(STRANGER, 62));
	expect(nic.cable.frames).toEqual([]);
	expect(nic.transmitStatus(1)).toBe(61);
	nic.sendWith(0, frameTo(STRANGER, 60));
	expect(nic.cable.frames.map(({ length }) => length)).toEqual([60, 61, 62]);
	nic.sendWith(3, frameTo(STRANGER, 63));
	nic.sendWith(0, frameTo(STRANGER, 64));
	expect(nic.cable.frames.map(({ length }) => length)).toEqual([60, 61, 62, 63, 64]);
});

test('a descriptor written with OWN set, or in pieces, starts nothing', () => {
	nic.ports.write32(reg.TSAD0, BUFFERS);
	nic.ports.write32(reg.TSD0, reg.TSD_OWN | 60);
	nic.ports.write16(reg.TSD0, 60);
	expect(nic.cable.frames).toEqual([]);
});

test('a transmitter that was switched off and on begins with descriptor 0', () => {
	nic.send(frameTo(STRANGER, 60));
	nic.sendWith(2, frameTo(STRANGER, 62));
	nic.ports.write8(reg.CR, reg.CR_RE);
	nic.ports.write8(reg.CR, reg.CR_RE | reg.CR_TE);
	nic.sendWith(1, frameTo(STRANGER, 71));
	expect(nic.cable.frames).toHaveLength(1);
	nic.sendWith(0, frameTo(STRANGER, 70));
	expect(nic.cable.frames.map(({ length }) => length)).toEqual([60, 70, 71]);
});

describe('a fetch that the bus refuses', () => {
	beforeEach(() => {
		nic.bus.isMaster = false;
		nic.send(frameTo(STRANGER));
		nic.send(frameTo(STRANGER, 61));
	});

	test('aborts, reports a system error, and stops the transmitter', () => {
		expect(nic.transmitStatus(0)).toBe(reg.TSD_OWN | reg.TSD_TABT | 60);
		expect(nic.transmitStatus(1)).toBe(61);
		expect(nic.acknowledge()).toBe(reg.INT_TER | reg.INT_SERR);
		nic.bus.isMaster = true;
		nic.send(frameTo(STRANGER, 62));
		expect(nic.cable.frames).toEqual([]);
	});

	test('is tried again when the abort is cleared', () => {
		nic.bus.isMaster = true;
		nic.ports.write32(reg.TCR, reg.TCR_IFG | reg.TCR_CLRABT);
		expect(nic.cable.frames.map(({ length }) => length)).toEqual([60, 61]);
		expect(nic.transmitStatus(0)).toBe(reg.TSD_OWN | reg.TSD_TOK | 60);
		expect(nic.ports.read32(reg.TCR) & reg.TCR_CLRABT).toBe(0);
	});
});

test('an address beyond memory aborts too', () => {
	nic.ports.write32(reg.TSAD0, 0xfffffff0);
	nic.ports.write32(reg.TSD0, 60);
	expect(nic.transmitStatus(0)).toBe(reg.TSD_OWN | reg.TSD_TABT | 60);
});

test('without a carrier a frame is lost, and its descriptor says so', () => {
	nic.card.setLink(false);
	nic.acknowledge();
	nic.send(frameTo(STRANGER));
	expect(nic.cable.frames).toEqual([]);
	expect(nic.transmitStatus(0)).toBe((reg.TSD_CRS | reg.TSD_OWN | reg.TSD_TOK | 60) >>> 0);
	expect(nic.acknowledge()).toBe(reg.INT_TOK);
});

describe('with the check sequence left to the driver', () => {
	const frame = frameTo(STRANGER, 100);
	const whole = new Uint8Array(104);
	whole.set(frame);
	new DataView(whole.buffer).setUint32(100, frameCheckSequence(frame), true);

	beforeEach(() => {
		nic.ports.write32(reg.TCR, reg.TCR_CRC);
	});

	test('a right one arrives', () => {
		nic.send(whole);
		expect(nic.cable.frames).toEqual([frame]);
	});

	test('a wrong one dies on the way', () => {
		nic.send(frameTo(STRANGER, 104));
		nic.send(new Uint8Array(3));
		expect(nic.cable.frames).toEqual([]);
		expect(nic.transmitStatus(0) & reg.TSD_TOK).toBe(reg.TSD_TOK);
	});
});

describe('in loopback', () => {
	beforeEach(() => {
		nic.ports.write32(reg.TCR, reg.TCR_LBK);
	});

	test('what is sent is received, and does not leave', () => {
		nic.send(frameTo(STATION, 200));
		nic.send(frameTo(STRANGER, 200));
		nic.send(frameTo(BROADCAST, 300));
		expect(nic.cable.frames).toEqual([]);
		expect(nic.take()?.frame).toEqual(frameTo(STATION, 200));
		expect(nic.take()?.frame).toEqual(frameTo(BROADCAST, 300));
		expect(nic.take()).toBeUndefined();
	});

	test('what comes over the cable is not', () => {
		nic.card.receive(frameTo(STATION));
		expect(nic.take()).toBeUndefined();
		expect(nic.card.canReceive(1514)).toBe(true);
	});
});

test('only an enabled transmitter takes its configuration', () => {
	nic.ports.write8(reg.CR, reg.CR_RE);
	nic.ports.write32(reg.TCR, 0x700);
	expect(nic.ports.read32(reg.TCR)).toBe(reg.TCR_VERSION | reg.TCR_IFG);
	nic.ports.write8(reg.CR, reg.CR_RE | reg.CR_TE);
	nic.ports.write32(reg.TCR, 0xffffffff & ~reg.TCR_LBK);
	expect(nic.ports.read32(reg.TCR)).toBe(0x770107f0);
});
