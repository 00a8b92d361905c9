/*
 * kintsugi exec as a person calls it: a process of its own, with a guest in it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeStream } from '../telemetry/event_line.ts';

const bin = fileURLToPath(new URL('../../bin/kintsugi.mjs', import.meta.url));

let folder = '';

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'kintsugi-exec-'));
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

function start(...args: string[]): ChildProcess {
	return spawn(process.execPath, [bin, 'exec', ...args], { stdio: 'pipe' });
}

async function ended(child: ChildProcess) {
	const stdout: Buffer[] = [];
	const stderr: Buffer[] = [];
	child.stdout?.on('data', (bytes) => stdout.push(bytes));
	child.stderr?.on('data', (bytes) => stderr.push(bytes));
	const status = await new Promise((resolve) => child.on('close', resolve));
	return { status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() };
}

async function exec(...args: string[]) {
	const { stdout, ...rest } = await ended(start(...args));
	return { ...rest, stdout: stdout.toString() };
}

/** The file holds whole lines, each an event that is known. */
async function expectWholeEvents(file: string) {
	const text = await readFile(file, 'utf8');
	expect(text).toMatch(/\n$/);
	const stream = decodeStream(text.split('\n'));
	expect(stream.problems).toEqual([]);
	return stream;
}

/** Each test boots a guest in a process of its own, beside whatever else runs here. */
const timeout = 180_000;

describe('kintsugi exec', { timeout }, () => {
	test('prints what each command prints, and nothing else, and ends as the last one', async () => {
		expect(await exec('echo one; exit 4', 'echo two >&2; exit 5')).toEqual({
			status: 5,
			stdout: 'one\ntwo\n',
			stderr: '',
		});
	});

	test('passes standard input on', async () => {
		const child = start('--input', '-', 'wc -c');
		child.stdin?.end('12345');
		expect((await ended(child)).stdout.toString().trim()).toBe('5');
	});

	test('copies files into the guest and out of it, and prints, byte for byte', async () => {
		const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 31) >> 3);
		const [into, outOf] = [path.join(folder, 'into'), path.join(folder, 'out')];
		await writeFile(into, bytes);
		const { status, stdout, stderr } = await ended(
			start(
				...['--put', `${into}:/tmp/a`, '--get', `/tmp/b:${outOf}`],
				'cp /tmp/a /tmp/b; cat /tmp/a',
			),
		);
		expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
		expect(stdout.equals(bytes)).toBe(true);
		expect((await readFile(outOf)).equals(bytes)).toBe(true);
	});

	test('--json tells of each command in an object', async () => {
		const { stdout } = await exec('--json', 'echo Grüße', "printf '\\377'", 'kill -9 $$');
		const lines = stdout.trimEnd().split('\n');
		expect(JSON.parse(lines.pop() ?? '')).toMatchObject({
			networks: [{ nic: 'rtl8139', isLinkUp: true }],
			kills: [],
		});
		expect(lines.map((line) => JSON.parse(line))).toEqual([
			{ command: 'echo Grüße', status: 0, output: 'Grüße\n' },
			{ command: "printf '\\377'", status: 0, output_base64: '/w==' },
			{ command: 'kill -9 $$', status: 137, signal: 9, output: '' },
		]);
	});

	test('is the same run each time, to the last frame, kills of a driver included', async () => {
		const digests: string[] = [];
		for (const name of ['first', 'second']) {
			const [events, pcap, sound] = ['events', 'pcap', 'wav'].map((ending) =>
				path.join(folder, `${name}.${ending}`),
			) as [string, string, string];
			const { stdout, stderr } = await exec(
				...[
					'--events',
					events,
					'--pcap',
					pcap,
					'--sound',
					sound,
					'--kill',
					'eth.rtl8139@0.4',
				],
				...[
					'date; ls -l /',
					'tone -d 0.1 440 | play -',
					'sleep 2; wget -q -O - http://10.0.2.2/random/1M | md5sum',
				],
			);
			expect(stdout).toContain('23a02c0e560ed98bc7920ad9035d9a48  -');
			expect(stderr).toMatch(/killed eth\.rtl8139 \d+ times, every 0\.4 s\./);
			expect((await stat(sound)).size).toBeGreaterThan(4 * 2205);
			const digest = createHash('sha256');
			for (const file of [events, pcap, sound]) digest.update(await readFile(file));
			digests.push(digest.digest('hex'));
		}
		expect(digests[0]).toBe(digests[1]);
	});

	test('writes out the disk with what the guest changed', async () => {
		const image = path.join(folder, 'saved.img');
		const first = await exec('--save-disk', image, 'echo kept > /data/kept');
		expect(first).toEqual({ status: 0, stdout: '', stderr: '' });
		expect((await exec('--disk', image, 'cat /data/kept')).stdout).toBe('kept\n');
	});
});

