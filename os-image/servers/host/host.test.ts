/*
 * The server host in a whole guest: what it answers by itself, and to nonsense.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';
import { guestCommandsMax, lineMaxBytes } from '../../../src/channel/protocol.ts';
import { listProcesses } from '../../../src/machine/introspect.ts';
import { Manifest } from '../../../src/machine/manifest.ts';

const MANIFEST = new URL('../../../build/os/manifest.json', import.meta.url);
/** Guest time in which a component has to be back. */
const LIMIT_US = 30e6;

/** Far from the ids that the guest's own channel gives. */
const id = 900_000;

let guest: BootedGuest;
let manifest: Manifest;

beforeAll(async () => {
	guest = await BootedGuest.boot();
	manifest = Manifest.parse(await readFile(MANIFEST, 'utf8'));
});

afterAll(() => {
	guest?.dispose();
});

/** As the host itself reads it in the guest's process table. */
const endpointOf = (label: string) =>
	listProcesses(guest.machine, manifest).find((process) => process.label === label)?.endpoint;

/** Sends a line as it is, and gives the events until a command behind it has ended. */
async function eventsAfter(line: string): Promise<Record<string, unknown>[]> {
	const before = guest.events.length;
	guest.machine.com2.send(`${line}\n`);
	await guest.shell('true');
	return guest.events.slice(before).map((event) => JSON.parse(event));
}

describe('a line that is no command', () => {
	it.each([
		['', 0, 'The line is not a JSON object.'],
		[`{"id":${id},"cmd":"ping"`, id, 'The line lacks a comma or the closing brace.'],
		['[]', 0, 'The line is not a JSON object.'],
		['{"cmd":"ping"}', 0, 'The line has no "id" from 1 to 2147483647.'],
		['{"id":0,"cmd":"ping"}', 0, 'The line has no "id" from 1 to 2147483647.'],
		['{"id":"1","cmd":"ping"}', 0, 'The line has no "id" from 1 to 2147483647.'],
		[`{"id":${id}}`, id, 'The line has no "cmd", such as "exec".'],
		[`{"id":${id},"cmd":["exec"]}`, id, 'The line has a value that is no string'],
		[`{"id":${id},"cmd":"reboot"}`, id, 'There is no command "reboot": expected ping'],
		[`{"id":${id},"cmd":"service"}`, id, 'service needs a "verb"'],
		[`{"id":${id},"cmd":"service","verb":"list"}`, id, 'There is no verb "list" here'],
		[`{"id":${id},"cmd":"service","verb":"up"}`, id, 'up needs a "label"'],
		[
			`{"id":${id},"cmd":"service","verb":"inject","label":"tty","how":"fly"}`,
			...([id, 'needs a "how": panic, exception, hang, exit, leak or race.'] as const),
		],
		[
			`{"id":${id},"cmd":"service","verb":"inject","label":"tty","how":"race","odds":0}`,
			...([id, '"odds" has to be a number from 1'] as const),
		],
		[
			`{"id":${id},"cmd":"service","verb":"complain","label":"tty"}`,
			...([id, 'needs a "reason": unasked, forged, '] as const),
		],
		[`{"id":${id},"cmd":"kill"}`, id, 'kill needs a "label"'],
		[`{"id":${id},"cmd":"exec"}`, id, 'exec needs a "command"'],
		[`{"id":${id},"cmd":"exec","command":"a\\u0000b"}`, id, 'exec needs a "command"'],
		[`{"id":${id},"cmd":"put","path":"/tmp/x"}`, id, 'put needs a "path" and "data".'],
		[`{"id":${id},"cmd":"put","path":"/tmp/x","data":"*"}`, id, 'is no base64'],
		[`{"id":${id},"cmd":"cancel","job":77}`, id, 'There is no job 77 to cancel.'],
	])('%j is answered under id %i', async (line, replyId, error) => {
		const replies = await eventsAfter(line);
		const own = replies.find((event) => event.id === replyId);
		expect(own).toMatchObject({ ev: 'reply', src: 'host', status: -1 });
		expect(own?.error).toContain(error);
	});

	it('and is too long is dropped by the kernel, which says so', async () => {
		const events = await eventsAfter('x'.repeat(lineMaxBytes + 1));
		expect(events).toContainEqual(
			expect.objectContaining({
				...{ ev: 'log', src: 'kernel', text: 'control channel: a line was dropped' },
			}),
		);
	});
});

