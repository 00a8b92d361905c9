/* The kernel's functions that need no machine: the checksum of programs and formatted text. */
import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileToWasm, SeededRandom } from '../lib/libsys/host_test/wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	input_address(): number;
	output_address(): number;
	crc32_of(length: number, firstPart: number): number;
	format_number(size: number, value: number): number;
	format_long(value: bigint): number;
	format_text(size: number, textOffset: number): number;
}

const CASES = 1_000;
const OUTPUT_SIZE = 512;
const TEXT_OFFSET = 256;

let kernel: Harness;

beforeAll(async () => {
	kernel = (await compileToWasm([
		'os-image/kernel/host_test/harness.c',
		'os-image/kernel/format.c',
	])) as unknown as Harness;
});

function put(bytes: Uint8Array, offset = 0): void {
	new Uint8Array(kernel.memory.buffer, kernel.input_address() + offset).set(bytes);
}

function putText(text: string, offset = 0): void {
	put(new TextEncoder().encode(`${text}\0`), offset);
}

function output(): string {
	const bytes = new Uint8Array(kernel.memory.buffer, kernel.output_address(), OUTPUT_SIZE);
	return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
}

function formatNumber(format: string, value: number): string {
	putText(format);
	kernel.format_number(OUTPUT_SIZE, value);
	return output();
}

describe('the checksum of programs', () => {
	it(`is the CRC-32 that zlib computes, in ${CASES} random blocks read in two parts`, () => {
		const random = new SeededRandom(1);
		for (let n = 0; n < CASES; n++) {
			const block = Uint8Array.from({ length: random.below(600) }, () => random.below(256));
			put(block);
			const first = random.below(block.length + 1);
			expect(kernel.crc32_of(block.length, first) >>> 0).toBe(crc32(block));
		}
	});

	it('tells any single changed bit', () => {
		const block = new Uint8Array(64).fill(0x5a);
		for (let bit = 0; bit < block.length * 8; bit++) {
			const changed = block.slice();
			changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			put(changed);
			expect(kernel.crc32_of(changed.length, 0) >>> 0).not.toBe(crc32(block));
		}
	});
});

describe('formatted text', () => {
	it.each([
		['%d', -7, '-7'],
		['%d', -2147483648, '-2147483648'],
		['%u', -1, '4294967295'],
		['%x', 0xdeadbeef, 'deadbeef'],
		['%08x|', 0xbeef, '0000beef|'],
		['%6u|', 42, '    42|'],
		['%-6u|', 42, '42    |'],
		['%p', 0x1000, '00001000'],
		['%c', 0x4b, 'K'],
		['100%% of %u', 5, '100% of 5'],
		['%q', 0, '%q'],
		['ends with %', 0, 'ends with %'],
	])('of %s and %i is "%s"', (format, value, expected) => {
		expect(formatNumber(format, value)).toBe(expected);
	});

	it('takes numbers of 64 bits', () => {
		putText('%llu');
		kernel.format_long(18446744073709551615n);
		expect(output()).toBe('18446744073709551615');
	});

	it('cuts what does not fit and tells how long it would be', () => {
		putText('abc', TEXT_OFFSET);
		putText('[%s]');
		expect(kernel.format_text(4, TEXT_OFFSET)).toBe(5);
		expect(output()).toBe('[ab');
	});
});
