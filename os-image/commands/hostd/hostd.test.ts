/*
 * Commands of the control channel in a whole guest: hostd's part of it.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';
import type { ControlError } from '../../../src/channel/control_error.ts';
import { listProcesses } from '../../../src/machine/introspect.ts';
import { Manifest } from '../../../src/machine/manifest.ts';

const MANIFEST = new URL('../../../build/os/manifest.json', import.meta.url);

let guest: BootedGuest;

beforeAll(async () => {
	guest = await BootedGuest.boot();
});

afterAll(() => {
	guest?.dispose();
});

/** The message that a command fails with. */
function failure(work: Promise<unknown>): Promise<string> {
	return guest.during(work).then(
		() => 'It succeeded.',
		(error: ControlError) => error.message,
	);
}

describe('a shell command', () => {
	it.each([
		['true', 0],
		['false', 1],
		['exit 42', 42],
		['no_such_program', 127],
	])('%s ends with status %i', async (command, status) => {
		expect((await guest.shell(command)).status).toBe(status);
	});

	it('that a signal ended has 128 and more, and the signal', async () => {
		expect(await guest.shell('kill -9 $$')).toEqual({ status: 137, signal: 9, output: '' });
	});

	it('has standard output and standard error as one, in order', async () => {
		const { output } = await guest.shell('echo a; echo b >&2; echo c');
		expect(output).toBe('a\nb\nc\n');
	});

	it('is root, in the root directory, with an environment', async () => {
		const { output } = await guest.shell('id -u; pwd; echo $HOME $PATH');
		expect(output).toMatch(/^0\n\/\n\/root \/bin:/);
	});

	it('has an empty standard input', async () => {
		expect(await guest.shell('cat')).toEqual({ status: 0, output: '' });
	});

	it('reads the input it is given, and the file it comes in is gone then', async () => {
		const input = Array.from({ length: 2000 }, (_, n) => `line ${n}\n`).join('');
		expect(await guest.shell('cat', { input })).toEqual({ status: 0, output: input });
		expect((await guest.shell('ls -a /tmp')).output).not.toContain('channel');
	});

	it('may print a megabyte', async () => {
		const command = 'dd if=/dev/zero bs=64k count=16 2>/dev/null';
		const { output } = await guest.during(guest.channel.exec(command));
		expect(output).toHaveLength(1 << 20);
		expect(output.every((byte) => byte === 0)).toBe(true);
	});

	it('ends when its shell does, whatever is left in the background', async () => {
		const startUs = guest.machine.nowUs;
		expect(await guest.shell('sleep 100 & echo started')).toEqual({
			status: 0,
			output: 'started\n',
		});
		expect(guest.machine.nowUs - startUs).toBeLessThan(5e6);
	});

	it('that prints for ever is held, and ended when its time is over', async () => {
		let length = 0;
		const run = guest.channel.exec('while :; do echo y; done', {
			timeoutMs: 500,
			onOutput: (bytes) => {
				length += bytes.length;
			},
		});
		expect(await failure(run)).toContain('had not ended after 0.5 s and was cancelled');
		expect(length).toBeGreaterThan(0);
		expect((await guest.shell('echo on')).output).toBe('on\n');
	});

	it('runs beside others', async () => {
		const startUs = guest.machine.nowUs;
		const numbers = Array.from({ length: 10 }, (_, n) => String(n));
		const results = await guest.shells(numbers.map((n) => `sleep 2; echo ${n}`));
		expect(results).toEqual(numbers.map((n) => ({ status: 0, output: `${n}\n` })));
		expect(guest.machine.nowUs - startUs).toBeLessThan(6e6);
	});

	it('waits for its turn when there are more than the guest takes at once', async () => {
		const numbers = Array.from({ length: 40 }, (_, n) => String(n));
		const results = await guest.shells(numbers.map((n) => `echo ${n}`));
		expect(results.map(({ output }) => output)).toEqual(numbers.map((n) => `${n}\n`));
	});
});

describe('a file', () => {
	const bytes = Uint8Array.from({ length: 100_000 }, (_, n) => n ^ (n >> 8));

	it('comes back as it was put, whatever bytes it has', async () => {
		await guest.during(guest.channel.put('/tmp/round', bytes));
		expect((await guest.shell('wc -c < /tmp/round')).output.trim()).toBe('100000');
		const back = await guest.during(guest.channel.get('/tmp/round'));
		expect(Buffer.from(back).equals(bytes)).toBe(true);
	});

	it('replaces what was there, and may be empty', async () => {
		await guest.during(guest.channel.put('/tmp/round', new Uint8Array(0)));
		expect(await guest.during(guest.channel.get('/tmp/round'))).toHaveLength(0);
	});

	it('gets the permissions it is given', async () => {
		const script = new TextEncoder().encode('#!/bin/sh\necho "ran $1"\n');
		await guest.during(guest.channel.put('/tmp/script', script, 0o700));
		expect((await guest.shell('/tmp/script now')).output).toBe('ran now\n');
		expect((await guest.shell('ls -l /tmp/script')).output).toMatch(/^-rwx------/);
	});

	it.each([
		['get', '/tmp/none', 'no such file or directory'],
		['get', '/tmp', 'is a directory'],
		['put', '/none/file', 'no such file or directory'],
		['put', '/tmp', 'is a directory'],
	] as const)('%s of %s fails: %s', async (cmd, path, reason) => {
		const { channel } = guest;
		const work = cmd === 'get' ? channel.get(path) : channel.put(path, Uint8Array.of(1));
		expect((await failure(work)).toLowerCase()).toContain(reason);
	});
});

describe('/dev/host', () => {
	it("is root's alone, and hostd's at that", async () => {
		expect((await guest.shell('ls -l /dev/host')).output).toMatch(/^crw-------/);
		expect((await guest.shell('cat /dev/host')).output.toLowerCase()).toContain('busy');
	});
});

const PROC_STOPPED = 2; // of kintsugi/kcall.h
const manifest = Manifest.parse(await readFile(MANIFEST, 'utf8'));

function isStopped(name: string): boolean {
	const process = listProcesses(guest.machine, manifest).find((entry) => entry.name === name);
	return process !== undefined && (process.stateFlags & PROC_STOPPED) !== 0;
}

describe('hostd', () => {
	it('that is killed fails its commands, and init starts another', async () => {
		const others = guest.channel.exec('sleep 50');
		const killed = guest.channel.exec('kill -9 $PPID; sleep 50');
		const messages = await guest.during(
			Promise.all([others, killed].map((run) => run.catch((error) => error.message))),
		);
		expect(messages).toEqual(
			Array(2).fill('hostd ended, or lost its connection, before the command did.'),
		);
		await guest.during(guest.channel.ready());
		expect((await guest.shell('echo again')).output).toBe('again\n');
	});

	it('that hangs fails new commands by a deadline, and pings and kills still work', async () => {
		const hanging = guest.channel.exec('kill -STOP $PPID; echo stopped');
		hanging.catch(() => undefined); // its end never comes
		await guest.machine.runUntil({ until: () => isStopped('hostd') });
		const message = failure(guest.channel.exec('true'));
		expect(await message).toBe('hostd did not start the command within 10 s.');
		expect(await guest.during(guest.channel.ping())).toEqual({ hostd: true });
		await guest.during(guest.channel.kill('random'));
	});
});
