/**
 * The network server with drivers that fail, lie and fall silent (inettest plays them, in the place
 * of a card's own): each is complained about for what it did, and nobody else notices. Other
 * interfaces work meanwhile, and the card's own network again as soon as its driver is back.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';

const BOOT_MS = 60_000;
const TEST_MS = 60_000;
const label = 'eth.rtl8139';
const otherNetwork = '10.0.3.2';
/** Guest time in which each driver shows what it is, restarts of TCP included. */
const patienceUs = 40e6;
/** More than the network server bears silence, and less than a connection bears it. */
const outageUs = 10e6;
/** RS hears five complaints a minute from each component. */
const nextComplaintUs = 13e6;

interface GuestEvent {
	ev: string;
	label?: string;
	reason?: string;
	from?: string;
	text?: string;
	class?: string;
}

let guest: BootedGuest;
/** What the guest had in use before the first driver misbehaved. */
let before: string;

beforeAll(async () => {
	guest = await BootedGuest.boot({
		memoryMb: 64, // programs are read whole, and several shells run at once
		network: { nics: ['rtl8139', 'dp8390'] },
	});
	await guest.machine.runUntil({
		until: () => guest.lans.every((lan) => lan.leases.some(({ isBound }) => isBound)),
		untilUs: guest.machine.nowUs + patienceUs,
	});
	before = await sockets();
}, BOOT_MS);
afterAll(() => guest?.dispose());

function eventsFrom(index: number): GuestEvent[] {
	return guest.events.slice(index).map((line) => JSON.parse(line) as GuestEvent);
}

async function sockets(): Promise<string> {
	const { output } = await guest.shell('netstat | grep -v TIME_WAIT');
	return output;
}

/** Runs on until an event has come, counted from `index` on. */
async function untilEvent(index: number, is: (event: GuestEvent) => boolean): Promise<void> {
	const { reason } = await guest.machine.runUntil({
		until: () => eventsFrom(index).some(is),
		untilUs: guest.machine.nowUs + patienceUs,
	});
	expect(reason, guest.events.slice(index).join('\n')).toBe('condition');
}

/** Puts the driver that misbehaves in the place of the card's own; asks for answers of the network. */
async function misbehave(manner: string, policy = 'none'): Promise<number> {
	await guest.machine.runUntil({ forUs: nextComplaintUs });
	const from = guest.events.length;
	const block =
		`service ${label} { program /usr/bin/inettest; arguments ${manner}; uid _rtl8139 219; ` +
		'gid 1; traps send receive notify sendnb senda; ipc rs inet; calls basic copy; pages 1m; ' +
		`complain inet; policy ${policy}; }`;
	await guest.shell(
		`conf=/tmp/inettest.conf; echo '${block}' > $conf; ` +
			`service refresh -c $conf ${label} || service up -c $conf ${label}; ` +
			'wget -q -O /dev/null http://10.0.2.2/random/1K >/dev/null 2>&1 & ' +
			'ping -q -i 0.02 -c 50 10.0.2.2 >/dev/null 2>&1 &',
	);
	return from;
}

/** Loopback and the other card. */
async function expectOthersToWork(): Promise<void> {
	const url = `http://${otherNetwork}/random/20K`;
	const { output } = await guest.shell(
		`ping -q -c 1 127.0.0.1 >/dev/null && echo ok; wget -q -O - ${url} | md5sum; wget -q -O - ${url}.md5`,
	);
	const [loopback, found, expected] = output.split('\n');
	expect(loopback).toBe('ok');
	expect(expected).toMatch(/^[0-9a-f]{32}$/);
	expect(found).toBe(`${expected}  -`);
}

/** The card's own driver again: its network works, and nothing has been left behind. */
async function expectRecovery(from: number): Promise<void> {
	const { output } = await guest.shell(
		`kill $(pidof ping wget) 2>/dev/null; service down ${label}; service up ${label}; ` +
			'wget -q -O - http://10.0.2.2/random/20K | md5sum; ' +
			'wget -q -O - http://10.0.2.2/random/20K.md5',
	);
	const [found, expected] = output.split('\n').slice(0, 2);
	expect(expected).toMatch(/^[0-9a-f]{32}$/);
	expect(found).toBe(`${expected}  -`);
	const failed = eventsFrom(from).filter(
		(event) => event.ev === 'defect' && event.label !== label,
	);
	expect(failed).toEqual([]);
	expect(await sockets()).toBe(before);
}

const isComplaint = (reason: string) => (event: GuestEvent) =>
	event.ev === 'complaint' && event.label === label && event.reason === reason;

