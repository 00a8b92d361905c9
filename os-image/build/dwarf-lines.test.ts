import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from './build.ts';
import { decodeLines } from './dwarf-lines.ts';
import { type ElfFile, parseElf } from './elf.ts';
import { buildRuntimeLibrary, compile, compileFlags, findToolchain, link } from './toolchain.ts';

const SOURCE = [
	'#include "inner.h"', // 1
	'volatile int sink;', // 2
	'', // 3
	'void dropped(void) { sink = 9; }', // 4
	'', // 5
	'void', // 6
	'_start(void)', // 7
	'{', // 8
	'\tsink = 1;', // 9
	'\tinner();', // 10
	...Array.from({ length: 300 }, () => ''),
	'\tsink = 3;', // 311
	'}',
];
const HEADER = ['extern volatile int sink;', 'static inline void inner(void)', '{ sink = 2; }'];

let folder: string;

beforeAll(() => {
	folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'kintsugi-dwarf-'));
	fs.mkdirSync(path.join(folder, 'sub'));
	fs.writeFileSync(path.join(folder, 'sub/main.c'), `${SOURCE.join('\n')}\n`);
	fs.writeFileSync(path.join(folder, 'sub/inner.h'), `${HEADER.join('\n')}\n`);
	fs.writeFileSync(
		path.join(folder, 'script.ld'),
		'ENTRY(_start)\nSECTIONS { .text 0x400000 : { *(.text .text.*) } }\n',
	);
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

async function compiled(dwarf: string): Promise<ElfFile> {
	const tools = findToolchain(
		folder,
		path.join(PROJECT_ROOT, 'build/toolchain'),
		path.join(folder, 'scratch'),
	);
	await buildRuntimeLibrary(tools);
	const object = path.join(folder, `${dwarf}.o`);
	const output = path.join(folder, `${dwarf}.elf`);
	const compilation = await compile(tools, {
		source: 'sub/main.c',
		object,
		depfile: `${object}.d`,
		flags: compileFlags([], [`-g${dwarf}`]),
		color: false,
	});
	expect(compilation.text).toBe('');
	const objects = [object];
	const linked = await link(tools, {
		script: 'script.ld',
		objects,
		libraryObjects: [],
		output,
		color: false,
	});
	expect(linked.text).toBe('');
	return parseElf(fs.readFileSync(output), dwarf);
}

describe.each(['dwarf-3', 'dwarf-4', 'dwarf-5'])('%s', (dwarf) => {
	test('the lines of a function and of what is inlined into it appear in order', async () => {
		const rows = decodeLines(await compiled(dwarf), dwarf);
		const visited = rows.map(({ file, line }) => `${file}:${line}`);
		const expected = ['sub/main.c:9', 'sub/inner.h:3', 'sub/main.c:311'];
		expect(visited.filter((place) => expected.includes(place))).toEqual(expected);
		expect(rows.map(({ address }) => address)).toEqual(
			rows.map(({ address }) => address).sort((a, b) => a - b),
		);
	});

	test('code that the linker dropped has no rows', async () => {
		const rows = decodeLines(await compiled(dwarf), dwarf);
		expect(rows.some(({ line }) => line === 4)).toBe(false);
		expect(rows.every(({ address }) => address >= 0x400000)).toBe(true);
	});

	test('the table ends where the code ends', async () => {
		const elf = await compiled(dwarf);
		const text = elf.sections.find(({ name }) => name === '.text');
		expect(decodeLines(elf, dwarf).at(-1)).toEqual({
			address: (text?.addr ?? 0) + (text?.size ?? 0),
			file: '',
			line: 0,
		});
	});
});
