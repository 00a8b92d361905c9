/** Wild programming of an NE2000: register accesses, frames and time by a seed. */

import { assert, expect } from 'vitest';
import { SeededRandom } from '../random.ts';
import { BROADCAST, frameTo, STATION, TestNe2000 } from './ne2000.test-support.ts';
import type { AccessSize } from './pci_function.ts';

const SIZES: readonly AccessSize[] = [1, 2, 4];
const PORTS = 32;
const LONGEST_FRAME = 3000;

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

function access(nic: TestNe2000, dice: Dice): void {
	const size = dice.of(SIZES);
	const offset = dice.below(PORTS - size + 1);
	if (dice.below(3) === 0) {
		const value = nic.ports.read(offset, size);
		assert(
			Number.isInteger(value) && value >= 0 && value < 2 ** (8 * size),
			`${size} bytes at port ${offset} read as ${value}`,
		);
	} else {
		nic.ports.write(offset, size, dice.of([dice.below(256), dice.below(0x100000000)]));
	}
}

/** A sensible start followed by one wrong register is what a broken driver does. */
function startAlmostRight(nic: TestNe2000, dice: Dice): void {
	nic.start(dice.below(64));
	nic.write(dice.below(16), dice.below(256));
}

function receive(nic: TestNe2000, dice: Dice): void {
	const length = dice.of([dice.below(LONGEST_FRAME), 60, 1514]);
	const frame = frameTo(dice.of([STATION, BROADCAST]), Math.max(length, 12), dice.below(256));
	nic.card.canReceive(frame.length);
	nic.card.receive(frame);
}

/**
 * Does `steps` of them to one card. It must go on, neither throw nor hang, send nothing but
 * Ethernet frames, and work like a new one after a reset.
 */
export function programWildly(seed: number, steps: number): void {
	const dice = new Dice(seed);
	const nic = new TestNe2000(dice.of([0, 8, 800]));
	for (let step = 0; step < steps; step++) {
		const choice = dice.below(40);
		if (choice === 0) {
			startAlmostRight(nic, dice);
		} else if (choice < 6) {
			receive(nic, dice);
		} else if (choice < 9) {
			nic.bus.advance(dice.below(2_000_000));
		} else {
			access(nic, dice);
		}
	}
	for (const frame of nic.cable.frames) {
		assert(frame.length >= 14 && frame.length <= 1518, `${frame.length} bytes were sent`);
	}
	nic.card.reset();
	nic.start();
	const frame = frameTo(STATION, 1000);
	nic.card.receive(frame);
	expect(nic.take()?.bytes.subarray(0, 1000)).toEqual(frame);
}
