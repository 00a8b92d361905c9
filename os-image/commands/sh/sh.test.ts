/* The shell in the guest beside dash on the host: the whole table of scripts in one boot. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCases, unbundleOutput } from './test/guest_bundle.test-support.ts';
import { CASES, caseNames } from './test/native_shell.test-support.ts';

const KINTSUGI = fileURLToPath(new URL('../../../bin/kintsugi.mjs', import.meta.url));
/** Real time for thousands of processes in the guest, on a busy machine. */
const BOOT_AND_RUN_MS = 300_000;

const names = await caseNames();

let folder = '';
let results = new Map<string, string>();
let stderr = '';

beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), 'kintsugi-sh-'));
	const bundle = path.join(folder, 'bundle');
	await writeFile(bundle, await bundleCases());
	const args = ['exec', '--put', `${bundle}:/tmp/bundle`, 'sh /tmp/bundle'];
	const child = spawn(process.execPath, [KINTSUGI, ...args]);
	const [output, errors] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
	results = unbundleOutput(output.toString());
	stderr = errors.toString();
}, BOOT_AND_RUN_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe(`${names.length} scripts print in the guest what dash prints`, () => {
	it('runs to the end', () => {
		expect({ stderr, cases: results.size }).toEqual({ stderr: '', cases: names.length });
	});

	it.each(names)('%s', async (name) => {
		expect(results.get(name)).toBe(await readFile(path.join(CASES, `${name}.out`), 'utf8'));
	});
});
