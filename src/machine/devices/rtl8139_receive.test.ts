import { beforeEach, describe, expect, test } from 'vitest';
import { frameCheckSequence, multicastHash } from './ethernet_crc.ts';
import { RING, RING_BYTES, STATION, TestRtl8139, USUAL_FILTER } from './rtl8139.test-support.ts';
import * as reg from './rtl8139_registers.ts';
import { BROADCAST, frameTo, STRANGER } from './test_frames.test-support.ts';

/** Of IPv4 all-hosts. */
const GROUP = Uint8Array.of(0x01, 0x00, 0x5e, 0x00, 0x00, 0x01);

let nic: TestRtl8139;

beforeEach(() => {
	nic = new TestRtl8139();
	nic.start();
});

test('a frame is in the ring behind its status and length, with its check sequence', () => {
	const frame = frameTo(STATION, 100);
	nic.card.receive(frame);
	expect([...nic.bus.memory.subarray(RING, RING + 4)]).toEqual([0x01, 0x40, 104, 0]);
	expect(nic.bus.memory.subarray(RING + 4, RING + 104)).toEqual(frame);
	expect(nic.look()).toEqual({
		status: reg.RX_ROK | reg.RX_PAM,
		frame,
		checkSequence: frameCheckSequence(frame),
	});
	expect(nic.ports.read16(reg.CBR)).toBe(108);
	expect(nic.acknowledge()).toBe(reg.INT_ROK);
});

test('frames begin at multiples of four, and BUFE tells when all are taken', () => {
	nic.card.receive(frameTo(STATION, 61));
	expect(nic.ports.read16(reg.CBR)).toBe(72);
	nic.card.receive(frameTo(STATION, 62));
	expect(nic.take()?.frame).toEqual(frameTo(STATION, 61));
	expect(nic.ports.read8(reg.CR) & reg.CR_BUFE).toBe(0);
	expect(nic.take()?.frame).toEqual(frameTo(STATION, 62));
	expect(nic.ports.read8(reg.CR) & reg.CR_BUFE).toBe(reg.CR_BUFE);
});

test('early receive status tells of the last frame', () => {
	nic.card.receive(frameTo(STATION, 100));
	expect(nic.ports.read8(reg.ERSR)).toBe(reg.ERSR_ERGOOD);
	expect(nic.ports.read16(reg.ERBCR)).toBe(104);
	nic.ports.write8(reg.ERSR, reg.ERSR_ERGOOD);
	expect(nic.ports.read8(reg.ERSR)).toBe(0);
});

describe('the filter', () => {
	const statusOf = (frame: Uint8Array, configuration: number): number | undefined => {
		nic.start(configuration);
		nic.card.receive(frame);
		return nic.take()?.status;
	};

	test('takes nothing by itself', () => {
		for (const destination of [STATION, STRANGER, BROADCAST, GROUP]) {
			expect(statusOf(frameTo(destination), 0)).toBeUndefined();
		}
	});

	test('takes frames to the station address with APM', () => {
		const status = reg.RX_ROK | reg.RX_PAM;
		expect(statusOf(frameTo(STATION), reg.RCR_APM)).toBe(status);
		expect(statusOf(frameTo(STRANGER), reg.RCR_APM)).toBeUndefined();
		nic.ports.write32(reg.IDR0, 0x03020102);
		nic.ports.write32(reg.IDR4, 0x0504);
		expect(statusOf(frameTo(STRANGER), reg.RCR_APM)).toBe(status);
	});

	test('takes broadcasts with AB', () => {
		expect(statusOf(frameTo(BROADCAST), reg.RCR_AB)).toBe(reg.RX_ROK | reg.RX_BAR);
		expect(statusOf(frameTo(BROADCAST), reg.RCR_APM | reg.RCR_AM)).toBeUndefined();
	});

	test('takes multicasts with AM if the bit of their hash is set', () => {
		expect(statusOf(frameTo(GROUP), reg.RCR_AM)).toBeUndefined();
		const hash = multicastHash(GROUP);
		nic.ports.write32(hash < 32 ? reg.MAR0 : reg.MAR4, (1 << (hash & 31)) >>> 0);
		expect(statusOf(frameTo(GROUP), reg.RCR_AM)).toBe(reg.RX_ROK | reg.RX_MAR);
		expect(statusOf(frameTo(GROUP), reg.RCR_APM)).toBeUndefined();
	});

	test('takes everything with AAP, and says whose it is', () => {
		expect(statusOf(frameTo(STRANGER), reg.RCR_AAP)).toBe(reg.RX_ROK);
		expect(statusOf(frameTo(STATION), reg.RCR_AAP)).toBe(reg.RX_ROK | reg.RX_PAM);
		expect(statusOf(frameTo(BROADCAST), reg.RCR_AAP)).toBe(reg.RX_ROK | reg.RX_BAR);
		expect(statusOf(frameTo(GROUP), reg.RCR_AAP)).toBe(reg.RX_ROK | reg.RX_MAR);
	});

	test('takes runts with AR, down to eight bytes', () => {
		const runt = reg.RX_ROK | reg.RX_RUNT | reg.RX_PAM;
		expect(statusOf(frameTo(STATION, 59), USUAL_FILTER)).toBeUndefined();
		expect(statusOf(frameTo(STATION, 59), USUAL_FILTER | reg.RCR_AR)).toBe(runt);
		expect(statusOf(frameTo(STATION, 12), USUAL_FILTER | reg.RCR_AR)).toBe(runt);
		const shortest = frameTo(STATION, 12).subarray(0, 7);
		expect(statusOf(shortest, USUAL_FILTER | reg.RCR_AR)).toBeUndefined();
	});

	test('takes frames of more than 4 KB with AER, as an error', () => {
		expect(statusOf(frameTo(STATION, 4092), USUAL_FILTER)).toBe(reg.RX_ROK | reg.RX_PAM);
		expect(statusOf(frameTo(STATION, 4093), USUAL_FILTER)).toBeUndefined();
		nic.start(USUAL_FILTER | reg.RCR_AER);
		nic.card.receive(frameTo(STATION, 4093));
		expect(nic.acknowledge()).toBe(reg.INT_RER);
		expect(nic.ports.read8(reg.ERSR)).toBe(reg.ERSR_ERBAD);
		expect(nic.take()?.status).toBe(reg.RX_LONG | reg.RX_PAM);
	});
});

