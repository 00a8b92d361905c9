/** Wild programming of an RTL8139: register accesses, frames, links and time by a seed. */

import { assert } from 'vitest';
import { SeededRandom } from '../random.ts';
import type { AccessSize } from './pci_function.ts';
import { RING, RING_BYTES, STATION, TestRtl8139 } from './rtl8139.test-support.ts';
import * as reg from './rtl8139_registers.ts';
import { BROADCAST, frameTo } from './test_frames.test-support.ts';

const SIZES: readonly AccessSize[] = [1, 2, 4];
const LONGEST_FRAME = 5000;
const LONGEST_SENT = reg.TSD_SIZE;
/** Those that start or move something are hit more often than by chance. */
const BUSY_REGISTERS = [
	...[reg.CR, reg.CAPR, reg.RCR, reg.TCR, reg.ISR, reg.IMR, reg.RBSTART, reg.CR9346],
	...[0, 1, 2, 3].flatMap((index) => [reg.TSD0 + 4 * index, reg.TSAD0 + 4 * index]),
	...[reg.TIMER_INT, reg.BMCR],
];

class Dice {
	private readonly random: SeededRandom;

	constructor(seed: number) {
		this.random = new SeededRandom(seed);
	}

	below(end: number): number {
		return (this.random.nextInt32() >>> 0) % end;
	}

	of<T>(choices: readonly T[]): T {
		return choices[this.below(choices.length)] as T;
	}
}

function access(nic: TestRtl8139, dice: Dice): void {
	const size = dice.of(SIZES);
	const anywhere = dice.below(reg.REGISTER_BYTES);
	const wanted = dice.below(2) === 0 ? dice.of(BUSY_REGISTERS) : anywhere;
	const offset = Math.min(wanted, reg.REGISTER_BYTES - size);
	if (dice.below(4) === 0) {
		const value = nic.ports.read(offset, size);
		assert(
			Number.isInteger(value) && value >= 0 && value < 2 ** (8 * size),
			`${size} bytes at register ${offset} read as ${value}`,
		);
	} else {
		const value = dice.of([
			...[dice.below(256), dice.below(0x10000), dice.below(0x100000)],
			dice.below(0x100000000),
		]);
		nic.ports.write(offset, size, value % 2 ** (8 * size));
	}
}

function receive(nic: TestRtl8139, dice: Dice): void {
	const length = dice.of([dice.below(LONGEST_FRAME), 60, 1514]);
	const frame = frameTo(dice.of([STATION, BROADCAST]), Math.max(length, 12), dice.below(256));
	nic.card.canReceive(frame.length);
	nic.card.receive(frame);
}

/** A sensible start followed by one wrong register is what a broken driver does. */
function startAlmostRight(nic: TestRtl8139, dice: Dice): void {
	nic.start(dice.below(0x10000));
	nic.ports.write(dice.of(BUSY_REGISTERS), dice.of(SIZES), dice.below(256));
}

/**
 * Does `steps` of them to one card. It must go on, neither throw nor hang, transfer nothing while
 * it may not master the bus, and work like a new one after a reset.
 */
export function programWildly(seed: number, steps: number): void {
	const dice = new Dice(seed);
	const nic = new TestRtl8139(dice.of([0, 8, 80]));
	for (let step = 0; step < steps; step++) {
		const choice = dice.below(40);
		if (choice === 0) {
			startAlmostRight(nic, dice);
		} else if (choice < 8) {
			receive(nic, dice);
		} else if (choice < 11) {
			nic.bus.advance(dice.below(2_000_000));
		} else if (choice === 11) {
			nic.card.setLink(dice.below(4) > 0);
		} else if (choice === 12) {
			nic.bus.isMaster = dice.below(4) > 0;
		} else {
			const { isMaster, written } = nic.bus;
			written.length = 0;
			access(nic, dice);
			assert(isMaster || written.length === 0, 'it wrote without mastering the bus');
		}
	}
	for (const frame of nic.cable.frames) {
		assert(frame.length <= LONGEST_SENT, `${frame.length} bytes were sent`);
	}
	worksAfterReset(nic);
}

function worksAfterReset(nic: TestRtl8139): void {
	nic.bus.isMaster = true;
	nic.card.setLink(true);
	nic.ports.write8(reg.CR9346, reg.EEM_NORMAL);
	nic.card.reset();
	nic.start(reg.RCR_AAP);
	nic.bus.written.length = 0;
	const frame = frameTo(STATION, 1000);
	nic.card.receive(frame);
	assert(isSame(nic.take()?.frame, frame), 'it received another frame');
	for (const [start, end] of nic.bus.written) {
		assert(start >= RING && end <= RING + RING_BYTES, `it wrote ${start} to ${end}`);
	}
	nic.cable.frames.length = 0;
	nic.send(frame);
	assert(nic.cable.frames.length === 1, 'it sent one frame');
	assert(isSame(nic.cable.frames[0], frame), 'it sent another frame');
}

function isSame(found: Uint8Array | undefined, expected: Uint8Array): boolean {
	return found?.length === expected.length && expected.every((byte, at) => found[at] === byte);
}
