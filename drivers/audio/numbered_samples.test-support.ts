/**
 * Samples of 16 bits that are all different, none of them silence, in an order that sounds like
 * noise: each is the state of a shift register with a period of 65,535.
 */

const PEAK = 32_767.5;
/** x^16 + x^14 + x^13 + x^11 + 1 is primitive. */
const TAPS = 0xb400;
const PERIOD = 65_535;

const states = new Uint16Array(PERIOD);
const numbers = new Uint16Array(PERIOD + 1);
for (let state = 1, number = 0; number < PERIOD; number++) {
	states[number] = state;
	numbers[state] = number;
	state = (state >> 1) ^ (state & 1 ? TAPS : 0);
}

/** The first so many, at most 65,535. */
export function numberedSamples(count: number): Int16Array {
	return Int16Array.from(states.subarray(0, count), (state) => (state << 16) >> 16);
}

/** Which one a sample is that was heard, from -1 to 1. */
export function numberOf(heard: number): number {
	const sample = Math.round(heard * PEAK);
	return numbers[sample & 0xffff] as number;
}

/** A WAV file, mono. */
export function wavFile(samples: Int16Array, { rateHz }: { rateHz: number }): Uint8Array {
	const head = Buffer.alloc(44);
	head.write('RIFF', 0);
	head.writeUInt32LE(36 + samples.byteLength, 4);
	head.write('WAVEfmt ', 8);
	head.writeUInt32LE(16, 16);
	head.writeUInt16LE(1, 20);
	head.writeUInt16LE(1, 22);
	head.writeUInt32LE(rateHz, 24);
	head.writeUInt32LE(rateHz * 2, 28);
	head.writeUInt16LE(2, 32);
	head.writeUInt16LE(16, 34);
	head.write('data', 36);
	head.writeUInt32LE(samples.byteLength, 40);
	return Buffer.concat([head, Buffer.from(samples.buffer)]);
}
