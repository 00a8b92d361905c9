import { expect, test } from 'vitest';
import { decodePlain, encodePlain } from '../plain_data.ts';
import { STATION, TestRtl8139 } from './rtl8139.test-support.ts';
import * as reg from './rtl8139_registers.ts';
import { frameTo, STRANGER } from './test_frames.test-support.ts';

const NS_PER_BYTE = 80;

/** A full ring, a frame in the FIFO, three on their way, a timer, and half an EEPROM command. */
function inMidTraffic(): TestRtl8139 {
	const nic = new TestRtl8139(NS_PER_BYTE);
	nic.start();
	for (let index = 0; index < 10; index++) {
		nic.card.receive(frameTo(STATION, 1000, index));
		if (index < 2) {
			nic.take();
		}
	}
	nic.card.canReceive(1514);
	for (let index = 0; index < 3; index++) {
		nic.send(frameTo(STRANGER, 200, index));
	}
	nic.bus.advance(250 * NS_PER_BYTE);
	nic.ports.write32(reg.TIMER_INT, 10_000);
	nic.ports.write8(reg.CR9346, 0x88);
	nic.ports.write8(reg.CR9346, 0x8e);
	return nic;
}

/** All that a driver sees until everything has ended. */
function finish(nic: TestRtl8139): unknown[] {
	const seen: unknown[] = [nic.ports.read8(reg.CR9346)];
	for (let index = 0; index < 4; index++) {
		nic.bus.advance(150 * NS_PER_BYTE);
		seen.push(nic.acknowledge(), nic.ports.read16(reg.TSAD), nic.bus.interrupt);
	}
	nic.send(frameTo(STRANGER, 100));
	nic.bus.advance(1e6);
	for (let frame = nic.take(); frame; frame = nic.take()) {
		seen.push(frame);
	}
	seen.push(nic.acknowledge(), nic.ports.read32(reg.TCTR), nic.cable.roomCalls);
	return seen;
}

/** Another card in the same machine, from a saved state. */
function restore(saved: TestRtl8139): TestRtl8139 {
	const restored = new TestRtl8139(NS_PER_BYTE);
	restored.bus.load(saved.bus.save());
	restored.bus.memory.set(saved.bus.memory);
	restored.card.load(decodePlain(encodePlain(saved.card.save())));
	restored.resumeDriver(saved);
	return restored;
}

test('a card that is restored in mid-traffic goes on as the one that was saved', () => {
	const saved = inMidTraffic();
	const restored = restore(saved);
	const expected = finish(saved);
	expect(finish(restored)).toEqual(expected);
	expect(encodePlain(restored.card.save())).toEqual(encodePlain(saved.card.save()));
});

test('a saved state does not change when the card goes on', () => {
	const nic = inMidTraffic();
	const state = nic.card.save();
	const before = encodePlain(state);
	finish(nic);
	expect(encodePlain(state)).toEqual(before);
});
