/**
 * The channel library's JSON and base64 as the tests on this machine call them, what JSON.parse
 * makes of the same texts, and the mutations that both are compared on.
 */
import { compileToWasm, SeededRandom } from '../../libsys/host_test/wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	input(length: number): number;
	guards_hold(): number;
	read(): number;
	member_count(): number;
	member_name(index: number): number;
	member_type(index: number): number;
	member_text(index: number): number;
	member_length(index: number): number;
	member_number(index: number): bigint;
	encode(): number;
	encoded_text(): number;
	decode(): number;
}

export type Value = string | bigint | boolean | null;
export type JsonResult = { problem: string } | { members: [string, Value][] };

/** JSON_MEMBERS_MAX of channel/json.h. */
export const MEMBERS_MAX = 16;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

export class ChannelLibrary {
	readonly #c: Harness;

	private constructor(harness: Harness) {
		this.#c = harness;
	}

	static async compile(): Promise<ChannelLibrary> {
		const strings = ['memory', 'scan', 'compare'];
		const exports = await compileToWasm([
			'-Ios-image/lib/channel/include',
			...['host_test/harness.c', 'json.c', 'base64.c'].map(
				(n) => `os-image/lib/channel/${n}`,
			),
			...strings.map((name) => `os-image/lib/libc/string/${name}.c`),
		]);
		return new ChannelLibrary(exports as unknown as Harness);
	}