describe('the server', () => {
	it('answers a ping, and tells that hostd is there', async () => {
		expect(await guest.during(guest.channel.ping())).toEqual({ hostd: true });
	});

	it.each([
		[{ verb: 'kill', label: 'nobody' }, 'RS has no component called "nobody" that runs now.'],
		[{ verb: 'kill', label: 'pm' }, 'RS has no component called "pm" that runs now.'],
		[
			{ verb: 'restart', label: 'a.label.that.is.too.long' },
			'RS has no component called "a.label.that.is.too.long": labels are shorter.',
		],
		[{ verb: 'restart', label: 'nobody' }, 'RS has no component called "nobody".'],
		[{ verb: 'up', label: 'nobody' }, 'RS has no component called "nobody".'],
		[{ verb: 'up', label: 'random' }, 'RS refuses up of chr.random: it is up already.'],
	] as const)('says why it can not be done: %j', async (order, message) => {
		const result = guest.channel.service(order).then(
			() => 'It succeeded.',
			(error) => error.message,
		);
		expect(await guest.during(result)).toBe(message);
	});

	it('kills a driver by its bare name, while a command goes on', async () => {
		const command = guest.channel.exec('sleep 2; echo done');
		await guest.during(guest.channel.kill('tty'));
		expect(guest.events).toContainEqual(expect.stringMatching(/"ev":"down","label":"chr.tty"/));
		const { output } = await guest.during(command);
		expect(new TextDecoder().decode(output)).toBe('done\n');
	});

	it('gives RS orders, each answered when it is carried out', async () => {
		const order = (verb: 'up' | 'down' | 'restart') =>
			guest.during(guest.channel.service({ verb, label: 'random' }));
		const isUp = () => endpointOf('chr.random') !== undefined;
		const first = endpointOf('chr.random');
		await order('restart');
		expect(isUp()).toBe(true);
		expect(endpointOf('chr.random')).not.toBe(first);
		await order('down');
		expect(isUp()).toBe(false);
		await order('up');
		expect(isUp()).toBe(true);
	});

	it.each([
		[{ verb: 'inject', label: 'random', how: 'exception' }, 'exception'],
		[{ verb: 'complain', label: 'chr.random', reason: 'length' }, 'complaint'],
	] as const)('%j is a defect of the class %s', async (order, defect) => {
		const before = guest.events.length;
		const isBack = () =>
			guest.events.slice(before).some((line) => /"publish","label":"chr.random"/.test(line));
		await guest.during(guest.channel.service(order));
		await guest.machine.runUntil({ until: isBack, untilUs: guest.machine.nowUs + LIMIT_US });
		const defects = guest.events.slice(before).filter((line) => /"ev":"defect"/.test(line));
		expect(defects).toEqual([expect.stringContaining(`"class":"${defect}"`)]);
	});

	it('gives orders while every place of commands is taken', async () => {
		const jobs = Array.from({ length: guestCommandsMax }, () => guest.channel.exec('sleep 5'));
		await guest.during(guest.channel.service({ verb: 'restart', label: 'chr.tty' }));
		const ends = await guest.during(Promise.all(jobs));
		expect(ends.map(({ status }) => status)).toEqual(jobs.map(() => 0));
	});
});

describe('a server that is restarted', () => {
	it.each([
		[{ verb: 'kill', label: 'host' }],
		[{ verb: 'restart', label: 'host' }],
		[{ verb: 'inject', label: 'host', how: 'panic' }],
	] as const)('fails what is under way, and carries out what comes later: %j', async (order) => {
		const before = endpointOf('host');
		const job = guest.channel.exec('sleep 100').then(
			() => 'It succeeded.',
			(error) => error.failure,
		);
		await guest.during(guest.channel.service(order));
		expect(await guest.during(job)).toBe('closed');
		await guest.during(guest.channel.ready());
		expect(await guest.shell('echo later')).toEqual({ status: 0, output: 'later\n' });
		expect(endpointOf('host')).not.toBe(before);
	});

	it('late is waited for by hostd, which is not held for dying young', async () => {
		const startUs = guest.machine.nowUs;
		const order = guest.channel.exec('service down host; sleep 5; service up host');
		expect(await guest.during(order.catch((error) => error.message))).toBe(
			'The server host ended.',
		);
		await guest.during(guest.channel.ready());
		expect(await guest.shell('echo later')).toEqual({ status: 0, output: 'later\n' });
		expect(guest.machine.nowUs - startUs).toBeLessThan(7e6);
	});
});