describe('the ring', () => {
	/** Moves both pointers to a multiple of four. */
	function moveTo(position: number): void {
		for (let left = position; left > 0; left = position - nic.ports.read16(reg.CBR)) {
			// What is left must never be too little for a frame.
			const bytes = left > 1024 ? 512 : left;
			nic.card.receive(frameTo(STATION, bytes - 8));
			nic.take();
		}
		expect(nic.ports.read16(reg.CBR)).toBe(position);
	}

	test.each([4, 8, 64, 996, 1000, 1004])(
		'goes on at its start when %i bytes are left for a frame',
		(left) => {
			moveTo(RING_BYTES - left);
			nic.bus.written.length = 0;
			const frame = frameTo(STATION, 997);
			nic.card.receive(frame);
			expect(nic.take()).toMatchObject({ frame, checkSequence: frameCheckSequence(frame) });
			expect(nic.ports.read16(reg.CBR)).toBe(1008 - left);
			expect(Math.max(...nic.bus.written.map(([, end]) => end))).toBe(RING + RING_BYTES);
		},
	);

	test('with WRAP goes on beyond its end, and the next frame follows at its start', () => {
		nic.start(USUAL_FILTER | reg.RCR_WRAP);
		moveTo(RING_BYTES - 64);
		const frame = frameTo(STATION, 997);
		nic.card.receive(frame);
		const at = RING + RING_BYTES - 64 + 4;
		expect(nic.bus.memory.subarray(at, at + 997)).toEqual(frame);
		expect(nic.ports.read16(reg.CBR)).toBe(1008 - 64);
	});

	test.each([
		[0, 8192],
		[1, 16384],
		[2, 32768],
		[3, 65536],
	])('of RBLEN %i has %i bytes', (code, bytes) => {
		nic.start(USUAL_FILTER | (code << reg.RCR_RBLEN_SHIFT));
		for (let at = 0; at < bytes; at += 1024) {
			expect(nic.ports.read16(reg.CBR)).toBe(at);
			nic.card.receive(frameTo(STATION, 1016));
			nic.ports.write16(reg.CAPR, (at + 1024 - 0x10) & 0xffff);
		}
		expect(nic.ports.read16(reg.CBR)).toBe(0);
	});

	test('of 64 KB has no WRAP', () => {
		nic.start(USUAL_FILTER | reg.RCR_WRAP | (3 << reg.RCR_RBLEN_SHIFT));
		for (let at = 0; at < 65536 - 1024; at += 1024) {
			nic.card.receive(frameTo(STATION, 1016));
			nic.ports.write16(reg.CAPR, (at + 1024 - 0x10) & 0xffff);
		}
		nic.bus.written.length = 0;
		nic.card.receive(frameTo(STATION, 1500));
		expect(Math.max(...nic.bus.written.map(([, end]) => end))).toBe(RING + 65536);
	});

	test('begins anew when the receiver is switched off and on', () => {
		nic.card.receive(frameTo(STATION));
		nic.ports.write8(reg.CR, reg.CR_TE);
		nic.ports.write8(reg.CR, reg.CR_TE | reg.CR_RE);
		expect(nic.ports.read16(reg.CBR)).toBe(0);
		expect(nic.ports.read16(reg.CAPR)).toBe(0xfff0);
		expect(nic.ports.read8(reg.CR) & reg.CR_BUFE).toBe(reg.CR_BUFE);
	});

	test('can be moved where CAPR was set to anything, even in pieces', () => {
		nic.card.receive(frameTo(STATION, 100));
		nic.ports.write8(reg.CAPR, 0x5c);
		nic.ports.write8(reg.CAPR + 1, 0x00);
		expect(nic.ports.read16(reg.CAPR)).toBe(0x005c);
		expect(nic.ports.read8(reg.CR) & reg.CR_BUFE).toBe(reg.CR_BUFE);
	});
});

