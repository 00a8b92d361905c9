import { beforeEach, describe, expect, test } from 'vitest';
import { STATION, TestRtl8139 } from './rtl8139.test-support.ts';
import * as reg from './rtl8139_registers.ts';
import { Registers } from './test_bus.test-support.ts';
import { frameTo, STRANGER } from './test_frames.test-support.ts';

let nic: TestRtl8139;

beforeEach(() => {
	nic = new TestRtl8139();
});

function stationRead(): number[] {
	return Array.from(STATION, (_, index) => nic.ports.read8(reg.IDR0 + index));
}

describe('after power-on', () => {
	test('it is an RTL8139C with 256 bytes of ports and of memory', () => {
		expect(nic.card.identity).toMatchObject({ vendor: 0x10ec, device: 0x8139, revision: 0x10 });
		expect(nic.card.identity.classCode).toBe(0x020000);
		expect(nic.card.bars).toEqual([
			{ kind: 'io', size: 256 },
			{ kind: 'memory', size: 256 },
		]);
		const hardwareVersion = nic.ports.read32(reg.TCR) & 0x7cc00000;
		expect(hardwareVersion).toBe(0x74000000);
		expect(nic.ports.read8(reg.RERID)).toBe(0x10);
	});

	test("the station address is the EEPROM's", () => {
		expect(stationRead()).toEqual([...STATION]);
	});

	test('nothing is sent, received or interrupted', () => {
		nic.sendWith(0, frameTo(STRANGER));
		nic.card.receive(frameTo(STATION));
		nic.ports.write16(reg.IMR, 0xffff);
		expect(nic.ports.read8(reg.CR)).toBe(reg.CR_BUFE);
		expect(nic.ports.read16(reg.ISR)).toBe(0);
		expect(nic.cable.frames).toEqual([]);
		expect(nic.bus.written).toEqual([]);
		expect(nic.bus.interrupt).toBe(false);
	});

	test('all descriptors belong to the driver', () => {
		for (const descriptor of [0, 1, 2, 3]) {
			expect(nic.transmitStatus(descriptor)).toBe(reg.TSD_OWN);
		}
		expect(nic.ports.read16(reg.TSAD)).toBe(0x000f);
	});
});

test('both base address ranges have the same registers', () => {
	const memory = new Registers(nic.card, 1);
	memory.write32(reg.MAR0, 0x12345678);
	expect(nic.ports.read32(reg.MAR0)).toBe(0x12345678);
});

describe('a software reset', () => {
	test('is over at once', () => {
		nic.ports.write8(reg.CR, reg.CR_RST);
		expect(nic.ports.read8(reg.CR) & reg.CR_RST).toBe(0);
	});

	test('takes back what a driver set up, and lowers the interrupt', () => {
		nic.start();
		nic.card.receive(frameTo(STATION));
		expect(nic.bus.interrupt).toBe(true);
		nic.ports.write8(reg.CR, reg.CR_RST);
		expect(nic.bus.interrupt).toBe(false);
		expect(nic.ports.read16(reg.ISR)).toBe(0);
		expect(nic.ports.read16(reg.IMR)).toBe(0);
		expect(nic.ports.read32(reg.RCR)).toBe(0);
		expect(nic.ports.read16(reg.CAPR)).toBe(0xfff0);
		expect(nic.ports.read16(reg.CBR)).toBe(0);
		expect(nic.ports.read8(reg.CR)).toBe(reg.CR_BUFE);
	});

	test('leaves station and multicast addresses alone', () => {
		nic.ports.write32(reg.IDR0, 0x33221102);
		nic.ports.write32(reg.IDR4, 0x5544);
		nic.ports.write32(reg.MAR4, 0x80000001);
		nic.ports.write8(reg.CR, reg.CR_RST);
		expect(stationRead()).toEqual([0x02, 0x11, 0x22, 0x33, 0x44, 0x55]);
		expect(nic.ports.read32(reg.MAR4)).toBe(0x80000001);
	});

	test("silences a dead driver's card: what comes and what was sent reports nothing", () => {
		nic = new TestRtl8139(80);
		nic.start();
		nic.send(frameTo(STRANGER));
		nic.ports.write8(reg.CR, reg.CR_RST);
		nic.bus.written.length = 0;
		nic.bus.advance(1e9);
		nic.card.receive(frameTo(STATION));
		expect(nic.bus.written).toEqual([]);
		expect(nic.ports.read16(reg.ISR)).toBe(0);
		expect(nic.card.canReceive(1514)).toBe(true);
	});
});

