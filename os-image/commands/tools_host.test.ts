/**
 * The tools, compiled for this machine, beside the programs of the same names that it has: the same
 * command line in folders of the same files has to give the same output, the same status and the
 * same files afterwards, and complain about the same things (in other words). GNU's tools are what
 * they are compared with, so where there are others this is left out.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src/machine/random.ts';
import { COMMAND_LINES } from './tools_cases.test-support.ts';
import {
	buildTools,
	describeFiles,
	makeFiles,
	type NativeTools,
	randomBytes,
	runShell,
	TOOLS,
} from './tools_host.test-support.ts';

const HOST_BIN = '/usr/bin:/bin';
const hasGnuTools = spawnSync('ls', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU');

let tools: NativeTools;
beforeAll(() => {
	tools = buildTools();
}, 300_000);
afterAll(() => tools?.dispose());

let folders = 0;
function freshFolder(): string {
	const folder = path.join(tools.folder, `work${folders++}`);
	fs.mkdirSync(folder);
	return folder;
}

function outcome(command: string, bin: string) {
	const folder = freshFolder();
	makeFiles(folder);
	const result = runShell(command, folder, bin);
	const files = describeFiles(folder);
	fs.rmSync(folder, { recursive: true, force: true });
	return { ...result, files };
}

describe.skipIf(!hasGnuTools)('the tools beside this machine’s', () => {
	for (const [tool, commands] of Object.entries(COMMAND_LINES)) {
		describe(tool, () => {
			it.each(commands.map((command) => ({ command })))('$command', ({ command }) => {
				expect(outcome(command, tools.bin)).toEqual(outcome(command, HOST_BIN));
			});
		});
	}
});

describe('cp', () => {
	it.each(['tree/sub', 'tree', 'tree/sub/new'])(
		'copies no directory into itself: %s',
		(target) => {
			const folder = freshFolder();
			makeFiles(folder);
			const before = describeFiles(folder);
			const result = runShell(`cp -r tree ${target} 2>&1`, folder, tools.bin);
			expect(result).toMatchObject({ status: 1 });
			expect(result.stdout).toMatch(/^cp: 'tree' can't be copied into itself, 'tree\/.*'\n$/);
			expect(describeFiles(folder)).toEqual(before);
		},
	);
});

describe('every tool', () => {
	const talkative = TOOLS.filter(
		(tool) => !['echo', 'printf', 'test', 'true', 'false'].includes(tool),
	);

	it.each([...TOOLS])('%s has a help', (tool) => {
		const result = runShell(`${path.join(tools.bin, tool)} --help`, tools.folder, tools.bin);
		expect(result).toMatchObject({ status: 0, hasErrors: false });
		expect(result.stdout).toMatch(new RegExp(`^Usage: ${tool}`));
		expect(result.stdout).toContain('--help');
	});

	it.each(talkative)('%s refuses an option that it does not have', (tool) => {
		const result = runShell(`${tool} --no-such-option 2>&1`, tools.folder, tools.bin);
		expect(result.status).toBeGreaterThan(0);
		expect(result.stdout).toContain(`${tool}: `);
	});
});

describe('digests', () => {
	const DIGESTS = ['md5', 'sha1', 'sha256'] as const;
	const KNOWN: Readonly<Record<string, readonly [string, string, string]>> = {
		'': [
			'd41d8cd98f00b204e9800998ecf8427e',
			'da39a3ee5e6b4b0d3255bfef95601890afd80709',
			'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
		],
		abc: [
			'900150983cd24fb0d6963f7d28e17f72',
			'a9993e364706816aba3e25717850c26c9cd0d89d',
			'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
		],
		abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq: [
			'8215ef0796a20bcaaae116d3876c664a',
			'84983e441c3bd26ebaae4aa1f95129e5e54670f1',
			'248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
		],
		'12345678901234567890123456789012345678901234567890123456789012345678901234567890': [
			'57edf4a22be3c955ac49da2e2107b67a',
			'50abf5706a150990a08b2c5ea40fa0e585554732',
			'f371bc4a311f2b009eef952dd83ca80e2b60026c8e935592d0f9c308453c813e',
		],
	};

	/** The digests of files, in the files' order. */
	function digestsOf(digest: string, names: readonly string[], cwd: string): string[] {
		const result = spawnSync(path.join(tools.bin, `${digest}sum`), names, {
			cwd,
			encoding: 'utf8',
		});
		expect(result.stderr).toBe('');
		return result.stdout
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => line.split(' ')[0] ?? '');
	}

	it('of the vectors of RFC 1321 and FIPS 180-4 are those printed there', () => {
		const folder = freshFolder();
		const names = Object.keys(KNOWN).map((text, index) => {
			fs.writeFileSync(path.join(folder, `v${index}`), text);
			return `v${index}`;
		});
		for (const [index, digest] of DIGESTS.entries()) {
			const expected = Object.values(KNOWN).map((values) => values[index]);
			expect(digestsOf(digest, names, folder)).toEqual(expected);
		}
	});

	it('of a million times the letter a', () => {
		const folder = freshFolder();
		fs.writeFileSync(path.join(folder, 'a'), 'a'.repeat(1_000_000));
		expect(digestsOf('sha1', ['a'], folder)).toEqual([
			'34aa973cd4c4daa4f61eeb2bdbad27316534016f',
		]);
		expect(digestsOf('sha256', ['a'], folder)).toEqual([
			'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
		]);
	});

	it.each(DIGESTS)('%s of all lengths up to 260 and of 1,000 random ones', (digest) => {
		const folder = freshFolder();
		const random = new SeededRandom(6);
		const lengths = [
			...Array.from({ length: 261 }, (_, length) => length),
			...Array.from({ length: 1_000 }, () => (random.nextInt32() >>> 0) % 5_000),
			65_535,
			65_536,
			65_537,
			200_000,
		];
		const contents = lengths.map((length, index) => randomBytes(index, length));
		const names = contents.map((content, index) => {
			fs.writeFileSync(path.join(folder, String(index)), content);
			return String(index);
		});
		const expected = contents.map((content) =>
			createHash(digest).update(content).digest('hex'),
		);
		expect(digestsOf(digest, names, folder)).toEqual(expected);
	});
});

