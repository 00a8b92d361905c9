import { beforeAll, describe, expect, it } from 'vitest';
import {
	compileToWasm,
	SeededRandom,
	TRAP_UNDEFINED,
} from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	input_address(): number;
	take(byte: number): number;
	input_length(): number;
	give_up(): number;
	rows(): number;
	columns(): number;
}

/** enum size_verdict */
const Verdict = { held: 0, input: 1, reported: 2 } as const;
const CASES = 1_000;

let filter: Harness;

beforeAll(async () => {
	filter = (await compileToWasm(
		[
			'drivers/tty/host_test/size_report_harness.c',
			'drivers/tty/size_report.c',
			'os-image/lib/libc/string/memory.c',
		],
		TRAP_UNDEFINED,
	)) as unknown as Harness;
}, 120_000);

/** What comes through, what is held at the end included, and the sizes that were reported. */
function pass(text: string): { input: string; sizes: [number, number][] } {
	let input = '';
	const sizes: [number, number][] = [];
	const take = (length: number) => {
		const bytes = new Uint8Array(filter.memory.buffer, filter.input_address(), length);
		input += String.fromCharCode(...bytes);
	};
	for (const character of text) {
		const verdict = filter.take(character.charCodeAt(0));
		if (verdict === Verdict.input) take(filter.input_length());
		if (verdict === Verdict.reported) sizes.push([filter.rows(), filter.columns()]);
	}
	take(filter.give_up());
	return { input, sizes };
}

describe('reports of the terminal size', () => {
	it('are taken out of the input', () => {
		expect(pass('ab\x1b[8;50;132tcd')).toEqual({ input: 'abcd', sizes: [[50, 132]] });
	});

	it('count each, one after the other', () => {
		expect(pass('\x1b[8;1;2t\x1b[8;9999;9999t')).toEqual({
			input: '',
			sizes: [
				[1, 2],
				[9999, 9999],
			],
		});
	});

	it('are found after the beginning of another sequence', () => {
		expect(pass('\x1b\x1b[8;\x1b[8;24;80t')).toEqual({
			input: '\x1b\x1b[8;',
			sizes: [[24, 80]],
		});
	});

	const others: [name: string, text: string][] = [
		['the Escape key', '\x1b'],
		['cursor keys', '\x1b[A\x1b[B\x1bOC'],
		['function keys', '\x1b[15~\x1b[8~'],
		['a report of another kind', '\x1b[4;600;800t'],
		['a report without a size', '\x1b[8;;t'],
		['a size of nothing', '\x1b[8;0;80t\x1b[8;24;0t'],
		['a size beyond all terminals', '\x1b[8;10000;80t'],
		['a report of many digits', '\x1b[8;0000000000000000024;80t'],
		['a report with more in it', '\x1b[8;24;80;1t'],
		['a report that breaks off', '\x1b[8;24;8'],
		['text', 'hello, world\r\n'],
	];
	for (const [name, text] of others) {
		it(`are not taken for ${name}`, () => {
			expect(pass(text)).toEqual({ input: text, sizes: [] });
		});
	}

	it(`change nothing else, in ${CASES} random inputs`, () => {
		/** E is Escape. */
		const pieces = ['E', '[', '8', ';', 't', '24', 'x', 'E[8;', 'E[8;30;90t'];
		const report = /E\[8;[1-9]\d{0,3};[1-9]\d{0,3}t/g;
		for (let seed = 1; seed <= CASES; seed++) {
			const random = new SeededRandom(seed);
			const text = Array.from({ length: 40 }, () => random.pick(pieces)).join('');
			const { input } = pass(text.replaceAll('E', '\x1b'));
			expect(input.replaceAll('\x1b', 'E'), `seed ${seed}`).toBe(text.replace(report, ''));
		}
	});
});
