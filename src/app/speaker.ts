/*
 * Plays what the guest's sound card plays, through Web Audio, when somebody has switched it on.
 * Guest time and the listener's pass at their own pace: a sound that comes too late begins when it
 * comes, and gaps of the guest are as long here as they are there.
 */
import { signal } from '@preact/signals';
import type { SoundBlock } from '../machine/api.ts';

/** Between what comes and what is heard, so that it does not run dry. */
const leadS = 0.15;
/** A longer silence is not waited for: the guest's clock may run ahead. */
const gapMaxS = 1;
/** What is further ahead than this is dropped: the guest's clock runs faster than the listener's. */
const aheadMaxS = 20;
const usPerS = 1e6;
/** All browsers play what has so many samples a second. */
const rateMinHz = 8000;

export class Speaker {
	readonly isOn = signal(false);
	#context: AudioContext | undefined;
	/** On the context's clock: when all that came has been heard. */
	#endS = 0;
	/** The same in guest time. */
	#endUs = 0;

	/** Browsers want a click for it. */
	async setOn(isOn: boolean): Promise<void> {
		if (isOn === this.isOn.value) return;
		this.isOn.value = isOn;
		const before = this.#context;
		this.#context = isOn ? new AudioContext() : undefined;
		this.#endS = 0;
		await before?.close();
		await this.#context?.resume();
	}

	play(blocks: readonly SoundBlock[]): void {
		if (!this.#context) return;
		for (const block of blocks) this.#play(this.#context, block);
	}

	#play(context: AudioContext, { atUs, rateHz, left, right }: SoundBlock): void {
		const gapS = Math.max(0, (atUs - this.#endUs) / usPerS);
		const wanted = this.#endS + (gapS <= gapMaxS ? gapS : 0);
		const isLate = wanted < context.currentTime;
		const startS = isLate ? context.currentTime + leadS : wanted;
		const durationS = left.length / rateHz;
		this.#endUs = atUs + durationS * usPerS;
		if (startS - context.currentTime > aheadMaxS) return;
		this.#endS = startS + durationS;
		const times = Math.ceil(rateMinHz / rateHz);
		const buffer = context.createBuffer(2, left.length * times, rateHz * times);
		buffer.copyToChannel(repeated(left, times), 0);
		buffer.copyToChannel(repeated(right, times), 1);
		const source = new AudioBufferSourceNode(context, { buffer });
		source.connect(context.destination);
		source.start(startS);
	}
}

/** Each sample so many times. */
function repeated(samples: Float32Array, times: number): Float32Array<ArrayBuffer> {
	return Float32Array.from(
		{ length: samples.length * times },
		(_, index) => samples[Math.floor(index / times)] as number,
	);
}
