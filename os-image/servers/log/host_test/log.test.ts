/** The log server's ring and its users' lines, compiled to WebAssembly. */
import { beforeAll, describe, expect, it } from 'vitest';
import { compileToWasm, SeededRandom } from '../../../lib/libsys/host_test/wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	io_at(): number;
	reset(end: number): void;
	append(bytes: number): void;
	end(): number;
	clamp(position: number): number;
	piece_at(position: number): number;
	piece_length(): number;
	line(offset: number, bytes: number): number;
}

const RING_BYTES = 65536;
const USER_LINE_MAX = 200;
const TEXT_OFFSET = 1024;

let guest: Harness;

beforeAll(async () => {
	guest = (await compileToWasm([
		'os-image/servers/log/ring.c',
		'os-image/servers/log/user_lines.c',
		'os-image/servers/log/host_test/harness.c',
		'os-image/lib/libc/string/memory.c',
	])) as unknown as Harness;
});

const memory = (at: number, length: number) => Buffer.from(guest.memory.buffer, at, length);

function append(text: Buffer): void {
	memory(guest.io_at(), text.length).set(text);
	guest.append(text.length);
}

/** Reads from a position to the end, as the device does. */
function read(from: number): Buffer {
	const pieces: Buffer[] = [];
	let position = guest.clamp(from) >>> 0;
	for (;;) {
		const at = guest.piece_at(position);
		const length = guest.piece_length();
		if (length === 0) return Buffer.concat(pieces);
		pieces.push(Buffer.from(memory(at, length)));
		position = (position + length) >>> 0;
	}
}

describe('the ring', () => {
	it('gives back what was appended, from any position on', () => {
		guest.reset(0);
		append(Buffer.from('one two '));
		append(Buffer.from('three'));
		expect(read(0).toString()).toBe('one two three');
		expect(read(4).toString()).toBe('two three');
		expect(read(guest.end()).toString()).toBe('');
	});

	it('goes on with the oldest byte when the position was overwritten', () => {
		guest.reset(0);
		const text = Buffer.alloc(RING_BYTES + 1000);
		for (let index = 0; index < text.length; index++) text[index] = index % 251;
		append(text);
		expect(guest.clamp(5)).toBe(1000);
		expect(read(5).equals(text.subarray(1000))).toBe(true);
	});

	it('takes a text that is longer than itself: its end remains', () => {
		guest.reset(0);
		const text = Buffer.alloc(3 * RING_BYTES, 'abcdefg');
		append(text);
		expect(read(0).equals(text.subarray(2 * RING_BYTES))).toBe(true);
	});

	it('is the end of a long text after 300 random appends, positions wrapping around (seed 1)', () => {
		const random = new SeededRandom(1);
		const start = 2 ** 32 - 500_000;
		guest.reset(start);
		let all = Buffer.alloc(0);
		for (let round = 0; round < 300; round++) {
			const piece = Buffer.from(
				Array.from({ length: random.below(6000) }, () => random.below(256)),
			);
			append(piece);
			all = Buffer.concat([all, piece]).subarray(-RING_BYTES);
			const back = random.below(RING_BYTES + 5000);
			const position = (guest.end() - back) >>> 0;
			const expected = back > all.length ? all : all.subarray(all.length - back);
			expect(read(position).equals(expected)).toBe(true);
		}
		expect(guest.end() >>> 0).toBeLessThan(start);
	});
});

describe("a user's line", () => {
	function lines(text: string): string[] {
		const input = Buffer.from(text, 'latin1');
		const found: string[] = [];
		for (let at = 0; at < input.length; ) {
			const rest = input.subarray(at);
			memory(guest.io_at() + TEXT_OFFSET, rest.length).set(rest);
			at += guest.line(TEXT_OFFSET, rest.length);
			found.push(memory(guest.io_at(), guest.piece_length()).toString('latin1'));
		}
		return found;
	}

	it('bears a prefix and ends with a line feed, whether it was written with one or not', () => {
		expect(lines('hello\n')).toEqual(['user: hello\n']);
		expect(lines('hello')).toEqual(['user: hello\n']);
	});

	it('is one of several in one text', () => {
		expect(lines('a\nb\nc')).toEqual(['user: a\n', 'user: b\n', 'user: c\n']);
	});

	it('is dropped when it is empty', () => {
		expect(lines('\n\nx\n')).toEqual(['', '', 'user: x\n']);
	});

	it('has no control characters: an escape sequence is only text', () => {
		expect(lines('\x1b[2J\x00\x07\x7f\x9b\xe4\tz\r\n')).toEqual(['user: ?[2J?????\tz?\n']);
	});

	it('is cut when it is too long, and the rest becomes another', () => {
		const cut = lines('x'.repeat(2 * USER_LINE_MAX + 1));
		expect(cut.map((line) => line.length)).toEqual([
			USER_LINE_MAX + 7,
			USER_LINE_MAX + 7,
			1 + 7,
		]);
	});
});