describe('when the ring is full', () => {
	beforeEach(() => {
		for (let index = 0; index < 7; index++) {
			nic.card.receive(frameTo(STATION, 1016, index));
		}
		nic.acknowledge();
	});

	test('it is never filled up to its last byte', () => {
		nic.card.receive(frameTo(STATION, 1016, 7));
		expect(nic.ports.read16(reg.CBR)).toBe(7 * 1024);
		expect(nic.acknowledge()).toBe(reg.INT_RXOVW);
	});

	test('2 KB wait in the FIFO, and go into the ring when the driver has made room', () => {
		nic.card.receive(frameTo(STATION, 1000, 7));
		expect(nic.acknowledge()).toBe(reg.INT_ROK);
		nic.card.receive(frameTo(STATION, 1016, 8));
		nic.card.receive(frameTo(STATION, 100, 9));
		expect(nic.acknowledge()).toBe(reg.INT_RXOVW);
		expect(nic.ports.read8(reg.ERSR) & reg.ERSR_EROVW).toBe(reg.ERSR_EROVW);
		nic.take();
		expect(nic.acknowledge()).toBe(reg.INT_ROK);
		for (let index = 1; index < 10; index++) {
			const length = index === 7 ? 1000 : index === 9 ? 100 : 1016;
			expect(nic.take()?.frame).toEqual(frameTo(STATION, length, index));
		}
		expect(nic.ports.read32(reg.MPC)).toBe(0);
	});

	test('what finds no room in the FIFO is lost and counted', () => {
		for (let index = 0; index < 4; index++) {
			nic.card.receive(frameTo(STATION, 1016));
		}
		expect(nic.acknowledge()).toBe(reg.INT_RXOVW | reg.INT_FOVW);
		expect(nic.ports.read32(reg.MPC)).toBe(2);
		nic.ports.write32(reg.MPC, 0);
		expect(nic.ports.read32(reg.MPC)).toBe(0);
	});

	test('flow control holds frames back until there is room', () => {
		expect(nic.card.canReceive(1000)).toBe(true);
		expect(nic.card.canReceive(1016)).toBe(false);
		expect(nic.cable.roomCalls).toBe(0);
		nic.take();
		expect(nic.cable.roomCalls).toBe(1);
		expect(nic.card.canReceive(1016)).toBe(true);
		nic.take();
		expect(nic.cable.roomCalls).toBe(1);
	});

	test('a frame that is held back for long is reported as an overflow', () => {
		nic.card.canReceive(1016);
		expect(nic.bus.interrupt).toBe(false);
		nic.card.canReceive(1016);
		expect(nic.acknowledge()).toBe(reg.INT_RXOVW);
		nic.take();
		expect(nic.card.canReceive(1016)).toBe(true);
		expect(nic.acknowledge()).toBe(0);
	});

	test.each([
		['resets the card', () => nic.ports.write8(reg.CR, reg.CR_RST)],
		['switches the receiver off', () => nic.ports.write8(reg.CR, reg.CR_TE)],
		['makes the ring larger', () => nic.ports.write32(reg.RCR, 3 << reg.RCR_RBLEN_SHIFT)],
	])('flow control ends when the driver %s', (_what, act) => {
		expect(nic.card.canReceive(1514)).toBe(false);
		act();
		expect(nic.cable.roomCalls).toBe(1);
		expect(nic.card.canReceive(1514)).toBe(true);
	});
});

describe('a transfer that the bus refuses', () => {
	test('loses the frame, counts it and reports a system error', () => {
		nic.bus.isMaster = false;
		nic.card.receive(frameTo(STATION));
		expect(nic.acknowledge()).toBe(reg.INT_SERR);
		expect(nic.bus.written).toEqual([]);
		expect(nic.ports.read8(reg.CR) & reg.CR_BUFE).toBe(reg.CR_BUFE);
		expect(nic.ports.read32(reg.MPC)).toBe(1);
		nic.bus.isMaster = true;
		nic.card.receive(frameTo(STATION));
		expect(nic.take()?.frame).toEqual(frameTo(STATION));
	});

	test('is one to a ring beyond memory', () => {
		nic.ports.write32(reg.RBSTART, 0xfffff000);
		nic.card.receive(frameTo(STATION));
		expect(nic.acknowledge()).toBe(reg.INT_SERR);
	});
});

test('moving CAPR while nothing was received is reported as an underrun', () => {
	nic.ports.write16(reg.CAPR, 0);
	expect(nic.acknowledge()).toBe(reg.INT_PUN);
});

test('only an enabled receiver takes its configuration', () => {
	nic.ports.write8(reg.CR, reg.CR_TE);
	nic.ports.write32(reg.RCR, 0);
	expect(nic.ports.read32(reg.RCR)).toBe(USUAL_FILTER);
	nic.ports.write8(reg.CR, reg.CR_TE | reg.CR_RE);
	nic.ports.write32(reg.RCR, 0xffffffff);
	expect(nic.ports.read32(reg.RCR)).toBe(reg.RCR_WRITABLE);
});
