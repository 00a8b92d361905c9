/**
 * The tunes of the guest's `workload sound` (sound.c says what they are made of). After a driver's
 * end a tune stops anywhere and begins again; what is heard of it has to be right up to there.
 */

import type { Machine, SoundBlock } from '../../machine/api.ts';
import { fillSeeded } from '../../machine/seeded_content.ts';
import type { HostCheck } from './host_check.ts';

/** v86's card gives samples as numbers from -1 to 1: these many steps from the middle on. */
const PEAK_16BIT = 32_767.5;
const PEAK_8BIT = 127.5;
/** Of single precision, in steps of 8 bits; half a step of 16 bits is twice as much. */
const ROUNDING = 0.001;
const SAMPLES_8BIT = 2500;
const SAMPLES_16BIT = 5000;
const MARK = 1;
const SYMBOLS = 4;
const SYMBOL_BITS = 6;
const KIND_CONTENT = 2;

/** One of the two ways in which tunes are played; `Uint16` or `Uint8` samples. */
interface Format {
	readonly samples: number;
	readonly mask: number;
	readonly silence: number;
	readonly read: (heard: number) => number;
}

const EIGHT_BIT: Format = {
	samples: SAMPLES_8BIT,
	mask: 0xff,
	silence: 0x80,
	read: (heard) => Math.round((heard + 1) * PEAK_8BIT) & 0xff,
};
const SIXTEEN_BIT: Format = {
	samples: SAMPLES_16BIT,
	mask: 0xffff,
	silence: 0,
	read: (heard) => Math.round(heard * PEAK_16BIT) & 0xffff,
};

export class SoundCheck implements HostCheck {
	lastRight: number | undefined;
	corrupted = 0;
	lastWrong = '';
	/** What was heard of the tune that is on. Undefined: nothing is, or it was begun unheard. */
	#heard: number[] | undefined;
	#format: Format = EIGHT_BIT;
	/** All of the tune, once its number was heard. */
	#tune: Uint16Array | undefined;
	/** A tune is on whose beginning was not heard, or that has gone wrong: up to the next one. */
	#isLost = true;

	constructor(machine: Machine) {
		machine.audio.onSamples((block) => this.#take(block));
	}

	restart(): void {
		this.lastRight = undefined;
		this.corrupted = 0;
		this.lastWrong = '';
		this.#heard = undefined;
		this.#tune = undefined;
		this.#isLost = true;
	}

	#take({ left, right }: SoundBlock): void {
		for (let frame = 0; frame < left.length; frame++) {
			this.#hear(left[frame] as number);
			// A mono tune is heard in both, of which one says all.
			if (this.#heard && this.#format === SIXTEEN_BIT) this.#hear(right[frame] as number);
		}
	}

	#hear(heard: number): void {
		const format = formatOfMark(heard);
		if (format) {
			this.#heard = [MARK];
			this.#format = format;
			this.#tune = undefined;
			this.#isLost = false;
			return;
		}
		if (this.#heard) this.#goOn(this.#heard, this.#format.read(heard));
		else if (!this.#isLost && !isSilence(heard)) this.#goWrong();
	}

	#goOn(soFar: number[], sample: number): void {
		const index = soFar.length;
		soFar.push(sample);
		if (index === SYMBOLS) this.#tune = tuneOf(numberIn(soFar), this.#format);
		if (this.#tune && sample !== this.#tune[index]) {
			// Of a tune that was broken off the rest of the last piece is silent.
			if (sample === this.#format.silence) this.#heard = undefined;
			else this.#goWrong();
		} else if (this.#tune && index + 1 === this.#format.samples) {
			this.lastRight = numberIn(soFar);
			this.#heard = undefined;
		}
	}

	#goWrong(): void {
		this.corrupted++;
		this.lastWrong = 'a tune is garbled';
		this.#heard = undefined;
		this.#isLost = true;
	}
}

/**
 * The format whose mark that is. The steps of 8 bits lie amid those of 16, so that no sample of the
 * one is taken for the other's.
 */
function formatOfMark(heard: number): Format | undefined {
	if (SIXTEEN_BIT.read(heard) === MARK) return SIXTEEN_BIT;
	const distance = Math.abs((heard + 1) * PEAK_8BIT - MARK);
	return distance < ROUNDING ? EIGHT_BIT : undefined;
}

function isSilence(heard: number): boolean {
	return EIGHT_BIT.read(heard) === EIGHT_BIT.silence || SIXTEEN_BIT.read(heard) === 0;
}

/** The round, in the samples behind the mark. */
function numberIn(samples: readonly number[]): number {
	return samples
		.slice(1, 1 + SYMBOLS)
		.reduce(
			(number, sample, index) => number + (((sample & 0xff) >> 2) << (index * SYMBOL_BITS)),
			0,
		);
}

function tuneOf(number: number, { samples, mask }: Format): Uint16Array {
	const random = new Uint32Array(samples);
	fillSeeded(new Uint8Array(random.buffer), number, 0);
	return Uint16Array.from(random, (word, index) => {
		if (index === 0) return MARK;
		if (index <= SYMBOLS) {
			const symbol = (number >> ((index - 1) * SYMBOL_BITS)) & ((1 << SYMBOL_BITS) - 1);
			return (symbol << 2) | KIND_CONTENT;
		}
		return ((word & ~3) | KIND_CONTENT) & mask;
	});
}
