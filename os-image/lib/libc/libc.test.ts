/**
 * The C library's pure functions, compiled for this machine under other names and compared with
 * the functions of the same name that this machine has.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledZig, CACHE_DIR, zigEnvironment } from '../../build/host-compiler.test-support.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LIBC = 'os-image/lib/libc';
const SEED = '1';

const OURS = [
	...['memory', 'scan', 'compare', 'copy', 'search', 'strtok'].map((name) => `string/${name}.c`),
	...['ctype/ctype.c', 'fnmatch/fnmatch.c', 'libgen/basename.c', 'unistd/getopt.c'],
	...['format', 'snprintf', 'printf', 'scan', 'sscanf', 'stream', 'input', 'output', 'lines'].map(
		(name) => `stdio/${name}.c`,
	),
	...['open', 'position', 'state', 'setvbuf', 'stdin', 'stdout', 'stderr'].map(
		(name) => `stdio/${name}.c`,
	),
	...['calendar', 'strftime'].map((name) => `time/${name}.c`),
	'arpa/inet.c',
	/* These checks use our streams as a program does. */
	'host_test/stream_check.c',
	...['strtol', 'qsort', 'malloc', 'big'].map((name) => `stdlib/${name}.c`),
];
const CHECKS = [
	...['printf', 'strtol', 'string', 'ctype', 'sort', 'malloc', 'scanf', 'time', 'fnmatch'],
	...['getopt', 'paths', 'inet'],
].map((name) => `${name}_check.c`);
const HOST_SOURCES = ['main.c', 'fake_files.c', ...CHECKS];

const run = promisify(execFile);
let folder = '';
let program = '';

async function zigCc(args: readonly string[]): Promise<void> {
	await run(bundledZig(), ['cc', '-O1', '-Wall', '-Wextra', ...args], {
		cwd: ROOT,
		env: zigEnvironment(),
	});
}

/** Our sources see our headers only; each becomes an object under renamed symbols. */
async function compileOurs(source: string): Promise<string> {
	const object = path.join(folder, `${source.replaceAll('/', '_')}.o`);
	await zigCc([
		...['-std=gnu11', '-ffreestanding', '-fno-sanitize=all', '-Werror'],
		...['-Ios-image/include', '-include', `${LIBC}/host_test/renamed.h`],
		...['-c', `${LIBC}/${source}`, '-o', object],
	]);
	return object;
}

beforeAll(async () => {
	folder = await mkdtemp(path.join(CACHE_DIR, 'libc-'));
	program = path.join(folder, 'host_test');
	const objects: string[] = [];
	for (const source of OURS) objects.push(await compileOurs(source));
	await zigCc([
		...['-std=gnu11', '-D_GNU_SOURCE', '-fno-builtin', '-Wno-format-nonliteral'],
		...HOST_SOURCES.map((name) => `${LIBC}/host_test/${name}`),
		...[...objects, '-o', program],
	]);
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

/** What a check printed. */
async function output(check: string, cases: number): Promise<string> {
	return (await run(program, [check, SEED, String(cases)])).stdout;
}

describe('the C library beside this machine’s', () => {
	it('formats as snprintf does: a table and 1,000 random conversions', async () => {
		expect(await output('printf', 1_000)).toMatch(/^1\d{3} cases, 0 differ\n$/);
	});

	it('reads numbers as strtol and its kin do: a table and 1,000 random texts', async () => {
		expect(await output('strtol', 1_000)).toMatch(/^1\d{3} cases, 0 differ\n$/);
	});

	it('copies, compares and searches strings alike: 1,000 random pairs', async () => {
		expect(await output('string', 1_000)).toBe('1000 cases, 0 differ\n');
	});

	it('puts every ASCII character and EOF into the same classes', async () => {
		expect(await output('ctype', 0)).toBe('129 cases, 0 differ\n');
	});

	it('sorts and searches arrays alike: 1,000 random arrays', async () => {
		expect(await output('sort', 1_000)).toBe('1000 cases, 0 differ\n');
	});
});

describe('streams', () => {
	it('hold what a model of the file holds: 1,000 files, 60 random steps each', async () => {
		expect(await output('stream', 1_000)).toBe('1000 cases, 0 differ\n');
	});

	it('are written when their buffering says so, and say why they could not be', async () => {
		expect(await output('buffering', 0)).toBe('7 cases, 0 differ\n');
	});

	it('scan text as sscanf does: 1,000 random formats', async () => {
		expect(await output('scanf', 1_000)).toBe('1000 cases, 0 differ\n');
	});
});

describe('what POSIX adds', () => {
	it('converts times as gmtime, timegm and strftime do: 1,000 random ones', async () => {
		expect(await output('time', 1_000)).toBe('1000 cases, 0 differ\n');
	});

	it('matches names as fnmatch does: 10,000 random patterns', async () => {
		expect(await output('fnmatch', 10_000)).toBe('10000 cases, 0 differ\n');
	});

	it('parses options as getopt_long does: 1,000 random command lines', async () => {
		expect(await output('getopt', 1_000)).toBe('1000 cases, 0 differ\n');
	});

	it('converts internet addresses alike: a table and 1,000 random texts', async () => {
		expect(await output('inet', 1_000)).toMatch(/^1\d{3} cases, 0 differ\n$/);
	});

	it('takes paths apart', async () => {
		expect(await output('paths', 0)).toBe('14 cases, 0 differ\n');
	});
});

describe('the headers', () => {
	it('compile each by itself, twice in a row, as strict C11', async () => {
		const headers: string[] = [];
		for (const dir of ['', 'sys/', 'arpa/', 'net/', 'netinet/']) {
			const names = await readdir(path.join(ROOT, 'os-image/include', dir));
			headers.push(...names.filter((n) => n.endsWith('.h')).map((n) => `${dir}${n}`));
		}
		const sources: string[] = [];
		for (const header of headers) {
			const source = path.join(folder, `header_${header.replace(/\W/g, '_')}.c`);
			const include = `#include <${header}>\n`;
			await writeFile(source, `${include}${include}extern int not_empty;\n`);
			sources.push(source);
		}
		await zigCc([
			...['-target', 'x86-freestanding-none', '-mcpu=i586', '-ffreestanding'],
			...['-std=c11', '-pedantic', '-Werror', '-Wno-gnu-include-next'],
			...['-Ios-image/include', '-c', ...sources, '-o', path.join(folder, 'headers.o')],
		]);
		expect(headers.length).toBeGreaterThan(30);
	});
});

describe('the heap', () => {
	it('keeps blocks apart and whole, and joins freed ones: 20,000 random steps', async () => {
		expect(await output('malloc', 20_000)).toBe('20000 cases, 0 differ\n');
	});

	it('ends a program that frees a block twice', async () => {
		expect(await output('double-free', 1)).toMatch(/^said: .*aborted\n$/s);
	});
});
