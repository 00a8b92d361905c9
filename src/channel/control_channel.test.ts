import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fromBase64 } from './base64.ts';
import { ControlChannel } from './control_channel.ts';
import type { ControlError } from './control_error.ts';
import { FakeGuest } from './fake_guest.test-support.ts';
import { guestCommandsMax, lineMaxBytes, unreadMaxBytes } from './protocol.ts';

let guest: FakeGuest;
let channel: ControlChannel;

/** What a promise rejects with. */
async function failure(promise: Promise<unknown>) {
	const error = await promise.then(
		() => new Error('It succeeded.'),
		(thrown: ControlError) => thrown,
	);
	return { message: error.message, failure: 'failure' in error ? error.failure : undefined };
}

/** Lets promises that are settled go on. */
async function settle() {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

beforeEach(() => {
	guest = new FakeGuest();
	channel = new ControlChannel(guest);
	guest.channel('up');
});

afterEach(() => {
	vi.useRealTimers();
});

describe('a command', () => {
	test('is one line, and resolves to its status and the whole of its output', async () => {
		const result = channel.exec('echo "a"');
		expect(guest.lines).toEqual([{ id: 1, cmd: 'exec', command: 'echo "a"' }]);
		guest.started(1);
		guest.output(1, 'a');
		guest.output(1, Uint8Array.of(0, 255, 10));
		guest.ended(1, 3);
		expect(await result).toEqual({ status: 3, output: Uint8Array.of(97, 0, 255, 10) });
	});

	test('that a signal ended tells which', async () => {
		const result = channel.exec('kill -9 $$');
		guest.reply(1, { status: 137, signal: 9 });
		expect(await result).toEqual({ status: 137, signal: 9, output: new Uint8Array(0) });
	});

	test('may hand on its output as it comes', async () => {
		const pieces: Uint8Array[] = [];
		const result = channel.exec('x', { onOutput: (bytes) => pieces.push(bytes) });
		guest.output(1, 'one');
		guest.output(1, 'two');
		expect(pieces.map((piece) => new TextDecoder().decode(piece))).toEqual(['one', 'two']);
		guest.ended(1);
		expect((await result).output).toHaveLength(0);
	});

	test("that the guest can't carry out fails with the guest's words", async () => {
		const result = failure(channel.kill('nobody'));
		guest.reply(1, { status: -1, error: 'No component is called "nobody".' });
		expect(await result).toEqual({
			message: 'No component is called "nobody".',
			failure: 'refused',
		});
	});

	test('takes its input from a file that is put first', async () => {
		const result = channel.exec('cat', { input: 'hello' });
		const path = '/tmp/.channel-input-0';
		const data = btoa('hello');
		expect(guest.lines).toEqual([{ id: 1, cmd: 'put', path, data, offset: 0, mode: 0o600 }]);
		guest.ended(1);
		await settle();
		expect(guest.lines[1]).toEqual({ id: 2, cmd: 'exec', command: 'cat', input_file: path });
		guest.ended(2);
		expect((await result).status).toBe(0);
	});

	test('too long for a line is refused here, with what to do', async () => {
		expect(await failure(channel.exec('x'.repeat(lineMaxBytes)))).toEqual({
			message: expect.stringMatching(/makes a line of 41\d\d bytes.* Put it into a file/),
			failure: 'refused',
		});
		expect(guest.lines).toEqual([]);
	});

	test('is not confused by garbage, strangers and replies to nobody', async () => {
		const result = channel.exec('true');
		guest.line('');
		guest.line('{"src":"host","ev":"reply","id":1,"stat');
		guest.line('null');
		guest.event({ ev: 'reply', id: 1, status: 9 }, 'eth.rtl8139');
		guest.reply(1, {});
		guest.reply(1.5, { status: 9 });
		guest.reply(2, { status: 9 });
		guest.event({ ev: 'reply', status: 9 });
		guest.event({ ev: 'channel', state: 'purple' });
		guest.event({ ev: 'panic' }, 'rs');
		guest.ended(1);
		guest.ended(1, 8);
		expect((await result).status).toBe(0);
	});

	test('whose output is no base64 fails', async () => {
		const result = failure(channel.exec('true'));
		guest.reply(1, { out: '***', more: true });
		expect((await result).message).toContain('no base64');
	});
});

describe('an order about a component', () => {
	test('is one line to the server host, and done when that says so', async () => {
		const result = channel.service({ verb: 'inject', label: 'tty', how: 'race', odds: 7 });
		expect(guest.lines).toEqual([
			{ id: 1, cmd: 'service', verb: 'inject', label: 'tty', how: 'race', odds: 7 },
		]);
		guest.ended(1);
		await result;
	});

	test('is a shell command when it reads files, and fails with what that says', async () => {
		const result = failure(channel.service({ verb: 'update', label: 'tty', file: '/x' }));
		expect(guest.lines).toEqual([{ id: 1, cmd: 'exec', command: 'service update tty /x' }]);
		guest.output(1, 'service: /x: no such file\n');
		guest.ended(1, 1);
		expect(await result).toEqual({ message: 'service: /x: no such file', failure: 'refused' });
	});
});

describe('a file', () => {
	const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index * 7);

	test('is put in pieces, of which the first makes it', async () => {
		const result = channel.put('/tmp/f', bytes, 0o755);
		expect(guest.lines).toHaveLength(1);
		guest.ended(1);
		await settle();
		expect(guest.lines.map(({ cmd, path, mode }) => [cmd, path, mode])).toEqual(
			Array(3).fill(['put', '/tmp/f', 0o755]),
		);
		guest.ended(3);
		guest.ended(2);
		await result;
		const whole = new Uint8Array(bytes.length);
		for (const { data, offset } of guest.lines) {
			whole.set(fromBase64(data as string) ?? [], offset as number);
		}
		expect(whole).toEqual(bytes);
	});

	test('is made even if it is empty', async () => {
		const result = channel.put('/tmp/f', new Uint8Array(0));
		expect(guest.lines).toEqual([{ id: 1, cmd: 'put', path: '/tmp/f', data: '', offset: 0 }]);
		guest.ended(1);
		await result;
	});

	test('whose first piece fails gets no second one', async () => {
		const result = failure(channel.put('/no/f', bytes));
		guest.reply(1, { status: -1, error: 'no such file or directory' });
		expect((await result).message).toBe('no such file or directory');
		expect(guest.lines).toHaveLength(1);
	});

	test('is got as bytes', async () => {
		const result = channel.get('/etc/motd');
		expect(guest.lines).toEqual([{ id: 1, cmd: 'get', path: '/etc/motd' }]);
		guest.output(1, bytes);
		guest.ended(1);
		expect(await result).toEqual(bytes);
	});
});

