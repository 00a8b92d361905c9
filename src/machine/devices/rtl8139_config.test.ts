import { beforeEach, describe, expect, test } from 'vitest';
import { STATION, TestRtl8139 } from './rtl8139.test-support.ts';
import * as reg from './rtl8139_registers.ts';
import { frameTo } from './test_frames.test-support.ts';

let nic: TestRtl8139;

beforeEach(() => {
	nic = new TestRtl8139();
	nic.start();
});

/** Drives the EEPROM's pins as drivers do; gives the bits read while `count` more are clocked. */
function clockEeprom(bits: string, count = 0): number {
	const idle = reg.EEM_PROGRAMMING | reg.EECS;
	nic.ports.write8(reg.CR9346, idle);
	for (const bit of bits.replaceAll(' ', '')) {
		const data = bit === '1' ? reg.EEDI : 0;
		nic.ports.write8(reg.CR9346, idle | data);
		nic.ports.write8(reg.CR9346, idle | data | reg.EESK);
	}
	let value = 0;
	for (let i = 0; i < count; i++) {
		nic.ports.write8(reg.CR9346, idle);
		nic.ports.write8(reg.CR9346, idle | reg.EESK);
		value = (value << 1) | (nic.ports.read8(reg.CR9346) & reg.EEDO);
	}
	nic.ports.write8(reg.CR9346, reg.EEM_PROGRAMMING);
	nic.ports.write8(reg.CR9346, 0);
	return value;
}

const readEeprom = (word: number) => clockEeprom(`1 10 ${word.toString(2).padStart(6, '0')}`, 16);
const writeEeprom = (word: number, value: number) => {
	clockEeprom('1 00 110000');
	const data = value.toString(2).padStart(16, '0');
	clockEeprom(`1 01 ${word.toString(2).padStart(6, '0')} ${data}`);
};

describe('the EEPROM', () => {
	test("has the chip's id, the card's identity and the station address", () => {
		expect([0, 1, 2, 3, 4].map(readEeprom)).toEqual([0x8129, 0x10ec, 0x8139, 0x10ec, 0x8139]);
		const station = [7, 8, 9].map(readEeprom).flatMap((word) => [word & 0xff, word >> 8]);
		expect(station).toEqual([...STATION]);
	});

	test('cannot be reached outside of programming mode', () => {
		for (const mode of [reg.EEM_NORMAL, reg.EEM_CONFIG_WRITE]) {
			nic.ports.write8(reg.CR9346, mode | reg.EECS | reg.EESK | reg.EEDI);
			expect(nic.ports.read8(reg.CR9346)).toBe(mode | reg.EEDO);
		}
	});

	test('is loaded again by auto-load, which is over at once', () => {
		writeEeprom(7, 0x1122);
		expect(nic.ports.read16(reg.IDR0)).toBe(0x4b02);
		nic.ports.write8(reg.CR9346, reg.EEM_AUTO_LOAD);
		expect(nic.ports.read8(reg.CR9346) & reg.EEM_MASK).toBe(reg.EEM_NORMAL);
		expect(nic.ports.read16(reg.IDR0)).toBe(0x1122);
	});

	test('keeps what was written over the reset of the slot', () => {
		writeEeprom(8, 0x3344);
		nic.card.reset();
		expect(nic.ports.read16(reg.IDR0 + 2)).toBe(0x3344);
	});

	test('without its id gives no address', () => {
		writeEeprom(0, 0);
		nic.ports.write8(reg.CR9346, reg.EEM_AUTO_LOAD);
		expect(nic.ports.read32(reg.IDR0)).toBe(0);
	});
});

