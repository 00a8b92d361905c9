import { expect, test } from 'vitest';
import * as reg from './dp8390_registers.ts';
import {
	BROADCAST,
	DATA_PORT,
	frameTo,
	NO_DMA,
	RESET_PORT,
	RING_START,
	RING_STOP,
	STATION,
	TestNe2000,
} from './ne2000.test-support.ts';

const BUFFER = 0x4000;

test('it is an RTL8029 with 32 ports and INTA#', () => {
	const { card } = new TestNe2000();
	expect(card.identity).toMatchObject({ vendor: 0x10ec, device: 0x8029, interruptPin: 1 });
	expect(card.bars).toEqual([{ kind: 'io', size: 32 }]);
});

test('after power-on it is stopped, and says that it has been reset', () => {
	const { ports } = new TestNe2000();
	expect(ports.read8(reg.CR)).toBe(NO_DMA | reg.CR_STP);
	expect(ports.read8(reg.ISR)).toBe(reg.ISR_RST);
});

test('the PROM has each byte of the station address twice, and a signature of W', () => {
	const nic = new TestNe2000();
	const prom = nic.readMemory(0, 32);
	expect([...prom.subarray(0, 12)]).toEqual([...STATION].flatMap((byte) => [byte, byte]));
	expect([...prom.subarray(28)]).toEqual([0x57, 0x57, 0x57, 0x57]);
});

test.each([RESET_PORT, 0x18])('reading or writing port %i resets the chip', (port) => {
	for (const touch of ['read', 'write']) {
		const nic = new TestNe2000();
		nic.start();
		nic.card.receive(frameTo(STATION));
		expect(nic.bus.interrupt).toBe(true);
		if (touch === 'read') {
			nic.ports.read8(port);
		} else {
			nic.ports.write8(port, 0);
		}
		expect(nic.read(reg.CR)).toBe(NO_DMA | reg.CR_STP);
		expect(nic.read(reg.ISR)).toBe(reg.ISR_RST);
		expect(nic.readOn(2, reg.IMR)).toBe(0);
		expect(nic.bus.interrupt).toBe(false);
		// What the data sheet does not name keeps its value.
		expect(nic.readOn(2, reg.PSTART)).toBe(RING_START);
	}
});

test('a reset of the bus makes all as after power-on, memory included', () => {
	const nic = new TestNe2000();
	nic.start();
	nic.writeMemory(BUFFER, Uint8Array.of(1, 2));
	nic.card.reset();
	expect(nic.readOn(2, reg.PSTART)).toBe(0);
	expect(nic.readOn(1, reg.PAR0)).toBe(0);
	nic.write(reg.DCR, reg.DCR_WTS);
	expect([...nic.readMemory(BUFFER, 2)]).toEqual([0, 0]);
});

test('page 0 identifies an RTL8029, page 3 too', () => {
	const nic = new TestNe2000();
	expect([nic.read(0x0a), nic.read(0x0b)]).toEqual([0x50, 0x43]);
	expect([nic.readOn(3, 0x0e), nic.readOn(3, 0x0f)]).toEqual([0x29, 0x80]);
});

test('page 2 shows what page 0 only takes', () => {
	const nic = new TestNe2000();
	nic.start(reg.RCR_AB | reg.RCR_AM);
	expect(nic.readOn(2, reg.PSTART)).toBe(RING_START);
	expect(nic.readOn(2, reg.PSTOP)).toBe(RING_STOP);
	expect(nic.readOn(2, reg.RCR)).toBe(reg.RCR_AB | reg.RCR_AM);
	expect(nic.readOn(2, reg.DCR)).toBe(0x49);
});

test('a wide access to registers is one to each of them', () => {
	const nic = new TestNe2000();
	nic.ports.write16(reg.PSTART, 0x8046);
	expect(nic.readOn(2, reg.PSTART)).toBe(0x46);
	expect(nic.readOn(2, reg.PSTOP)).toBe(0x80);
	nic.ports.write8(reg.CR, 0x61);
	nic.ports.write32(reg.PAR0, 0x04030201);
	expect(nic.ports.read32(reg.PAR0)).toBe(0x04030201);
});

