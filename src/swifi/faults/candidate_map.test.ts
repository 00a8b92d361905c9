import { describe, expect, test } from 'vitest';
import { Binary } from '../../machine/manifest.ts';
import { SeededRandom } from '../../machine/random.ts';
import { faultTypes, type Mutation } from '../fault.ts';
import { CandidateMap } from './candidate_map.ts';

const FIRST = 0x1000;
const SECOND = 0x1010;
const END = 0x1020;

/** first: push eax; mov ecx, 1; pop eax; ret. second: dec eax; jne -3; ret. INT3 between them. */
const code = new Uint8Array(END - FIRST).fill(0xcc);
code.set([0x50, 0xb9, 1, 0, 0, 0, 0x58, 0xc3]);
code.set([0x48, 0x75, 0xfd, 0xc3], SECOND - FIRST);

const binary = new Binary({
	name: 'tested',
	kind: 'driver',
	sha256: '',
	size: 0,
	text: [FIRST, END],
	symbols: [
		['first', FIRST, 8, 'func'],
		['second', SECOND, 4, 'func'],
	],
	lines: { files: [], table: '' },
});

const mapOf = () => new CandidateMap(binary, code);
const counts = (map: CandidateMap) =>
	Object.fromEntries(faultTypes.map((type) => [type, map.count(type)]));

function draw(map: CandidateMap, type: Mutation['type'], times: number): Mutation[] {
	const random = new SeededRandom(7);
	return Array.from({ length: times }, () => map.pick(type, random)).filter(
		(mutation) => mutation !== undefined,
	);
}

/** Where there are candidates, as far as many draws tell. */
function drawnAddresses(map: CandidateMap, type: Mutation['type']): number[] {
	const addresses = draw(map, type, 500).map(({ address }) => address);
	return [...new Set(addresses)].sort((a, b) => a - b);
}

describe('the candidates of a driver', () => {
	test('are counted for each type, in functions alone', () => {
		expect(counts(mapOf())).toEqual({
			source: 2,
			destination: 3,
			pointer: 0,
			interface: 0,
			loop: 1,
			text: 7,
			nop: 7,
		});
	});

	test('are drawn equally often, however many mutations each has', () => {
		const times = 7_000;
		const addresses = draw(mapOf(), 'text', times).map(({ address }) => address);
		const distinct = drawnAddresses(mapOf(), 'text');
		expect(distinct).toEqual([0x1000, 0x1001, 0x1006, 0x1007, 0x1010, 0x1011, 0x1013]);
		for (const address of distinct) {
			const share = addresses.filter((drawn) => drawn === address).length;
			expect(share).toBeGreaterThan(times / 7 - 150);
			expect(share).toBeLessThan(times / 7 + 150);
		}
	});

	test('are drawn alike by equal seeds, and tell the bytes before and after', () => {
		const drawn = draw(mapOf(), 'destination', 20);
		expect(drawn).toEqual(draw(mapOf(), 'destination', 20));
		for (const { type, address, oldBytes, newBytes } of drawn) {
			expect(type).toBe('destination');
			const start = address - FIRST;
			expect(oldBytes).toEqual(code.slice(start, start + oldBytes.length));
			expect(newBytes).not.toEqual(oldBytes);
		}
	});

	test('are none where a type applies nowhere', () => {
		expect(mapOf().pick('pointer', new SeededRandom(1))).toBeUndefined();
	});

	test('follow what is written, and shift with an instruction that is longer', () => {
		const map = mapOf();
		// mov ecx, 1; pop eax; ret becomes mov cl, 1; add [eax], al; add [eax-61], bl.
		map.update(FIRST + 1, Uint8Array.of(0xb1));
		expect(drawnAddresses(map, 'pointer')).toEqual([0x1003, 0x1005]);
		expect(drawnAddresses(map, 'nop')).toEqual([
			0x1000, 0x1001, 0x1003, 0x1005, 0x1010, 0x1011, 0x1013,
		]);
	});

	test('leave an instruction out that reaches beyond its function', () => {
		const map = mapOf();
		// ret becomes mov eax, imm32.
		map.update(SECOND + 3, Uint8Array.of(0xb8));
		expect(drawnAddresses(map, 'nop')).not.toContain(SECOND + 3);
	});

	test('leave bytes out that are no instruction, and go on behind them', () => {
		const map = mapOf();
		// The opcode FE has no extension 7; F8 is clc.
		map.update(FIRST + 6, Uint8Array.of(0xfe, 0xf8));
		expect(drawnAddresses(map, 'text')).toEqual([
			0x1000, 0x1001, 0x1007, 0x1010, 0x1011, 0x1013,
		]);
	});

	test('are as at first after a restart', () => {
		const map = mapOf();
		const before = counts(map);
		map.update(FIRST, Uint8Array.of(0x90, 0xb1));
		expect(counts(map)).not.toEqual(before);
		map.reset();
		expect(counts(map)).toEqual(before);
	});

	test('are as at first after a restart that comes before anyone asked', () => {
		const map = mapOf();
		map.update(FIRST, Uint8Array.of(0x90, 0xb1));
		map.reset();
		expect(counts(map)).toEqual(counts(mapOf()));
	});

	test('do not change with the bytes that were handed over', () => {
		const text = Buffer.from(code);
		const map = new CandidateMap(binary, text);
		text.fill(0);
		expect(counts(map)).toEqual(counts(mapOf()));
	});

	test('are refused for a text of another length', () => {
		expect(() => new CandidateMap(binary, code.subarray(1))).toThrow('expected the 32');
	});

	test('are refused a change outside the text', () => {
		expect(() => mapOf().update(END - 1, Uint8Array.of(0, 0))).toThrow('leave the text');
	});
});

describe('a mutation is described', () => {
	test('by both instructions, with addresses as they are', () => {
		const [mutation] = draw(mapOf(), 'loop', 1);
		expect(mutation && mapOf().describe(mutation)).toEqual({
			before: 'jne short 0x1010',
			after: 'je short 0x1010',
		});
	});

	test('by what it takes in from behind when it becomes longer', () => {
		const mutation: Mutation = {
			type: 'text',
			address: FIRST,
			oldBytes: Uint8Array.of(0x50),
			newBytes: Uint8Array.of(0xb0),
		};
		expect(mapOf().describe(mutation)).toEqual({ before: 'push eax', after: 'mov al, 0xb9' });
	});

	test('at the end of the text too, where an instruction is cut off', () => {
		const mutation: Mutation = {
			type: 'text',
			address: END - 1,
			oldBytes: Uint8Array.of(0xcc),
			newBytes: Uint8Array.of(0xe8),
		};
		expect(mapOf().describe(mutation)).toEqual({ before: 'int3', after: '(bad)' });
	});
});