describe('kintsugi exec explains', { timeout }, () => {
	test('a time-out: what it waited for, and the end of the console', async () => {
		const events = path.join(folder, 'timeout.events');
		const { status, stdout, stderr } = await exec(
			...['--timeout', '5', '--events', events, 'while :; do :; done'],
		);
		expect(status).toBe(124);
		expect(stdout).toBe('');
		// A slow machine may not have come beyond the boot.
		expect(stderr).toMatch(
			/Gave up after waiting 5 s for the guest to (boot|finish "while :; do :; done")\./,
		);
		expect(stderr).toContain('The last that the guest printed on its console:\n');
		await expectWholeEvents(events);
	});

	test('a guest that powers off before its time', async () => {
		const { status, stdout, stderr } = await exec('halt; sleep 60', 'echo never');
		expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
		expect(stderr).toContain(
			'The guest powered off with status 0, before it came to finish "halt; sleep 60".',
		);
	});

	test('a guest without a channel', async () => {
		const { status, stderr } = await exec('--param', 'init=nosuch', 'true');
		expect(status).toBe(127);
		expect(stderr).toContain('The guest powered off with status 127, before it came to boot.');
	});

	test.runIf(existsSync('/dev/full'))('an event stream that finds no room', async () => {
		const { status, stderr } = await exec('--events', '/dev/full', 'true');
		expect(status).toBe(1);
		expect(stderr).toContain('The event stream cannot be written to /dev/full: ENOSPC');
	});

	test('a file that the guest has not', async () => {
		const { status, stderr } = await exec('--get', `/none:${path.join(folder, 'none')}`);
		expect(status).toBe(1);
		expect(stderr).toMatch(/The guest was to hand over \/none, and failed\..*no such file/i);
	});
});

describe('kintsugi exec ends', { timeout }, () => {
	/** Resolves when the child has printed something. */
	function printed(child: ChildProcess): Promise<unknown> {
		return new Promise((resolve) => child.stdout?.once('data', resolve));
	}

	test('at Ctrl-C, and leaves the files of this machine alone', async () => {
		const local = path.join(folder, 'mine');
		const events = path.join(folder, 'interrupted.events');
		await writeFile(local, 'mine');
		const child = start(
			...['--get', `/etc/motd:${local}`, '--events', events],
			'echo going; while :; do :; done',
		);
		const end = ended(child);
		await printed(child);
		child.kill('SIGINT');
		expect(await end).toMatchObject({ status: 130, stderr: '' });
		expect(await readFile(local, 'utf8')).toBe('mine');
		const { events: seen } = await expectWholeEvents(events);
		expect(seen).toContainEqual(expect.objectContaining({ ev: 'channel', state: 'ready' }));
	});

	test('when its reader goes away', async () => {
		const child = start('while :; do echo y; done');
		const end = ended(child);
		await printed(child);
		child.stdout?.destroy();
		expect(await end).toMatchObject({ status: 143, stderr: '' });
	});
});