test("the slot's reset brings back the EEPROM's station address", () => {
	nic.ports.write32(reg.IDR0, 0);
	nic.ports.write32(reg.MAR0, 0xffffffff);
	nic.card.reset();
	expect(stationRead()).toEqual([...STATION]);
	expect(nic.ports.read32(reg.MAR0)).toBe(0);
});

describe('interrupts', () => {
	test('come while a status bit is set that is not masked', () => {
		nic.start();
		nic.ports.write16(reg.IMR, reg.INT_TOK);
		nic.card.receive(frameTo(STATION));
		expect(nic.ports.read16(reg.ISR)).toBe(reg.INT_ROK);
		expect(nic.bus.interrupt).toBe(false);
		nic.ports.write16(reg.IMR, reg.INT_TOK | reg.INT_ROK);
		expect(nic.bus.interrupt).toBe(true);
		nic.ports.write16(reg.IMR, 0);
		expect(nic.bus.interrupt).toBe(false);
	});

	test('are acknowledged by writing ones to the status', () => {
		nic.start();
		nic.card.receive(frameTo(STATION));
		nic.send(frameTo(STRANGER));
		expect(nic.ports.read16(reg.ISR)).toBe(reg.INT_ROK | reg.INT_TOK);
		nic.ports.write16(reg.ISR, reg.INT_ROK);
		expect(nic.ports.read16(reg.ISR)).toBe(reg.INT_TOK);
		expect(nic.bus.interrupt).toBe(true);
		nic.ports.write8(reg.ISR, reg.INT_TOK);
		expect(nic.bus.interrupt).toBe(false);
	});

	test('of many frames are one until they are acknowledged', () => {
		nic.start();
		for (let index = 0; index < 5; index++) {
			nic.card.receive(frameTo(STATION));
		}
		expect(nic.bus.interrupts).toBe(1);
	});

	test('have a mask without reserved bits', () => {
		nic.ports.write16(reg.IMR, 0xffff);
		expect(nic.ports.read16(reg.IMR)).toBe(reg.INT_ALL);
	});
});

describe('the timer', () => {
	test('counts the PCI clock since it was last written', () => {
		nic.bus.advance(3_000);
		expect(nic.ports.read32(reg.TCTR)).toBe(100);
		nic.ports.write32(reg.TCTR, 5);
		expect(nic.ports.read32(reg.TCTR)).toBe(0);
	});

	test('raises TimeOut when it reaches TimerInt, once a round', () => {
		nic.ports.write16(reg.IMR, reg.INT_TIMEOUT);
		nic.ports.write32(reg.TIMER_INT, 1000);
		nic.bus.advance(29_999);
		expect(nic.bus.interrupt).toBe(false);
		nic.bus.advance(1);
		expect(nic.bus.interrupt).toBe(true);
		expect(nic.acknowledge()).toBe(reg.INT_TIMEOUT);
		nic.bus.advance(1e9);
		expect(nic.ports.read16(reg.ISR)).toBe(0);
		nic.bus.advance(2 ** 32 * 30);
		expect(nic.ports.read16(reg.ISR)).toBe(reg.INT_TIMEOUT);
	});

	test('raises nothing while TimerInt is 0', () => {
		nic.ports.write32(reg.TIMER_INT, 1000);
		nic.ports.write32(reg.TIMER_INT, 0);
		nic.bus.advance(1e12);
		expect(nic.ports.read16(reg.ISR)).toBe(0);
	});
});

test('registers of wake-up patterns keep what is written', () => {
	nic.ports.write32(0x8c, 0xdeadbeef);
	nic.ports.write8(0x8e, 0x55);
	expect(nic.ports.read32(0x8c)).toBe(0xde55beef);
});