describe('what is sent', () => {
	test('is never more than the guest has room for', async () => {
		for (let n = 0; n < 10; n++) void channel.exec('x'.repeat(3000));
		const sent = guest.lines.length;
		expect(guest.lineBytes.reduce((sum, length) => sum + length)).toBeLessThan(
			unreadMaxBytes - lineMaxBytes,
		);
		expect(sent).toBeLessThan(10);
		guest.started(1);
		expect(guest.lines).toHaveLength(sent + 1);
	});

	test('leaves the guest a place for a cancel, and goes on when a command ends', () => {
		for (let n = 0; n < 20; n++) void channel.exec('sleep 9');
		for (let id = 1; id < guestCommandsMax; id++) guest.started(id);
		expect(guest.lines).toHaveLength(guestCommandsMax - 1);
		guest.ended(2);
		expect(guest.lines).toHaveLength(guestCommandsMax);
	});

	test('has pings, kills and orders at once, however much waits', async () => {
		for (let n = 0; n < 20; n++) void channel.exec('x'.repeat(3000));
		const ping = channel.ping();
		const { id, cmd } = guest.lines.at(-1) ?? { id: 0, cmd: '' };
		expect(cmd).toBe('ping');
		guest.reply(id, { status: 0, hostd: false });
		expect(await ping).toEqual({ hostd: false });
		void channel.kill('chr.tty');
		expect(guest.lines.at(-1)).toMatchObject({ cmd: 'kill', label: 'chr.tty' });
		void channel.service({ verb: 'restart', label: 'chr.tty' });
		expect(guest.lines.at(-1)).toMatchObject({ cmd: 'service', verb: 'restart' });
	});

	test('waits for the server to be up', () => {
		const booting = new FakeGuest();
		void new ControlChannel(booting).exec('true');
		booting.event({ ev: 'boot' }, 'kernel');
		expect(booting.lines).toEqual([]);
		booting.channel('up');
		expect(booting.lines).toHaveLength(1);
	});
});

