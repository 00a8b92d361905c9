/* The control channel's JSON and base64, as the guest has them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../libsys/host_test/wasm.test-support.ts';
import { ChannelLibrary, compareMutations, MEMBERS_MAX } from './channel.test-support.ts';

let library: ChannelLibrary;

beforeAll(async () => {
	library = await ChannelLibrary.compile();
});

function read(text: string) {
	return library.readJson(new TextEncoder().encode(text));
}

function members(count: number): string {
	return `{${Array.from({ length: count }, (_, n) => `"m${n}":${n}`).join(',')}}`;
}

describe('a flat JSON object', () => {
	it('is read with its members in order, whatever space is between them', () => {
		expect(read(' {\t"b" : "x" , "a":-7,"t":true,\r\n"f":false,"n":null}\n')).toEqual({
			members: [
				['b', 'x'],
				['a', -7n],
				['t', true],
				['f', false],
				['n', null],
			],
		});
	});

	it('may be empty', () => {
		expect(read('{}')).toEqual({ members: [] });
	});

	it('has strings with every escape, decoded to UTF-8', () => {
		const text = '"\\/\b\f\n\r\té漢😀\0';
		const written = '\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u6F22\\ud83d\\uDE00\\u0000';
		expect(read(`{"s":"${written}"}`)).toEqual({ members: [['s', text]] });
	});

	it('has whole numbers of 64 bits', () => {
		expect(read('{"a":-9223372036854775808,"b":9223372036854775807,"c":-0}')).toEqual({
			members: [
				['a', -(2n ** 63n)],
				['b', 2n ** 63n - 1n],
				['c', 0n],
			],
		});
	});

	it(`has up to ${MEMBERS_MAX} members`, () => {
		expect(read(members(MEMBERS_MAX))).toHaveProperty('members.length', MEMBERS_MAX);
		expect(read(members(MEMBERS_MAX + 1))).toEqual({ problem: 'has too many members' });
	});

	it.each([
		['', 'is not a JSON object'],
		['[1]', 'is not a JSON object'],
		['{', 'has a member without a name in quotes'],
		['{"a":1,}', 'has a member without a name in quotes'],
		['{"a" 1}', 'has a name without a colon behind it'],
		['{"a":1 "b":2}', 'lacks a comma or the closing brace'],
		['{"a":1', 'lacks a comma or the closing brace'],
		['{"a":1}}', 'goes on behind its closing brace'],
		['{"a":}', 'has a value that is no string, whole number, true, false or null'],
		['{"a":[1]}', 'has a value that is no string, whole number, true, false or null'],
		['{"a":{}}', 'has a value that is no string, whole number, true, false or null'],
		['{"a":-}', 'has a value that is no string, whole number, true, false or null'],
		['{"a":01}', 'has a number that begins with 0'],
		['{"a":1.5}', 'has a number that is not whole'],
		['{"a":1e3}', 'has a number that is not whole'],
		['{"a":9223372036854775808}', 'has a number beyond 64 bits'],
		['{"a":"x', 'ends within a string'],
		['{"a":"\\', 'ends within a string'],
		['{"a":"\\u12', 'ends within \\u'],
		['{"a":"\\u12g4"}', 'has \\u without four hexadecimal digits'],
		['{"a":"\\ud800"}', 'has half a surrogate pair'],
		['{"a":"\\ud800\\u0041"}', 'has half a surrogate pair'],
		['{"a":"\\udc00"}', 'has half a surrogate pair'],
		['{"a":"\\x41"}', 'has an escape that JSON does not know'],
		['{"a":"tab\there"}', 'has a control character in a string'],
		['{"a":1,"a":2}', 'gives a name twice'],
		['{"a\\u0000b":1}', 'has a NUL in a name'],
	])('cannot be %j, which %s', (text, problem) => {
		expect(read(text)).toEqual({ problem });
	});

	it('is read as JSON.parse reads it, or refused where that throws: 1,000 mutations', () => {
		const seen = compareMutations(library, 1, 1_000);
		expect(seen.read).toBeGreaterThan(30);
		expect(seen.refused).toBeGreaterThan(300);
	});
});

describe('base64', () => {
	it("is Node's, both ways: 1,000 random blocks", () => {
		const random = new SeededRandom(1);
		for (let n = 0; n < 1_000; n++) {
			const block = Uint8Array.from({ length: random.below(200) }, () => random.below(256));
			const text = Buffer.from(block).toString('base64');
			expect(library.encode(block)).toBe(text);
			expect(library.decode(new TextEncoder().encode(text))).toEqual(block);
		}
	});

	it.each([
		['TQ=', 'a length that is no multiple of 4'],
		['T===', 'too much padding'],
		['=TQ=', 'padding in front'],
		['TQ==TQ==', 'padding within'],
		['TQ$=', 'a strange character'],
		['T\nQ=', 'a line break'],
		['TR==', 'bits beyond its last byte'],
		['TWF=', 'bits beyond its last byte, of two'],
	])('refuses %j: %s', (text) => {
		expect(library.decode(new TextEncoder().encode(text))).toBeUndefined();
	});

	it('gives back what it accepts: 1,000 random texts', () => {
		const random = new SeededRandom(2);
		const characters = 'AQgw/+=z\n$';
		let accepted = 0;
		for (let n = 0; n < 1_000; n++) {
			const length = 4 * (1 + random.below(2));
			const text = Array.from({ length }, () => random.pick([...characters])).join('');
			const bytes = library.decode(new TextEncoder().encode(text));
			if (bytes === undefined) continue;
			accepted++;
			expect(library.encode(bytes)).toBe(text);
		}
		expect(accepted).toBeGreaterThan(50);
	});
});
