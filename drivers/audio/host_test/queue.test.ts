/** The sound driver's queue of fragments: what goes in comes out, in order and in whole frames. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
	compileToWasm,
	SeededRandom,
	TRAP_UNDEFINED,
} from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';

interface Harness {
	readonly memory: WebAssembly.Memory;
	start(): void;
	guards_hold(): number;
	fragment_bytes(rate: number, channels: number, bits: number): number;
	write_bytes(
		rate: number,
		channels: number,
		bits: number,
		value: number,
		length: number,
	): number;
	flush(): void;
	clear(): void;
	ready_count(): number;
	bytes(): number;
	first_start(): number;
	first_length(): number;
	first_rate(): number;
	remove_first(): void;
}

const FRAGMENTS = 4;
const CASES = 1_000;
const STEPS = 30;
const SILENCE_8 = 0x80;

const queue = (await compileToWasm(
	['drivers/audio/queue.c', 'drivers/audio/host_test/harness.c'],
	TRAP_UNDEFINED,
)) as unknown as Harness;

beforeEach(() => queue.start());

/** Takes the oldest fragment out. */
function play(): number[] {
	const bytes = new Uint8Array(
		queue.memory.buffer,
		queue.first_start(),
		queue.first_length(),
	).slice();
	queue.remove_first();
	return [...bytes];
}

describe('the queue', () => {
	it.each([
		[8000, 1, 8, 128],
		[22_050, 1, 16, 1024],
		[44_100, 2, 16, 4096],
		[48_000, 2, 16, 4096],
		[4000, 1, 8, 64],
	])('plays %i Hz, %i channels, %i bits in pieces of %i bytes', (rate, channels, bits, bytes) => {
		expect(queue.fragment_bytes(rate, channels, bits)).toBe(bytes);
	});

	it('takes four fragments and no more, until one was played', () => {
		expect(queue.write_bytes(8000, 1, 8, 0, 10_000)).toBe(FRAGMENTS * 128);
		expect(queue.write_bytes(8000, 1, 8, 0, 1)).toBe(0);
		play();
		expect(queue.write_bytes(8000, 1, 8, 0, 1000)).toBe(128);
	});

	it('has nothing ready before a fragment is full or flushed', () => {
		queue.write_bytes(8000, 1, 8, 0, 127);
		expect([queue.ready_count(), queue.bytes()]).toEqual([0, 127]);
		queue.flush();
		expect([queue.ready_count(), queue.first_length()]).toEqual([1, 127]);
	});

	it('fills the last frame up with silence', () => {
		queue.write_bytes(8000, 2, 8, 7, 3);
		queue.flush();
		expect(play()).toEqual([7, 8, 9, SILENCE_8]);
		queue.write_bytes(8000, 2, 16, 1, 5);
		queue.flush();
		expect(play()).toEqual([1, 2, 3, 4, 5, 0, 0, 0]);
	});

	it('begins a fragment where the format changes', () => {
		queue.write_bytes(8000, 1, 8, 0, 10);
		queue.write_bytes(16_000, 1, 8, 10, 10);
		queue.flush();
		expect([queue.ready_count(), queue.first_rate()]).toEqual([2, 8000]);
		expect(play().length).toBe(10);
		expect(queue.first_rate()).toBe(16_000);
	});

	it('forgets everything when it is cleared', () => {
		queue.write_bytes(8000, 1, 8, 0, 300);
		queue.clear();
		expect([queue.ready_count(), queue.bytes()]).toEqual([0, 0]);
	});

	it(`gives back what it took, in order, in ${CASES.toLocaleString('en')} random runs`, () => {
		for (let seed = 0; seed < CASES; seed++) {
			queue.start();
			const random = new SeededRandom(seed);
			const format = [random.pick([4000, 8000, 44_100]), 1, 8] as const;
			let written = 0;
			let played = 0;
			for (let step = 0; step < STEPS; step++) {
				const kind = random.below(4);
				if (kind < 2) written += queue.write_bytes(...format, written, random.below(3000));
				else if (kind === 2) queue.flush();
				else if (queue.ready_count() > 0) {
					const bytes = play();
					expect(bytes).toEqual(bytes.map((_, index) => (played + index) & 0xff));
					played += bytes.length;
				}
				expect(queue.bytes()).toBe(written - played);
			}
			expect(queue.guards_hold()).toBe(1);
		}
	});
});
