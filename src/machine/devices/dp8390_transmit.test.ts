import { describe, expect, test } from 'vitest';
import * as reg from './dp8390_registers.ts';
import { frameCheckSequence } from './ethernet_crc.ts';
import {
	BROADCAST,
	frameTo,
	NO_DMA,
	RESET_PORT,
	STATION,
	STRANGER,
	TestNe2000,
	TRANSMIT_PAGE,
} from './ne2000.test-support.ts';

/** 10 Mbit/s. */
const NS_PER_BYTE = 800;

function started(): TestNe2000 {
	const nic = new TestNe2000(NS_PER_BYTE);
	nic.start();
	return nic;
}

function withCheckSequence(frame: Uint8Array, change = 0): Uint8Array {
	const longer = new Uint8Array(frame.length + 4);
	longer.set(frame);
	new DataView(longer.buffer).setUint32(
		frame.length,
		(frameCheckSequence(frame) ^ change) >>> 0,
		true,
	);
	return longer;
}

describe('a transmission', () => {
	test('gives the cable the frame, and ends when its last bit has left', () => {
		const nic = started();
		const frame = frameTo(STRANGER, 1514);
		nic.send(frame);
		expect(nic.cable.frames).toEqual([frame]);
		expect(nic.read(reg.CR) & reg.CR_TXP).toBe(reg.CR_TXP);
		nic.bus.advance(1514 * NS_PER_BYTE - 1);
		expect(nic.read(reg.ISR) & reg.ISR_PTX).toBe(0);
		nic.bus.advance(1);
		expect(nic.read(reg.ISR) & reg.ISR_PTX).toBe(reg.ISR_PTX);
		expect(nic.read(reg.CR)).toBe(NO_DMA | reg.CR_STA);
		expect(nic.read(reg.TSR)).toBe(reg.TSR_PTX);
		expect(nic.read(reg.NCR)).toBe(0);
		expect(nic.bus.interrupt).toBe(true);
	});

	test('cannot begin before the one before has ended', () => {
		const nic = started();
		nic.send(frameTo(STRANGER));
		nic.transmit(TRANSMIT_PAGE, 60);
		expect(nic.cable.frames).toHaveLength(1);
		nic.bus.advance(60 * NS_PER_BYTE);
		nic.transmit(TRANSMIT_PAGE, 60);
		expect(nic.cable.frames).toHaveLength(2);
	});

	test('does not begin while the chip is stopped', () => {
		const nic = started();
		nic.write(reg.CR, NO_DMA | reg.CR_STP | reg.CR_TXP);
		expect(nic.read(reg.CR) & reg.CR_TXP).toBe(0);
		nic.write(reg.CR, NO_DMA | reg.CR_STA);
		nic.bus.advance(1e9);
		expect(nic.cable.frames).toEqual([]);
	});

	test('under way when the chip is stopped ends, and only then RST is shown', () => {
		const nic = started();
		nic.send(frameTo(STRANGER));
		nic.write(reg.CR, NO_DMA | reg.CR_STP);
		expect(nic.read(reg.ISR) & reg.ISR_RST).toBe(0);
		nic.bus.advance(60 * NS_PER_BYTE);
		expect(nic.read(reg.ISR) & (reg.ISR_RST | reg.ISR_PTX)).toBe(reg.ISR_RST | reg.ISR_PTX);
	});

	test('is forgotten by the reset port', () => {
		const nic = started();
		nic.send(frameTo(STRANGER));
		nic.ports.read8(RESET_PORT);
		nic.bus.advance(1e9);
		expect(nic.read(reg.ISR)).toBe(reg.ISR_RST);
		expect(nic.read(reg.CR) & reg.CR_TXP).toBe(0);
	});

	test.each([
		['no bytes', TRANSMIT_PAGE, 0],
		['less than a header', TRANSMIT_PAGE, 13],
		['too many bytes', TRANSMIT_PAGE, 1519],
		['all bytes there can be', TRANSMIT_PAGE, 0xffff],
		['bytes beyond the memory', 0x7f, 300],
		['bytes in front of the memory', 0x3f, 300],
	])('of %s ends, and no frame is on the cable', (_what, page, length) => {
		const nic = started();
		nic.transmit(page, length);
		nic.bus.advance(0x10000 * NS_PER_BYTE);
		expect(nic.cable.frames).toEqual([]);
		expect(nic.read(reg.ISR) & reg.ISR_PTX).toBe(reg.ISR_PTX);
	});

	test("is not heard by the card's own receiver", () => {
		const nic = started();
		nic.send(frameTo(BROADCAST));
		nic.bus.advance(1e6);
		expect(nic.take()).toBeUndefined();
	});

	test("with the driver's own check sequence passes if that is right", () => {
		const nic = started();
		const frame = frameTo(STRANGER, 60);
		nic.write(reg.TCR, reg.TCR_CRC);
		nic.send(withCheckSequence(frame));
		nic.bus.advance(1e6);
		nic.send(withCheckSequence(frame, 1));
		nic.bus.advance(1e6);
		expect(nic.cable.frames).toEqual([frame]);
	});
});

