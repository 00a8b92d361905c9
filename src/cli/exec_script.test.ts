import { beforeEach, expect, test } from 'vitest';
import { ControlChannel } from '../channel/control_channel.ts';
import { FakeGuest } from '../channel/fake_guest.test-support.ts';
import { CliError } from './command.ts';
import { type CommandReport, ExecScript, type Script } from './exec_script.ts';

let guest: FakeGuest;
let reports: CommandReport[];

beforeEach(() => {
	guest = new FakeGuest();
	reports = [];
});

function start(script: Partial<Script>, onOutput?: (bytes: Uint8Array) => void) {
	const exec = new ExecScript(new ControlChannel(guest), {
		...{ puts: [], commands: [], input: undefined, gets: [], sync: false },
		...script,
	});
	const result = exec
		.run({ onOutput, onCommand: (report) => reports.push(report) })
		.catch((error) => error);
	return { exec, result };
}

/** Answers the line that has just been sent, which is expected to be this command. */
async function answer(expected: string, status: number, output = ''): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	const { id, cmd, command, path } = guest.lines.at(-1) ?? { id: 0, cmd: 'nothing' };
	expect(`${cmd} ${command ?? path}`).toBe(expected);
	if (output) guest.output(id, output);
	guest.ended(id, status);
}

function boot(): void {
	guest.channel('up');
	guest.channel('ready');
}

test('commands run one after the other, and the last one’s status is the result', async () => {
	const { result } = start({ commands: ['false', 'exit 7', 'true'] });
	boot();
	await answer('exec false', 1, 'a');
	await answer('exec exit 7', 7);
	await answer('exec true', 0, 'b');
	expect(await result).toEqual({ status: 0, files: [] });
	expect(reports.map(({ command, status }) => [command, status])).toEqual([
		['false', 1],
		['exit 7', 7],
		['true', 0],
	]);
	expect(new TextDecoder().decode(reports[2]?.output)).toBe('b');
});

test('nothing is sent before the guest is ready', async () => {
	const { exec } = start({ commands: ['true'] });
	guest.channel('up');
	await Promise.resolve();
	expect(guest.lines).toEqual([]);
	expect(exec.goal).toBe('to boot');
});

test('files are put before the commands and got after them, then disks are synced', async () => {
	const puts = [{ path: '/tmp/a', bytes: Uint8Array.of(1), mode: 0o755 }];
	const { result, exec } = start({ puts, commands: ['x'], gets: ['/tmp/b'], sync: true });
	boot();
	await answer('put /tmp/a', 0);
	await answer('exec x', 0);
	await answer('get /tmp/b', 0, 'B');
	await answer('exec sync', 0);
	expect(await result).toEqual({ status: 0, files: [Uint8Array.of(66)] });
	expect(exec.goal).toBe('to sync its disks');
});

test('what the guest refuses is told with what it was for', async () => {
	const { result } = start({ gets: ['/none'] });
	boot();
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	guest.reply(1, { status: -1, error: 'The transfer failed: no such file or directory.' });
	const error = await result;
	expect(error).toBeInstanceOf(CliError);
	expect(error.message).toBe(
		'The guest was to hand over /none, and failed. ' +
			'The transfer failed: no such file or directory.',
	);
});

test('a sync that fails is a failure, with its words', async () => {
	const { result } = start({ sync: true });
	boot();
	await answer('exec sync', 1, 'sync: /dev/hd0: input/output error\n');
	expect((await result).message).toBe(
		'sync failed with status 1: sync: /dev/hd0: input/output error',
	);
});

test('a guest that ends before it is ready is a failure', async () => {
	const { result } = start({ commands: ['true'] });
	guest.event({ ev: 'halt' }, 'kernel');
	const error = await result;
	expect(error).toBeInstanceOf(CliError);
	expect(error.message).toBe('The guest was to boot, and failed. The guest powered off.');
});