describe('a time limit', () => {
	test('fails the command and cancels it in the guest', async () => {
		vi.useFakeTimers();
		const result = failure(channel.exec('sleep 999', { timeoutMs: 2000 }));
		guest.started(1);
		await vi.advanceTimersByTimeAsync(2000);
		expect(await result).toEqual({
			message: 'The command had not ended after 2 s and was cancelled.',
			failure: 'timeout',
		});
		expect(guest.lines.at(-1)).toEqual({ id: 2, cmd: 'cancel', job: 1 });
	});

	test('does nothing to a command that ended before', async () => {
		vi.useFakeTimers();
		const result = channel.exec('true', { timeoutMs: 2000 });
		guest.ended(1);
		await vi.advanceTimersByTimeAsync(5000);
		expect((await result).status).toBe(0);
		expect(guest.lines).toHaveLength(1);
	});
});

describe('the end of the guest fails what is under way:', () => {
	test.each([
		['halt', 'The guest powered off.'],
		['panic', "The guest's kernel panicked."],
		['boot', 'The guest started anew.'],
	])('an event %s of the kernel', async (ev, message) => {
		const result = failure(channel.exec('true'));
		guest.event({ ev }, 'kernel');
		expect(await result).toEqual({ message, failure: 'closed' });
	});

	test.each([
		['halted', 'The guest halted.'],
		['crashed', 'The machine itself failed.'],
		['disposed', 'The machine is gone.'],
	] as const)('a machine that is %s', async (state, message) => {
		const result = failure(channel.exec('true'));
		guest.enter(state);
		expect(await result).toEqual({ message, failure: 'closed' });
	});

	test('even before it was sent', async () => {
		const booting = new FakeGuest();
		const result = failure(new ControlChannel(booting).exec('true'));
		booting.event({ ev: 'panic' }, 'kernel');
		expect((await result).message).toBe("The guest's kernel panicked.");
	});

	test('the end of the server, which RS tells', async () => {
		const result = failure(channel.exec('true'));
		guest.event({ ev: 'down', label: 'chr.tty', endpoint: 262 }, 'rs');
		guest.event({ ev: 'down', label: 'host', endpoint: 265 }, 'rs');
		expect((await result).message).toBe('The server host ended.');
		void channel.exec('true');
		expect(guest.lines).toHaveLength(1);
	});

	const defect = { ev: 'defect', endpoint: 265, class: 'killed', detail: 'by RS_KILL' };
	const counts = { count: 1, repetition: 0, incident: 1 };

	test('a defect of the server, after which they wait for the next one', async () => {
		const result = failure(channel.exec('true'));
		guest.event({ ...defect, ...counts, label: 'chr.tty' }, 'rs');
		guest.event({ ...defect, ...counts, label: 'host' }, 'rs');
		expect(await result).toEqual({
			message: 'The server host ended and is restarted.',
			failure: 'closed',
		});
		expect(channel.isReady).toBe(false);
		const later = channel.exec('echo later');
		const ready = channel.ready();
		guest.event({ ev: 'publish', label: 'host', endpoint: 521, incident: 1 }, 'rs');
		expect(guest.lines).toHaveLength(1);
		guest.channel('up');
		expect(guest.lines[1]).toMatchObject({ cmd: 'exec', command: 'echo later' });
		guest.channel('ready');
		await ready;
		guest.ended(2);
		expect((await later).status).toBe(0);
	});

	test('a server that RS gives up, even before they were sent', async () => {
		guest.event({ ...defect, ...counts, label: 'host' }, 'rs');
		const result = failure(channel.exec('true'));
		guest.event({ ev: 'giveup', label: 'host', detail: 'too often', incident: 1 }, 'rs');
		expect((await result).message).toContain('is not restarted any more');
	});

	test('a new server, which knows nothing of them', async () => {
		const result = failure(channel.exec('true'));
		guest.channel('up');
		expect((await result).failure).toBe('closed');
	});
});

