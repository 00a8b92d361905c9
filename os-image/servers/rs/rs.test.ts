/*
 * The reincarnation server in a whole guest: what becomes of components when orders of
 * operators and failures meet. One boot for all; each case leaves its component up.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';
import { decodeStream } from '../../../src/telemetry/event_line.ts';

const MFS = new URL('../../../build/os/bin/mfs.elf', import.meta.url);
/** As many instances in a row RS lets fail early without their having served anyone. */
const BARREN_MAX = 10;
/** Well below the deadlines of calls, which are 30 s and more. */
const SOON_US = 10e6;

let guest: BootedGuest;

beforeAll(async () => {
	guest = await BootedGuest.boot();
});

afterAll(() => guest?.dispose());

async function done(command: string): Promise<string> {
	const { status, output } = await guest.shell(command);
	expect({ command, status, output }).toEqual({ command, status: 0, output });
	return output;
}

interface Component {
	state: string;
	program: string;
	policy: string;
	defects: Record<string, number>;
}
const statusOf = async (label: string) =>
	JSON.parse((await guest.shell(`service status --json ${label}`)).output) as Component;

test('no template makes a component whose label would need quotes', async () => {
	for (const label of ['mfs.A', 'mfs.a b', 'mfs.$(x)', 'mfs.*', 'mfs.a-b']) {
		const { status } = await guest.shell(`service up '${label}'`);
		expect([label, status]).not.toEqual([label, 0]);
	}
	expect(await done('service list --all')).not.toMatch(/mfs\.(?!root|usr|data)/);
});

test('a data store that served for a while before each failure is not given up', async () => {
	const once = 'service inject ds exception; sleep 1.5';
	await done(Array.from({ length: BARREN_MAX + 1 }, () => once).join('\n'));
	expect(await statusOf('ds')).toMatchObject({
		state: 'up',
		defects: { exception: BARREN_MAX + 1 },
	});
});

test('a data store that fails as soon as it is there is given up, and can be started again', async () => {
	let starts = 0;
	while ((await statusOf('ds')).state === 'up') {
		expect(starts++).toBeLessThanOrEqual(BARREN_MAX); // the first had served
		await guest.shell('service inject ds exception; sleep 0.1');
	}
	expect(await statusOf('ds')).toMatchObject({ state: 'given up' });
	await done('service up ds');
});

test('when an update is called off, what was given back meanwhile is done soon', async () => {
	await guest.during(guest.channel.put('/tmp/mfs', await readFile(MFS)));
	await done('service down blk.at_disk');
	const startUs = guest.machine.nowUs;
	const [, update, list] = await guest.shells([
		'cat /usr/bin/* /usr/lib/*/* >/dev/null', // more than the file server's cache holds
		'sleep 0.2; service update mfs.usr /tmp/mfs || { service up blk.at_disk; false; }',
		'sleep 1; ls /usr',
	]);
	expect(update).toMatchObject({ status: 1, output: expect.stringContaining('no quiescent') });
	expect(list).toMatchObject({ status: 0 });
	expect(guest.machine.nowUs - startUs).toBeLessThan(SOON_US);
	expect(guest.events.join('\n')).not.toContain('breaks the protocol');
});

test('of several who replace a component at once one does, and the others are told', async () => {
	const orders = Array.from(
		{ length: 4 },
		() => 'service update chr.random /usr/lib/drivers/random',
	);
	const results = await guest.shells([...orders, 'service restart chr.random']);
	const refusals = results.filter(({ status }) => status !== 0);
	expect(results.length - refusals.length).toBeGreaterThan(0);
	for (const { output } of refusals) {
		expect(output).toMatch(
			/replaced already|has failed, and its policy has not restarted it yet/,
		);
	}
	expect(await statusOf('chr.random')).toMatchObject({ state: 'up' });
	expect(await done('head -c 4 /dev/random | wc -c')).toBe('4\n');
});

test('what an update would have brought is forgotten with its component', async () => {
	await done(
		[
			'printf "#!/bin/sh\\nsleep 60\\n" > /etc/policies/slow',
			'chmod 755 /etc/policies/slow',
			'cp /usr/lib/drivers/random /tmp/random',
			'cp /bin/true /tmp/true',
			'while read line; do',
			'	case $line in "program random;") line="program /tmp/true;" ;; esac',
			'	echo "$line"',
			'done < /etc/system.conf > /tmp/other.conf',
			'service refresh chr.random --policy=slow',
		].join('\n'),
	);
	const [update] = await guest.shells([
		'service update chr.random /tmp/random',
		'sleep 1; service down chr.random',
	]);
	expect(update).toMatchObject({ status: 1, output: expect.stringContaining('cancel') });
	const up = await guest.shell('service up chr.random --config=/tmp/other.conf --policy=giveup');
	expect(up.status).toBe(1);
	await done('sleep 1');
	const { state, program } = await statusOf('chr.random');
	expect([state, program]).toEqual(['given up', '/tmp/true']);
	await done('service down chr.random; service up chr.random');
});

test('repetitions fade with good behaviour: half of them a minute', async () => {
	const repetition = () =>
		decodeStream(guest.events)
			.events.filter((event) => event.ev === 'defect')
			.findLast(({ label }) => label === 'chr.random')?.repetition ?? 0;
	await done(Array.from({ length: 4 }, () => 'service kill chr.random; sleep 0.5').join('\n'));
	const counted = repetition() + 1;
	expect(counted).toBeGreaterThanOrEqual(4);
	await done('sleep 130; service kill chr.random; sleep 0.5');
	expect(repetition()).toBe(Math.floor(counted / 4));
});

test('each incident ends once in the event stream', async () => {
	const { events, problems } = decodeStream(guest.events);
	expect(problems).toEqual([]);
	const open = new Map<string, number>();
	for (const event of events) {
		if (event.ev === 'defect') open.set(event.label, event.incident);
		if (event.ev !== 'publish' && event.ev !== 'giveup') continue;
		if (!event.incident) continue;
		expect([event.label, open.get(event.label)]).toEqual([event.label, event.incident]);
		open.delete(event.label);
	}
	expect([...open.keys()]).toEqual([]);
});
