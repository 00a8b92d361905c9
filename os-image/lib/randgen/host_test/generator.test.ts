/** The generator of random bytes, compiled to WebAssembly: RFC 8439, and what fast key erasure promises. */
import { createCipheriv } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileToWasm, SeededRandom } from '../../libsys/host_test/wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	key_at(): number;
	nonce_at(): number;
	io_at(): number;
	state_at(): number;
	block(counter: number): void;
	mix(length: number): void;
	fill(length: number): void;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const BLOCK_BYTES = 64;
const RANDOM_BLOCKS = 500;

let guest: Harness;

beforeAll(async () => {
	guest = (await compileToWasm(
		[
			'os-image/lib/randgen/chacha20.c',
			'os-image/lib/randgen/generator.c',
			'os-image/lib/randgen/host_test/harness.c',
			'os-image/lib/libc/string/memory.c',
		],
		['-Ios-image/lib/randgen/include'],
	)) as unknown as Harness;
});

const bytes = (at: number, length: number) => new Uint8Array(guest.memory.buffer, at, length);
const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

function block(key: Uint8Array, nonce: Uint8Array, counter: number): string {
	bytes(guest.key_at(), KEY_BYTES).set(key);
	bytes(guest.nonce_at(), NONCE_BYTES).set(nonce);
	guest.block(counter);
	return Buffer.from(bytes(guest.io_at(), BLOCK_BYTES)).toString('hex');
}

/** The same block by OpenSSL: its initialisation vector is the counter, then the nonce. */
function blockOfNode(key: Uint8Array, nonce: Uint8Array, counter: number): string {
	const iv = Buffer.alloc(16);
	iv.writeUInt32LE(counter);
	iv.set(nonce, 4);
	return createCipheriv('chacha20', key, iv).update(Buffer.alloc(BLOCK_BYTES)).toString('hex');
}

describe('the ChaCha20 block function', () => {
	it('gives the key stream of RFC 8439, 2.3.2', () => {
		const key = Uint8Array.from({ length: KEY_BYTES }, (_, index) => index);
		const nonce = hex('000000090000004a00000000');
		expect(block(key, nonce, 1)).toBe(
			'10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e' +
				'd2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e',
		);
	});

	it('gives the key stream of RFC 8439, appendix A.1, test vector 1', () => {
		expect(block(new Uint8Array(KEY_BYTES), new Uint8Array(NONCE_BYTES), 0)).toBe(
			'76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7' +
				'da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586',
		);
	});

	it(`agrees with OpenSSL's on ${RANDOM_BLOCKS} random keys, nonces and counters (seed 1)`, () => {
		const random = new SeededRandom(1);
		const some = (length: number) => Uint8Array.from({ length }, () => random.below(256));
		for (let round = 0; round < RANDOM_BLOCKS; round++) {
			const key = some(KEY_BYTES);
			const nonce = some(NONCE_BYTES);
			const counter = random.below(2 ** 32);
			expect(block(key, nonce, counter)).toBe(blockOfNode(key, nonce, counter));
		}
	});
});

describe('the generator', () => {
	const state = () => bytes(guest.state_at(), KEY_BYTES);
	const fill = (length: number) => {
		guest.fill(length);
		return Buffer.from(bytes(guest.io_at(), length));
	};
	const mix = (input: Uint8Array) => {
		bytes(guest.io_at(), input.length).set(input);
		guest.mix(input.length);
	};

	beforeEach(() => state().fill(0));

	it('hands out the key stream behind its first block, in any length', () => {
		const stream = createCipheriv('chacha20', Buffer.alloc(KEY_BYTES), Buffer.alloc(16)).update(
			Buffer.alloc(4096),
		);
		for (const length of [1, 63, 64, 65, 1000]) {
			state().fill(0);
			expect(fill(length)).toEqual(stream.subarray(BLOCK_BYTES, BLOCK_BYTES + length));
		}
	});

	it('has another key after each request, of which nothing was handed out', () => {
		const output = fill(1000).toString('hex');
		const key = Buffer.from(state()).toString('hex');
		expect(key).not.toBe('00'.repeat(KEY_BYTES));
		expect(output).not.toContain(key.slice(0, 16));
		expect(fill(1000).toString('hex')).not.toBe(output);
	});

	it('gives the same bytes again only when the same was mixed in', () => {
		mix(Buffer.from('a moment'));
		const first = fill(100);
		state().fill(0);
		mix(Buffer.from('a moment'));
		expect(fill(100)).toEqual(first);
		state().fill(0);
		mix(Buffer.from('b moment'));
		expect(fill(100)).not.toEqual(first);
	});

	it('lets every mixed-in byte count, however long the input is', () => {
		const input = Buffer.alloc(100, 0x61);
		const seen = new Set<string>();
		for (let place = 0; place < input.length; place++) {
			const changed = Buffer.from(input);
			changed[place] = 0x62;
			state().fill(0);
			mix(changed);
			seen.add(fill(16).toString('hex'));
		}
		expect(seen.size).toBe(input.length);
	});

	it('does not take zeros for nothing', () => {
		mix(Buffer.alloc(8));
		expect(Buffer.from(state())).not.toEqual(Buffer.alloc(KEY_BYTES));
	});
});
