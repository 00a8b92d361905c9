/**
 * The parser with traps on what C leaves undefined, and texts for it: shipped ones, and
 * mutations of them.
 */
import { readFileSync } from 'node:fs';
import { PARSER_INCLUDES, PARSER_SOURCES } from '../../../build/sysconf/module.ts';
import { SystemConfError, SystemConfParser } from '../../../build/sysconf/parser.ts';
import {
	compileToWasm,
	SeededRandom,
	TRAP_UNDEFINED,
} from '../../libsys/host_test/wasm.test-support.ts';

/** CONFIG_ERROR_MAX of sysconf.h, without the NUL. */
const SENTENCE_MAX = 159;

export const SHIPPED = readFileSync(new URL('../../../etc/system.conf', import.meta.url), 'utf8');

export async function compileParser(): Promise<SystemConfParser> {
	const flags = [...PARSER_INCLUDES, ...TRAP_UNDEFINED];
	return new SystemConfParser(await compileToWasm(PARSER_SOURCES, flags));
}

/** What the parser says of a text, or undefined when it is sound. */
export function complaintAbout(parser: SystemConfParser, text: string | Uint8Array) {
	try {
		parser.parse(text);
		parser.checkReferences();
		return undefined;
	} catch (error) {
		if (!(error instanceof SystemConfError)) throw error;
		return error.message;
	}
}

const WORDS = [
	...['service', 'program', 'arguments', 'uid', 'gid', 'traps', 'ipc', 'calls', 'io', 'irq'],
	...[
		'memory',
		'pci',
		'pages',
		'dma',
		'isa_dma',
		'keep',
		'priority',
		'quantum',
		'flags',
		'heartbeat',
		'policy',
	],
	...['complain', 'depends', 'start', 'instances', '{', '}', ';', '\n', '#', '*', 'a.*', 'vfs'],
	...['0', '1', '4294967296', '0x', '0xffffffff', '0x0-0xffff', '4k', '9m', '1s', '0ms', 'none'],
	...[
		'builtin',
		'boot',
		'demand',
		'class',
		'device',
		'01.01',
		'10ec.8139',
		'unlimited',
		'system',
	],
	...[
		'basic',
		'irq_hook',
		'send',
		'events',
		'x'.repeat(200),
		'a b c d e f g h i j k l m n o p q',
	],
];

/** The shipped text with up to twelve pieces put in, changed, taken out or doubled. */
function mutated(random: SeededRandom): Uint8Array {
	const text = [...new TextEncoder().encode(SHIPPED)];
	for (let changes = random.below(12); changes >= 0; changes--) {
		const at = random.below(text.length + 1);
		const word = [...new TextEncoder().encode(` ${random.pick(WORDS)} `)];
		const change = random.below(6);
		if (change === 0) text.splice(at, 1, random.below(256));
		else if (change === 1) text.splice(at, random.below(20));
		else if (change === 2) text.splice(at, 0, ...word);
		else if (change === 3) text.splice(at, word.length, ...word);
		else if (change === 4) text.splice(at, 0, ...text.slice(at, at + random.below(300)));
		else text.length = Math.max(1, at);
	}
	return Uint8Array.from(text);
}

/** A text of words of the language in no order, or, now and then, of any bytes. */
function noise(random: SeededRandom): Uint8Array {
	const length = random.below(120);
	if (random.below(4) === 0) return Uint8Array.from({ length }, () => random.below(256));
	const words = Array.from({ length }, () => random.pick(WORDS));
	return new TextEncoder().encode(`service a { ${words.join(' ')}`);
}

/**
 * Reads `count` random texts. Each gives sound blocks or a whole sentence with a line; anything
 * else is thrown. Tells how many were of either kind.
 */
export function fuzz(parser: SystemConfParser, seed: number, count: number) {
	const random = new SeededRandom(seed);
	const seen = { sound: 0, refused: 0 };
	for (let n = 0; n < count; n++) {
		const text = random.below(3) === 0 ? noise(random) : mutated(random);
		const where = `seed ${seed}, text ${n}: ${JSON.stringify(new TextDecoder().decode(text))}`;
		try {
			const blocks = parser.parse(text, 1 + random.below(64));
			for (const [index, { label }] of blocks.entries()) {
				const complaint = parser.complaintAbout(index);
				if (complaint) throw new Error(`${label} passed, but: ${complaint}; ${where}`);
			}
			seen.sound++;
		} catch (error) {
			if (!(error instanceof SystemConfError)) throw new Error(where, { cause: error });
			const { message } = error;
			const lines = text.filter((byte) => byte === 10).length + 1;
			const line = Number(/^line (\d+): .*expected .+/.exec(message)?.[1] ?? 0);
			if (line < 1 || line > lines || message.length >= SENTENCE_MAX) {
				throw new Error(`A sentence without a line, or cut: "${message}"; ${where}`);
			}
			seen.refused++;
		}
	}
	return seen;
}

/**
 * Scribbles in the bytes of a sound block, as a stranger's configuration may have any, and has
 * them checked. Tells how many of `count` were still sound.
 */
export function fuzzBytes(parser: SystemConfParser, seed: number, count: number): number {
	const random = new SeededRandom(seed);
	const blocks = parser.parse(SHIPPED);
	let sound = 0;
	for (let n = 0; n < count; n++) {
		const index = random.below(blocks.length);
		const bytes = parser.bytesOf(index);
		const before = bytes.slice();
		for (let changes = random.below(4); changes >= 0; changes--) {
			const byte = random.pick([0, 0, 1, 0x2a, 0x61, 0xff, random.below(256)]);
			const from = random.below(bytes.length);
			bytes.fill(byte, from, from + 1 + random.below(random.pick([1, 4, 64, 400])));
		}
		if (parser.complaintAbout(index) === undefined) sound++;
		bytes.set(before);
	}
	return sound;
}