describe('CONFIG registers', () => {
	test('take writes in config-write mode only', () => {
		nic.ports.write8(reg.CONFIG4, 0x80);
		expect(nic.ports.read8(reg.CONFIG4)).toBe(0);
		nic.ports.write8(reg.CR9346, reg.EEM_CONFIG_WRITE);
		nic.ports.write8(reg.CONFIG4, 0x80);
		nic.ports.write8(reg.CR9346, reg.EEM_NORMAL);
		expect(nic.ports.read8(reg.CONFIG4)).toBe(0x80);
		nic.ports.write8(reg.CR, reg.CR_RST);
		expect(nic.ports.read8(reg.CONFIG4)).toBe(0x80);
		nic.card.reset();
		expect(nic.ports.read8(reg.CONFIG4)).toBe(0);
	});

	test('keep the bits that are fixed', () => {
		nic.ports.write8(reg.CR9346, reg.EEM_CONFIG_WRITE);
		nic.ports.write8(reg.CONFIG0, 0xff);
		nic.ports.write8(reg.CONFIG1, 0x00);
		expect(nic.ports.read8(reg.CONFIG0)).toBe(0);
		expect(nic.ports.read8(reg.CONFIG1)).toBe(reg.CONFIG1_MEMMAP_IOMAP);
	});

	test('do without it for CONFIG5', () => {
		nic.ports.write8(reg.CONFIG5, 0x70);
		expect(nic.ports.read8(reg.CONFIG5)).toBe(0x70);
	});
});

describe('the link', () => {
	test('is up, negotiated, at 100 Mbit/s in full duplex', () => {
		expect(nic.ports.read8(reg.MSR)).toBe(reg.MSR_AUX);
		expect(nic.ports.read16(reg.BMSR)).toBe(
			reg.BMSR_ABILITIES | reg.BMSR_AN_COMPLETE | reg.BMSR_LINK,
		);
		expect(nic.ports.read16(reg.BMCR)).toBe(reg.BMCR_ANE | reg.BMCR_SPD_SET | reg.BMCR_DUPLEX);
		expect(nic.ports.read16(reg.ANLPAR)).toBe(0x45e1);
		expect(nic.ports.read16(reg.ANER)).toBe(reg.ANER_LP_NW_ABLE);
	});

	test('shows and interrupts when it changes, and counts when it is lost', () => {
		nic.card.setLink(false);
		expect(nic.acknowledge()).toBe(reg.INT_PUN);
		expect(nic.ports.read8(reg.MSR) & reg.MSR_LINKB).toBe(reg.MSR_LINKB);
		expect(nic.ports.read16(reg.BMSR)).toBe(reg.BMSR_ABILITIES);
		expect(nic.ports.read16(reg.ANLPAR)).toBe(0);
		nic.card.setLink(false);
		expect(nic.acknowledge()).toBe(0);
		nic.card.setLink(true);
		expect(nic.acknowledge()).toBe(reg.INT_PUN);
		expect(nic.ports.read16(reg.DIS)).toBe(1);
		expect(nic.ports.read16(reg.DIS)).toBe(0);
	});

	test('that is down brings no frames, and holds none back', () => {
		for (let index = 0; index < 8; index++) {
			nic.card.receive(frameTo(STATION, 1016));
		}
		expect(nic.card.canReceive(1016)).toBe(false);
		nic.card.setLink(false);
		expect(nic.cable.roomCalls).toBe(1);
		const { length } = nic.bus.written;
		nic.card.receive(frameTo(STATION, 60));
		expect(nic.bus.written).toHaveLength(length);
	});

	test('is at 10 Mbit/s where only that is advertised, or set by hand', () => {
		nic.ports.write16(reg.ANAR, reg.AN_10FD | reg.AN_SELECTOR_8023);
		expect(nic.ports.read8(reg.MSR) & reg.MSR_SPEED_10).toBe(reg.MSR_SPEED_10);
		nic.ports.write16(reg.BMCR, reg.BMCR_RESET);
		expect(nic.ports.read8(reg.MSR) & reg.MSR_SPEED_10).toBe(0);
		nic.ports.write8(reg.CR9346, reg.EEM_CONFIG_WRITE);
		nic.ports.write16(reg.BMCR, 0);
		expect(nic.ports.read8(reg.MSR) & reg.MSR_SPEED_10).toBe(reg.MSR_SPEED_10);
	});

	test('has its speed, duplex and negotiation changed in config-write mode only', () => {
		const before = nic.ports.read16(reg.BMCR);
		nic.ports.write16(reg.BMCR, 0);
		expect(nic.ports.read16(reg.BMCR)).toBe(before);
		nic.ports.write8(reg.CR9346, reg.EEM_CONFIG_WRITE);
		nic.ports.write16(reg.BMCR, reg.BMCR_ANE | reg.BMCR_RESTART_AN);
		expect(nic.ports.read16(reg.BMCR)).toBe(reg.BMCR_ANE);
	});
});