test('the data port moves bytes, words and double words alike', () => {
	const nic = new TestNe2000();
	nic.write(reg.DCR, reg.DCR_WTS);
	nic.writeMemory(BUFFER, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
	nic.beginDma(reg.RD_READ, BUFFER, 8);
	expect(nic.ports.read32(DATA_PORT)).toBe(0x04030201);
	expect(nic.ports.read16(DATA_PORT)).toBe(0x0605);
	// Word-wide, a byte's access takes a whole word.
	expect(nic.ports.read8(DATA_PORT)).toBe(0x07);
	expect(nic.read(reg.ISR) & reg.ISR_RDC).toBe(reg.ISR_RDC);

	nic.write(reg.DCR, 0);
	nic.beginDma(reg.RD_READ, BUFFER, 7);
	expect(nic.ports.read8(DATA_PORT)).toBe(1);
	expect(nic.ports.read16(DATA_PORT)).toBe(0x0302);
	expect(nic.ports.read32(DATA_PORT)).toBe(0x07060504);
	nic.beginDma(reg.RD_WRITE, BUFFER, 4);
	nic.ports.write32(DATA_PORT, 0xa4a3a2a1);
	nic.beginDma(reg.RD_READ, BUFFER, 4);
	expect(nic.ports.read32(DATA_PORT)).toBe(0xa4a3a2a1);
});

test('remote DMA ends with its byte count, and moves nothing more', () => {
	const nic = new TestNe2000();
	nic.write(reg.DCR, reg.DCR_WTS);
	nic.write(reg.ISR, 0xff);
	nic.beginDma(reg.RD_WRITE, BUFFER, 4);
	nic.ports.write16(DATA_PORT, 0x1111);
	expect(nic.read(reg.ISR) & reg.ISR_RDC).toBe(0);
	nic.ports.write16(DATA_PORT, 0x2222);
	expect(nic.read(reg.ISR) & reg.ISR_RDC).toBe(reg.ISR_RDC);
	nic.ports.write16(DATA_PORT, 0x3333);
	nic.beginDma(reg.RD_READ, BUFFER + 2, 2);
	expect(nic.ports.read16(DATA_PORT)).toBe(0x2222);
	expect(nic.ports.read16(DATA_PORT)).toBe(0xffff);
	expect([...nic.readMemory(BUFFER + 4, 2)]).toEqual([0, 0]);
});

test('remote DMA of no bytes ends at once', () => {
	const nic = new TestNe2000();
	nic.write(reg.ISR, 0xff);
	nic.beginDma(reg.RD_READ, BUFFER, 0);
	expect(nic.read(reg.ISR) & reg.ISR_RDC).toBe(reg.ISR_RDC);
});

test('an abort ends remote DMA without a word', () => {
	const nic = new TestNe2000();
	nic.write(reg.ISR, 0xff);
	nic.beginDma(reg.RD_READ, BUFFER, 16);
	nic.write(reg.CR, NO_DMA | reg.CR_STA);
	expect(nic.ports.read8(DATA_PORT)).toBe(0xff);
	expect(nic.read(reg.ISR) & reg.ISR_RDC).toBe(0);
});

test('remote DMA goes from PSTOP on at PSTART, and tells where it is', () => {
	const nic = new TestNe2000();
	nic.start();
	nic.writeMemory(RING_START << 8, Uint8Array.of(3, 4));
	nic.writeMemory((RING_STOP << 8) - 2, Uint8Array.of(1, 2));
	expect([...nic.readMemory((RING_STOP << 8) - 2, 4)]).toEqual([1, 2, 3, 4]);
	expect(nic.read(reg.CRDA0) | (nic.read(reg.CRDA1) << 8)).toBe((RING_START << 8) + 2);
});

test('double words move the same bytes as words do, whatever the address and the count', () => {
	const nic = new TestNe2000();
	nic.start();
	nic.writeMemory(0x4000, frameTo(STATION, 0x4000));
	for (const page of [0x00, 0x3f, 0x40, RING_STOP - 1, 0xff]) {
		for (let offset = 0xf0; offset < 0x104; offset++) {
			const address = ((page << 8) + offset) & 0xffff;
			for (const count of [16, 17, 18, 19]) {
				const words = nic.readMemory(address, 20);
				nic.beginDma(reg.RD_READ, address, count);
				const longs = Array.from({ length: 5 }, () => nic.ports.read32(DATA_PORT));
				const moved = count + (count & 1);
				const bytes = new Uint8Array(Uint32Array.from(longs).buffer);
				expect(bytes.subarray(0, moved)).toEqual(words.subarray(0, moved));
				expect(bytes.subarray(moved).every((byte) => byte === 0xff)).toBe(true);
			}
		}
	}
});

test('where the board has no memory, reads give all ones and writes are lost', () => {
	const nic = new TestNe2000();
	nic.write(reg.DCR, reg.DCR_WTS);
	for (const address of [0x0020, 0x3ffe, 0x8000, 0xfffe]) {
		nic.writeMemory(address, Uint8Array.of(1, 2));
		expect([...nic.readMemory(address, 2)], `${address}`).toEqual([0xff, 0xff]);
	}
	nic.writeMemory(0, Uint8Array.of(0, 0));
	expect(nic.readMemory(0, 2)[0]).toBe(STATION[0]);
});

test('the send-packet command reads the oldest frame, and gives its pages back', () => {
	const nic = new TestNe2000();
	nic.start();
	nic.write(reg.BNRY, RING_START);
	nic.writeOn(1, reg.CURR, RING_START);
	const frame = frameTo(STATION, 64);
	nic.card.receive(frame);
	nic.write(reg.DCR, 0x48 | reg.DCR_WTS | reg.DCR_AR);
	nic.write(reg.RBCR1, 0x0f);
	nic.write(reg.CR, reg.CR_STA | (reg.RD_SEND_PACKET << reg.CR_RD_SHIFT));
	expect(nic.ports.read32(DATA_PORT)).toBe(0x00440000 | ((RING_START + 1) << 8) | reg.RSR_PRX);
	for (let index = 0; index < 64; index += 4) {
		expect(nic.read(reg.ISR) & reg.ISR_RDC).toBe(0);
		nic.ports.read32(DATA_PORT);
	}
	expect(nic.read(reg.ISR) & reg.ISR_RDC).toBe(reg.ISR_RDC);
	expect(nic.read(reg.BNRY)).toBe(RING_START + 1);
});

test('without the auto-initialise bit the send-packet command does nothing', () => {
	const nic = new TestNe2000();
	nic.start();
	nic.write(reg.RBCR1, 0x0f);
	nic.write(reg.CR, reg.CR_STA | (reg.RD_SEND_PACKET << reg.CR_RD_SHIFT));
	expect(nic.ports.read16(DATA_PORT)).toBe(0xffff);
});

test('the configuration can be changed while it is unlocked, and the EEPROM restores it', () => {
	const nic = new TestNe2000();
	expect(nic.readOn(3, 0x06)).toBe(0x40);
	nic.writeOn(3, 0x06, 0);
	expect(nic.readOn(3, 0x06)).toBe(0x40);
	nic.writeOn(3, 0x01, 0xc0);
	nic.writeOn(3, 0x06, 0);
	expect(nic.readOn(3, 0x06)).toBe(0);
	nic.writeOn(3, 0x01, 0x40);
	expect(nic.readOn(3, 0x06)).toBe(0x40);
	expect(nic.readOn(3, 0x01) & 0xc0).toBe(0);
});

test('without a link the automatic choice of the medium shows coax, and no frame passes', () => {
	const nic = new TestNe2000();
	nic.start();
	expect(nic.readOn(3, 0x03)).toBe(0);
	nic.card.setLink(false);
	expect(nic.readOn(3, 0x03)).toBe(0x04);
	nic.card.receive(frameTo(BROADCAST));
	expect(nic.take()).toBeUndefined();
	nic.send(frameTo(BROADCAST));
	nic.bus.advance(1e6);
	expect(nic.cable.frames).toEqual([]);
	expect(nic.read(reg.TSR)).toBe(reg.TSR_PTX | reg.TSR_CRS);
});

test('with coax chosen the twisted pair is as if unplugged', () => {
	const nic = new TestNe2000();
	nic.start();
	nic.writeOn(3, 0x01, 0xc0);
	nic.writeOn(3, 0x05, 0xc0);
	nic.card.receive(frameTo(BROADCAST));
	expect(nic.take()).toBeUndefined();
	expect(nic.card.canReceive(1514)).toBe(true);
});