describe.skipIf(!hasGnuTools)('regular expressions', () => {
	const CASES = 1_000;
	const PIECES = [
		'a',
		'b',
		'ab',
		'.',
		'[ab]',
		'[^a]',
		'[[:digit:]]',
		'(a|b)',
		'(ab|c)',
		'c',
		'_',
	];
	const SUFFIXES = ['', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,1}', '{2,}'];
	const TEXTS = [
		'',
		'a',
		'b',
		'ab',
		'aab',
		'abab',
		'ba',
		'abc',
		'c',
		'a1',
		'12',
		'cab a',
		'A_b',
		'aaaa',
	];

	/** A pattern that means the same to all who follow POSIX. */
	function pattern(random: SeededRandom, depth = 0): string {
		const below = (count: number) => (random.nextInt32() >>> 0) % count;
		const branch = () =>
			Array.from({ length: 1 + below(3) }, () => {
				const isGroup = depth < 2 && below(5) === 0;
				const piece = isGroup
					? `(${pattern(random, depth + 1)})`
					: PIECES[below(PIECES.length)];
				return `${piece}${SUFFIXES[below(SUFFIXES.length)]}`;
			}).join('');
		const body = Array.from({ length: below(4) === 0 ? 2 : 1 }, branch).join('|');
		if (depth > 0) return body;
		return `${below(6) === 0 ? '^' : ''}${body}${below(6) === 0 ? '$' : ''}`;
	}

	it('match as grep -E does: 1,000 random patterns, with -n, -o, -w, -x and -v in turn', () => {
		const random = new SeededRandom(7);
		const folder = freshFolder();
		fs.writeFileSync(path.join(folder, 'texts'), `${TEXTS.join('\n')}\n`);
		const modes = ['-n', '-no', '-nw', '-nx', '-nv', '-ni'];
		const script = Array.from(
			{ length: CASES },
			(_, index) =>
				`grep -E ${modes[index % modes.length]} '${pattern(random)}' texts; echo $?`,
		).join('\n');
		const ours = runShell(script, folder, tools.bin);
		const theirs = runShell(script, folder, HOST_BIN);
		expect(ours.stdout).toBe(theirs.stdout);
		expect(theirs.hasErrors).toBe(false);
	});

	it('take no longer for a pattern that makes others try every way', () => {
		const folder = freshFolder();
		fs.writeFileSync(path.join(folder, 'text'), `${'a'.repeat(3_000)}\n`);
		const result = runShell(`grep -Ec '^(a|aa|a*)*b$' text`, folder, tools.bin);
		expect(result).toMatchObject({ stdout: '0\n', status: 1 });
	});
});