describe('a network driver is complained about that', () => {
	it.each([
		['answers for no frames', 'no_frames', 'length'],
		['answers for more frames than an answer can have', 'too_many', 'length'],
		['has put a frame beyond its region', 'beyond', 'length'],
		['has received a frame that is too long', 'too_long', 'length'],
		['has received a frame that is too short', 'too_short', 'length'],
		['answers as if it were dead', 'as_dead', 'length'],
		['answers twice', 'twice', 'unasked'],
		['answers what nobody asked', 'unasked', 'unasked'],
		['answers with another type', 'wrong_type', 'type'],
		['has sent more frames than it was given', 'more_sent', 'status'],
		['never has sent a frame', 'mute', 'deadline'],
		['answers everything and moves nothing', 'silent', 'silence'],
		['gives back everything for ever', 'given_back', 'status'],
		['can’t be configured', 'refuses', 'status'],
		['has the address of no station', 'no_station', 'status'],
	])(
		'%s',
		async (_what, manner, reason) => {
			const from = await misbehave(manner);
			await untilEvent(from, isComplaint(reason));
			await expectOthersToWork();
			const complaints = eventsFrom(from).filter(({ ev }) => ev === 'complaint');
			expect(
				complaints.map((event) => `${event.from}: ${event.label}: ${event.reason}`),
			).toEqual([`inet: ${label}: ${reason}`]);
			await expectRecovery(from);
		},
		TEST_MS,
	);
});

describe('a network driver does no harm that', () => {
	it.each([
		['exits when it is configured', 'exit_configure', 'exit'],
		['panics at its first frame', 'panic_send', 'exit'],
		['divides by zero as it is to receive', 'divide_receive', 'exception'],
		['hangs when it is configured', 'hang_configure', 'heartbeat'],
	])(
		'%s',
		async (_what, manner, kind) => {
			const from = await misbehave(manner);
			await untilEvent(from, (event) => event.ev === 'defect' && event.class === kind);
			await expectOthersToWork();
			await expectRecovery(from);
		},
		TEST_MS,
	);

	it(
		'is gone each time that it was configured, until it is given up',
		async () => {
			const from = await misbehave('late_exit', 'restart');
			await untilEvent(from, ({ ev, label: of }) => ev === 'giveup' && of === label);
			const restarts = eventsFrom(from).filter(({ ev }) => ev === 'restart').length;
			expect(restarts).toBeGreaterThan(3);
			await expectOthersToWork();
			await expectRecovery(from);
		},
		TEST_MS,
	);

	it.each([
		['delivers garbage', 'garbage', 'inettest: 6000 frames of garbage'],
		['delivers a flood', 'flood', 'inettest: a flood of 24000 frames'],
		['has a link that comes and goes', 'blinking', 'inettest: the link has blinked 500 times'],
	])(
		'%s',
		async (_what, manner, line) => {
			const from = await misbehave(manner);
			await untilEvent(from, ({ ev, text }) => ev === 'log' && text === line);
			await expectOthersToWork();
			await expectRecovery(from);
		},
		TEST_MS,
	);
});

it(
	'frames that a driver has not answered for are sent again',
	async () => {
		const from = await misbehave('in_part');
		await untilEvent(from, ({ text }) => text === 'inettest: what was not sent has come again');
		await expectRecovery(from);
	},
	TEST_MS,
);

describe('silence is not the driver’s fault', () => {
	it.each([
		['while the cable was out', () => lan().setLink(false), () => lan().setLink(true)],
		[
			'while the interface was down',
			() => guest.shell('ifconfig eth0 down'),
			() => guest.shell('ifconfig eth0 up'),
		],
	])(
		'%s',
		async (_what, pull, plug) => {
			const from = guest.events.length;
			await guest.shell(
				'(sleep 1; echo x; sleep 100) | nc 10.0.2.2 7 >/dev/null 2>&1 & sleep 0.5',
			);
			await pull();
			await guest.machine.runUntil({ forUs: outageUs });
			await plug();
			await guest.machine.runUntil({ forUs: outageUs });
			// Without the interface the way leads through the other card, whose network knows nothing of it.
			const complaints = eventsFrom(from).filter(({ ev }) => ev === 'complaint');
			expect(complaints.filter((event) => event.label === label)).toEqual([]);
			await guest.shell('kill $(pidof nc sleep)');
		},
		TEST_MS,
	);

	function lan() {
		const [first] = guest.lans;
		if (!first) throw new Error('There is no network.');
		return first;
	}
});