describe('readiness', () => {
	test('comes with hostd, and is not ended by the guest starting', async () => {
		const booting = new FakeGuest();
		const waiting = new ControlChannel(booting);
		const ready = waiting.ready();
		booting.event({ ev: 'boot' }, 'kernel');
		booting.channel('up');
		expect(waiting.isReady).toBe(false);
		booting.channel('ready');
		await ready;
		expect(waiting.isReady).toBe(true);
		booting.channel('lost');
		expect(waiting.isReady).toBe(false);
	});

	test('of a machine that runs already is asked for', async () => {
		const running = new FakeGuest(1_000_000);
		const ready = new ControlChannel(running).ready();
		expect(running.lines).toEqual([{ id: 1, cmd: 'ping' }]);
		running.reply(1, { status: 0, hostd: true });
		await ready;
	});

	test('is waited for in vain when the guest ends', async () => {
		const ready = failure(new ControlChannel(guest).ready());
		guest.event({ ev: 'panic' }, 'kernel');
		expect(await ready).toEqual({ message: "The guest's kernel panicked.", failure: 'closed' });
	});

	test('is asked for anew after a snapshot was restored, and old answers are nobody’s', async () => {
		const old = failure(channel.exec('true'));
		channel.restart('A snapshot was restored.');
		expect((await old).message).toBe('A snapshot was restored.');
		const ready = channel.ready();
		guest.ended(1);
		guest.reply(2, { status: 0, hostd: true });
		await ready;
	});
});

test('listeners hear of the end of a command in the moment in which it was told', () => {
	let settled = 0;
	channel.onSettled(() => settled++);
	void channel.exec('true');
	guest.started(1);
	guest.output(1, 'x');
	expect(settled).toBe(0);
	guest.ended(1);
	expect(settled).toBe(1);
});

test.each([
	[{ cmd: 'ping' }, { cmd: 'ping' }],
	[
		{ cmd: 'kill', label: 'tty' },
		{ cmd: 'kill', label: 'tty' },
	],
	[
		{ cmd: 'service', order: { verb: 'down', label: 'tty' } },
		{ cmd: 'service', verb: 'down', label: 'tty' },
	],
	[
		{ cmd: 'exec', command: 'ls' },
		{ cmd: 'exec', command: 'ls' },
	],
	[
		{ cmd: 'put', path: '/a', bytes: Uint8Array.of(1) },
		{ cmd: 'put', path: '/a', data: 'AQ==', offset: 0 },
	],
	[
		{ cmd: 'get', path: '/a' },
		{ cmd: 'get', path: '/a' },
	],
] as const)('the command %j may be given as data', async (command, line) => {
	const result = channel.run(command);
	expect(guest.lines).toEqual([{ id: 1, ...line }]);
	if (command.cmd === 'get') guest.output(1, 'x');
	guest.ended(1);
	const output = command.cmd === 'get' ? Uint8Array.of(120) : new Uint8Array(0);
	expect(await result).toEqual({ status: 0, output });
});
