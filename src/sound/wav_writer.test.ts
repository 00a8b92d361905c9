import { expect, test } from 'vitest';
import { WavWriter } from './wav_writer.ts';

const HEAD_BYTES = 44;
const RATE_HZ = 8000;

class MemoryFile {
	bytes: number[] = [];
	append(bytes: Uint8Array): void {
		this.bytes.push(...bytes);
	}
	rewrite(bytes: Uint8Array): void {
		this.bytes.splice(0, bytes.length, ...bytes);
	}
	/** Left and right of each frame. */
	frames(): [number, number][] {
		const view = new DataView(Uint8Array.from(this.bytes).buffer);
		const count = (view.byteLength - HEAD_BYTES) / 4;
		return Array.from({ length: count }, (_, frame) => [
			view.getInt16(HEAD_BYTES + 4 * frame, true),
			view.getInt16(HEAD_BYTES + 4 * frame + 2, true),
		]);
	}
	word(at: number): number {
		return new DataView(Uint8Array.from(this.bytes).buffer).getUint32(at, true);
	}
}

const tone = (level: number, frames: number) => ({
	left: new Float32Array(frames).fill(level),
	right: new Float32Array(frames).fill(-level),
});

test('sound and the silence in between are as long in the file as they were', () => {
	const file = new MemoryFile();
	const writer = new WavWriter(file);
	writer.add({ atUs: 5_000_000, rateHz: RATE_HZ, ...tone(1, 8) });
	writer.add({ atUs: 5_002_000, rateHz: RATE_HZ, ...tone(0.5, 4) });
	expect(writer.close()).toBe(true);
	const loud: [number, number] = [32_767, -32_767];
	const silent: [number, number] = [0, 0];
	expect(file.frames()).toEqual([
		...new Array(8).fill(loud),
		...new Array(8).fill(silent),
		...new Array(4).fill([16_384, -16_383]),
	]);
	expect([file.word(24), file.word(40), file.word(4)]).toEqual([RATE_HZ, 80, 116]);
});

test('a sound of another rate is as long as it was', () => {
	const file = new MemoryFile();
	const writer = new WavWriter(file);
	writer.add({ atUs: 0, rateHz: RATE_HZ, ...tone(1, 8) });
	writer.add({ atUs: 1000, rateHz: 2 * RATE_HZ, ...tone(1, 16) });
	writer.close();
	expect(file.frames().length).toBe(16);
});

test('when nothing was heard there is no file', () => {
	const file = new MemoryFile();
	expect(new WavWriter(file).close()).toBe(false);
	expect(file.bytes).toEqual([]);
});