	/** Reads an object; throws when memory beyond the text was written. */
	readJson(text: Uint8Array): JsonResult {
		this.#put(text);
		const problem = this.#c.read();
		this.#checkGuards();
		if (problem !== 0) return { problem: this.#cString(problem) };
		const members: [string, Value][] = [];
		for (let i = 0; i < this.#c.member_count(); i++) {
			members.push([this.#cString(this.#c.member_name(i)), this.#value(i)]);
		}
		return { members };
	}

	encode(bytes: Uint8Array): string {
		this.#put(bytes);
		const length = this.#c.encode();
		this.#checkGuards();
		return Buffer.from(this.#bytes(this.#c.encoded_text(), length)).toString('latin1');
	}

	/** Undefined when the text is refused. */
	decode(text: Uint8Array): Uint8Array | undefined {
		const address = this.#put(text);
		const length = this.#c.decode();
		this.#checkGuards();
		return length < 0 ? undefined : this.#bytes(address, length);
	}

	#put(bytes: Uint8Array): number {
		const address = this.#c.input(bytes.length);
		new Uint8Array(this.#c.memory.buffer, address).set(bytes);
		return address;
	}

	#checkGuards(): void {
		if (!this.#c.guards_hold()) throw new Error('Memory beyond the text was written.');
	}

	#value(index: number): Value {
		switch (this.#c.member_type(index)) {
			case 0: {
				const bytes = this.#bytes(this.#c.member_text(index), this.#c.member_length(index));
				return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
			}
			case 1:
				return this.#c.member_number(index);
			case 2:
				return this.#c.member_number(index) === 1n;
			default:
				return null;
		}
	}

	#bytes(address: number, length: number): Uint8Array {
		return new Uint8Array(this.#c.memory.buffer, address, length).slice();
	}

	#cString(address: number): string {
		const bytes = new Uint8Array(this.#c.memory.buffer, address);
		return Buffer.from(bytes.subarray(0, bytes.indexOf(0))).toString();
	}
}

/**
 * What the reader has to make of a text, by JSON.parse: the members, or undefined when it must
 * refuse. A text that is not UTF-8 is for nobody to compare: 'unknown'.
 */
export function expectedJson(bytes: Uint8Array): [string, Value][] | undefined | 'unknown' {
	let text: string;
	let value: unknown;
	try {
		text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return 'unknown';
	}
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	const bare = text.replace(/"(\\.|[^"\\])*"|true|false/g, '');
	if (/[[.eE]/.test(bare) || bare.split('{').length > 2) return undefined;
	const numbers = [...bare.matchAll(/-?\d+/g)].map(([digits]) => BigInt(digits));
	if (numbers.some((n) => n < INT64_MIN || n > INT64_MAX)) return undefined;
	// JSON.parse keeps the place of a name that comes twice, or that looks like an index.
	const names = [...text.matchAll(/"((?:\\.|[^"\\])*)"(\s*:)?/g)].filter(([, , colon]) => colon);
	const order = names.map(([, name]) => JSON.parse(`"${name}"`) as string);
	if (order.length > MEMBERS_MAX || new Set(order).size < order.length) return undefined;
	const fields = value as Record<string, string | number | boolean | null>;
	const members = order.map((name): [string, Value] => {
		const field = fields[name] as string | number | boolean | null;
		return [name, typeof field === 'number' ? (numbers.shift() as bigint) : field];
	});
	const strings = members.flatMap(([name, field]) =>
		typeof field === 'string' ? [name, field] : [name],
	);
	if (order.some((name) => name.includes('\0'))) return undefined;
	return strings.every((string) => isWhole(string)) ? members : undefined;
}

/** No half of a surrogate pair is in it. */
function isWhole(text: string): boolean {
	return !/[\ud800-\udfff]/u.test(text);
}

const seeds = [
	'{"id":1,"cmd":"exec","command":"ls -l / | grep \\"x\\" && echo \\u00e9\\ud83d\\ude00"}',
	'{ "id" : 2147483647 , "cmd" : "put" , "path":"/tmp/a", "data":"aGVsbG8=", "offset":0 }',
	'{"a":true,"b":false,"c":null,"d":-9223372036854775808,"e":9223372036854775807,"f":""}',
	'{"text":"\\b\\f\\n\\r\\t\\/\\\\","é":"Größe 漢字 😀"}',
	'{}',
].map((text) => new TextEncoder().encode(text));

const tokens = ['"', '\\', '\\u', '\\ud800', '{', '}', '[', ',', ':', '-', '0', '1e', '.', 'null'];

/** One of a few lines with up to eight bytes or tokens put in, changed, taken out or doubled. */
export function mutatedLine(random: SeededRandom): Uint8Array {
	const line = [...random.pick(seeds)];
	for (let changes = random.below(8); changes >= 0; changes--) {
		const at = random.below(line.length + 1);
		const token = [...new TextEncoder().encode(random.pick(tokens))];
		const change = random.below(5);
		if (change === 0) line.splice(at, 1, random.below(256));
		else if (change === 1) line.splice(at, random.below(6));
		else if (change === 2) line.splice(at, 0, ...token);
		else if (change === 3) line.splice(at, token.length, ...token);
		else line.splice(at, 0, ...line.slice(at, at + random.below(40)));
	}
	return Uint8Array.from(line);
}

/** Compares `count` mutated lines with JSON.parse; the first difference is thrown. */
export function compareMutations(library: ChannelLibrary, seed: number, count: number) {
	const random = new SeededRandom(seed);
	const seen = { read: 0, refused: 0, unknown: 0 };
	for (let n = 0; n < count; n++) {
		const line = mutatedLine(random);
		const expected = expectedJson(line);
		const result = library.readJson(line);
		if (expected === 'unknown') {
			seen.unknown++;
			continue;
		}
		const found = 'members' in result ? result.members : undefined;
		if (!sameMembers(expected, found)) {
			const text = new TextDecoder().decode(line);
			throw new Error(
				`Seed ${seed}, line ${n}: ${JSON.stringify(text)}: expected ` +
					`${shown(expected)}, found ${shown(found)} (${JSON.stringify(result, big)})`,
			);
		}
		seen[found ? 'read' : 'refused']++;
	}
	return seen;
}

function sameMembers(a: [string, Value][] | undefined, b: [string, Value][] | undefined): boolean {
	return shown(a) === shown(b);
}

function shown(members: [string, Value][] | undefined): string {
	return members === undefined ? 'a refusal' : JSON.stringify(members, big);
}

function big(_name: string, value: unknown): unknown {
	return typeof value === 'bigint' ? `${value}n` : value;
}
