import { expect, test } from 'vitest';
import { decodePlain, encodePlain } from '../plain_data.ts';
import * as reg from './dp8390_registers.ts';
import { DATA_PORT, frameTo, STATION, STRANGER, TestNe2000 } from './ne2000.test-support.ts';

const NS_PER_BYTE = 800;

/** Receives, sends and reads remotely, each of which has not ended. */
function inMidTraffic(): TestNe2000 {
	const nic = new TestNe2000(NS_PER_BYTE);
	nic.start();
	for (let index = 0; index < 20; index++) {
		nic.card.receive(frameTo(STATION, 1000, index));
		if (index >= 3) {
			nic.take();
		}
	}
	while (nic.card.canReceive(1514)) {
		nic.card.receive(frameTo(STATION, 1514));
	}
	nic.card.receive(frameTo(STATION, 1514));
	nic.send(frameTo(STRANGER, 200));
	nic.bus.advance(100 * NS_PER_BYTE);
	nic.beginDma(reg.RD_READ, 0x4000, 8);
	nic.ports.read16(DATA_PORT);
	return nic;
}

/** All that a driver sees until everything has ended. */
function finish(nic: TestNe2000): unknown[] {
	const seen: unknown[] = [nic.ports.read32(DATA_PORT), nic.ports.read16(DATA_PORT)];
	for (let index = 0; index < 4; index++) {
		nic.bus.advance(40 * NS_PER_BYTE);
		seen.push(nic.read(reg.CR), nic.read(reg.ISR), nic.bus.interrupt);
	}
	for (let frame = nic.take(); frame; frame = nic.take()) {
		seen.push(frame);
	}
	seen.push(nic.read(reg.CNTR2), nic.read(reg.RSR), nic.cable.roomCalls);
	return seen;
}

test('a card that is restored in mid-traffic goes on as the one that was saved', () => {
	const saved = inMidTraffic();
	const state = encodePlain(saved.card.save());
	const bus = saved.bus.save();
	const restored = new TestNe2000(NS_PER_BYTE);
	restored.card.load(decodePlain(state));
	restored.bus.load(bus);
	const expected = finish(saved);
	expect(finish(restored)).toEqual(expected);
	expect(encodePlain(restored.card.save())).toEqual(encodePlain(saved.card.save()));
});

test('a saved state does not change when the card goes on, and can be loaded again', () => {
	const nic = inMidTraffic();
	const state = nic.card.save();
	const before = encodePlain(state);
	const bus = nic.bus.save();
	const first = finish(nic);
	expect(encodePlain(state)).toEqual(before);
	nic.card.load(state);
	nic.bus.load(bus);
	nic.cable.roomCalls = 0;
	expect(finish(nic)).toEqual(first);
	expect(encodePlain(state)).toEqual(before);
});
