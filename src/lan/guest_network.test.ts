/*
 * A whole guest on its networks: both cards, each with its own LAN. Needs the built OS.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BootedGuest } from '../channel/booted_guest.test-support.ts';
import { SUBNETS } from './addresses.ts';
import type { Lan } from './lan.ts';

let guest: BootedGuest;
let lans: Record<'rtl8139' | 'dp8390', Lan>;

beforeAll(async () => {
	guest = await BootedGuest.boot({ network: { nics: ['rtl8139', 'dp8390'] } });
	const [rtl8139, dp8390] = guest.lans;
	if (!rtl8139 || !dp8390) throw new Error('The machine has not both cards.');
	lans = { rtl8139, dp8390 };
	await runUntil(() => guest.lans.every((lan) => lan.leases.some(({ isBound }) => isBound)));
});

afterAll(() => guest?.dispose());

/** Lets the guest run until something is the case on the LAN. */
async function runUntil(isDone: () => boolean): Promise<void> {
	const untilUs = guest.machine.nowUs + 60e6;
	const { reason } = await guest.machine.runUntil({ until: isDone, untilUs });
	expect(reason).toBe('condition');
}

test('each card gets the first address of its network', () => {
	for (const nic of ['rtl8139', 'dp8390'] as const) {
		expect(lans[nic].leases.map(({ address }) => address)).toEqual([SUBNETS[nic].firstLease]);
	}
});

test.each(['10.0.2.2', '10.0.3.2'])('a download from %s has the server’s digest', async (host) => {
	const url = `http://${host}/random/300K`;
	const { output } = await guest.shell(`wget -q -O - ${url} | md5sum; wget -q -O - ${url}.md5`);
	const [found, expected] = output.split('\n');
	expect(found).toBe(`${expected}  -`);
	expect(expected).toMatch(/^[0-9a-f]{32}$/);
});

test('an upload has the digest that the guest tells of it', async () => {
	const { output } = await guest.shell(
		'dd if=/bin/sh of=/tmp/up bs=1024 count=100 2>/dev/null; md5sum < /tmp/up; ' +
			'upload -q /tmp/up http://host/upload',
	);
	const md5 = /^([0-9a-f]{32})/.exec(output)?.[1];
	expect(output).toContain(`\nmd5 ${md5}\n`);
});

test('a mail to anyone arrives in the sink', async () => {
	await guest.shell('echo "It was killed." | mail -s "eth.rtl8139 failed" admin@host');
	// Each network has a host of that name: the guest decides which name server it asks.
	const mails = () => guest.lans.flatMap((lan) => lan.mails);
	await runUntil(() => mails().length > 0);
	const [mail] = mails();
	expect(mail?.to).toEqual(['admin@host']);
	expect(mail?.text).toMatch(/^Subject: eth\.rtl8139 failed$/m);
	expect(mail?.text).toContain('\n\nIt was killed.\n');
});

test('the LAN’s host talks to a server in the guest', async () => {
	await guest.shell('echod -p 7000 >/dev/null 2>&1 & sleep 1');
	const dialed = lans.rtl8139.connect(7000);
	await runUntil(() => dialed.state !== 'connecting');
	dialed.send('hello');
	let answer = '';
	await runUntil(() => {
		answer += Buffer.from(dialed.take()).toString();
		return answer.length >= 5;
	});
	expect(answer).toBe('hello');
	dialed.end();
	await runUntil(() => dialed.state === 'closed');
	expect(dialed.reason).toBe(undefined);
});

test('a pulled cable holds a download up, and it goes on when the cable is back', async () => {
	const lan = lans.rtl8139;
	const url = 'http://10.0.2.2/random/1M?seed=5';
	const before = lan.statistics().toGuest.bytes;
	const work = guest.shell(`wget -q -O - '${url}' | md5sum`);
	const half = { done: false };
	const pull = guest.machine.events.handle('test-pull', (isUp) => {
		lan.setLink(isUp as boolean);
		half.done = !isUp;
	});
	const untap = lan.tap(() => {
		if (!half.done && lan.isLinkUp && lan.statistics().toGuest.bytes - before > 500_000) {
			half.done = true;
			const { nowNs } = guest.machine.events;
			guest.machine.events.schedule(nowNs, 'test-pull', false);
			guest.machine.events.schedule(nowNs + 500e6, 'test-pull', true);
			untap();
		}
	});
	const { output } = await work;
	pull();
	expect(half.done).toBe(false);
	const { output: expected } = await guest.shell(`wget -q -O - '${url.replace('?', '.md5?')}'`);
	expect(output).toBe(`${expected.trim()}  -\n`);
	expect(lan.isLinkUp).toBe(true);
});

test('a snapshot taken during a download goes on exactly as the run that it was taken of', async () => {
	const { machine } = guest;
	const settled = guest.channel.exec('wget -q -O - http://10.0.2.2/random/512K | md5sum');
	settled.catch(() => undefined); // the snapshot is of a guest that has not answered yet
	const before = lans.rtl8139.statistics().toGuest.bytes;
	await runUntil(() => lans.rtl8139.statistics().toGuest.bytes - before > 200_000);
	const snapshot = machine.snapshot().toBytes();
	const run = async () => {
		await machine.runUntil({ forUs: 3e6 });
		const { toGuest, fromGuest } = lans.rtl8139.statistics();
		return { toGuest, fromGuest, ram: await machine.hashRam() };
	};
	const first = await run();
	expect(first.toGuest.bytes - before).toBeGreaterThan(512 << 10);
	machine.restore(snapshot);
	expect(await run()).toEqual(first);
});