describe('loopback', () => {
	function loopedBack(mode: number, frame: Uint8Array, transmitBits = 0) {
		const nic = started();
		nic.write(reg.DCR, 0x40 | reg.DCR_WTS);
		nic.write(reg.TCR, (mode << reg.TCR_LB_SHIFT) | transmitBits);
		nic.send(frame);
		nic.bus.advance(1e6);
		return nic;
	}

	test.each([
		[1, reg.TSR_PTX | reg.TSR_CRS | reg.TSR_CDH, 0],
		[2, reg.TSR_PTX | reg.TSR_CDH, 0],
		[3, reg.TSR_PTX, 1],
	])('in mode %i has TSR %i and %i frames on the cable', (mode, status, frames) => {
		const nic = loopedBack(mode, frameTo(STATION));
		expect(nic.read(reg.TSR)).toBe(status);
		expect(nic.cable.frames).toHaveLength(frames);
	});

	test('finds a wrong check sequence while the one generator is the transmitter', () => {
		const nic = loopedBack(1, frameTo(STATION));
		expect(nic.read(reg.RSR)).toBe(reg.RSR_CRC);
	});

	test("checks the driver's own check sequence", () => {
		const frame = frameTo(STATION);
		expect(loopedBack(1, withCheckSequence(frame), reg.TCR_CRC).read(reg.RSR)).toBe(
			reg.RSR_PRX,
		);
		expect(loopedBack(1, withCheckSequence(frame, 2), reg.TCR_CRC).read(reg.RSR)).toBe(
			reg.RSR_CRC,
		);
	});

	test('checks addresses', () => {
		expect(loopedBack(1, frameTo(STRANGER)).read(reg.RSR)).toBe(0);
	});

	test('leaves the end of the frame in the FIFO and nothing in the ring', () => {
		const frame = frameTo(STATION, 0x0145);
		const nic = loopedBack(1, frame);
		const fifo = Array.from({ length: 8 }, () => nic.read(reg.FIFO));
		const sequence = new DataView(withCheckSequence(frame).buffer, frame.length);
		expect(fifo).toEqual([
			frame[frame.length - 1],
			sequence.getUint8(0),
			sequence.getUint8(1),
			sequence.getUint8(2),
			sequence.getUint8(3),
			0x45,
			0x01,
			0x01,
		]);
		expect(nic.take()).toBeUndefined();
	});

	test('without the loopback select bit sends nothing anywhere, but disconnects', () => {
		const nic = started();
		nic.write(reg.TCR, 1 << reg.TCR_LB_SHIFT);
		nic.send(frameTo(STATION));
		nic.bus.advance(1e6);
		expect(nic.cable.frames).toEqual([]);
		expect(nic.read(reg.RSR)).toBe(0);
		expect(nic.read(reg.ISR) & reg.ISR_PTX).toBe(reg.ISR_PTX);
	});
});
