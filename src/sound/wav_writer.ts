/**
 * Writes what is heard as a WAV file (Microsoft's and IBM's "Multimedia Programming Interface and
 * Data Specifications 1.0", chapter 3): 16 bits, stereo, at the rate of the first sound; gaps are
 * silence, and sounds of other rates are brought to that one.
 */

import type { SoundBlock } from '../machine/api.ts';

const HEAD_BYTES = 44;
const FORMAT_BYTES = 16;
const FORMAT_PCM = 1;
const CHANNELS = 2;
const BITS = 16;
const FRAME_BYTES = (CHANNELS * BITS) / 8;
const PEAK = 32_767;
const US_PER_S = 1e6;
/** Silence is written in pieces of so many frames. */
const SILENCE_FRAMES = 65_536;
/** Of a file's length field, less its head. */
const MAX_DATA_BYTES = 0xffff_ffff - HEAD_BYTES;

/** Where the bytes go. `rewrite` puts them at the file's start once more. */
export interface WavFile {
	append(bytes: Uint8Array): void;
	rewrite(bytes: Uint8Array): void;
}

export class WavWriter {
	private rateHz: number | undefined;
	private startUs = 0;
	private frames = 0;

	constructor(private readonly file: WavFile) {}

	/** Blocks come in order. */
	add(block: SoundBlock): void {
		if (this.rateHz === undefined) {
			this.rateHz = Math.round(block.rateHz);
			this.startUs = block.atUs;
			this.file.append(wavHead(this.rateHz, 0));
		}
		const rateHz = this.rateHz;
		const frameAt = (us: number) => Math.round(((us - this.startUs) * rateHz) / US_PER_S);
		const lengthUs = (block.left.length / block.rateHz) * US_PER_S;
		this.silence(frameAt(block.atUs) - this.frames);
		this.put(block, frameAt(block.atUs + lengthUs) - this.frames);
	}

	/** Completes the file. False when nothing was heard, and so there is nothing in it. */
	close(): boolean {
		if (this.rateHz === undefined) return false;
		this.file.rewrite(wavHead(this.rateHz, this.frames * FRAME_BYTES));
		return true;
	}

	private silence(frames: number): void {
		for (let left = frames; left > 0; left -= SILENCE_FRAMES) {
			this.append(new Int16Array(Math.min(left, SILENCE_FRAMES) * CHANNELS));
		}
	}

	private put({ left, right }: SoundBlock, frames: number): void {
		const samples = new Int16Array(Math.max(0, frames) * CHANNELS);
		for (let frame = 0; frame < frames; frame++) {
			const from = Math.floor((frame * left.length) / frames);
			samples[frame * CHANNELS] = Math.round((left[from] as number) * PEAK);
			samples[frame * CHANNELS + 1] = Math.round((right[from] as number) * PEAK);
		}
		this.append(samples);
	}

	private append(samples: Int16Array): void {
		if (this.frames * FRAME_BYTES + samples.byteLength > MAX_DATA_BYTES) return;
		this.frames += samples.length / CHANNELS;
		this.file.append(new Uint8Array(samples.buffer));
	}
}

function wavHead(rateHz: number, dataBytes: number): Uint8Array {
	const head = new Uint8Array(HEAD_BYTES);
	const view = new DataView(head.buffer);
	const text = (at: number, word: string) => head.set(new TextEncoder().encode(word), at);
	text(0, 'RIFF');
	view.setUint32(4, dataBytes + HEAD_BYTES - 8, true);
	text(8, 'WAVEfmt ');
	view.setUint32(16, FORMAT_BYTES, true);
	view.setUint16(20, FORMAT_PCM, true);
	view.setUint16(22, CHANNELS, true);
	view.setUint32(24, rateHz, true);
	view.setUint32(28, rateHz * FRAME_BYTES, true);
	view.setUint16(32, FRAME_BYTES, true);
	view.setUint16(34, BITS, true);
	text(36, 'data');
	view.setUint32(40, dataBytes, true);
	return head;
}
