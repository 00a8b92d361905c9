/*
 * Datagrams whose answer comes while the driver of the network card is dead: nobody repeats them
 * but their own program. One that asks again is answered; one that does not reports the loss.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import { formatIp, SUBNETS } from '../../src/lan/addresses.ts';
import type { Lan } from '../../src/lan/lan.ts';

const BOOT_MS = 120_000;
const LIMIT_US = 30e6;
const LABEL = 'eth.rtl8139';
const GATEWAY = formatIp(SUBNETS.rtl8139.gateway);
/** So long that there is time to kill the driver between a question and its answer. */
const DELAY_US = 50_000;
/** From a question's arrival at the LAN to a kill, so that the answer finds no driver. */
const KILL_AFTER_US = DELAY_US - 5_000;

let guest: BootedGuest;
let lan: Lan;

beforeAll(async () => {
	guest = await BootedGuest.boot({
		network: { nics: ['rtl8139'], link: { delayUs: DELAY_US } },
	});
	const [only] = guest.lans;
	if (!only) throw new Error('The machine has no network card.');
	lan = only;
	// With an address, and the neighbours' known, a question is the next frame.
	await guest.shell(`ifconfig -w 10; ping -c 1 ${GATEWAY}; nslookup host`);
}, BOOT_MS);
afterAll(() => guest?.dispose());

/** Runs a command that asks something, and kills the driver while the answer is on its way. */
async function askUnderKill(command: string) {
	const { machine, channel } = guest;
	const sent = lan.statistics().fromGuest.frames;
	const asked = channel.exec(command);
	const until = () => lan.statistics().fromGuest.frames > sent;
	const { reason } = await machine.runUntil({ until, forUs: LIMIT_US });
	expect(reason).toBe('condition');
	await machine.runUntil({ forUs: KILL_AFTER_US });
	const killed = channel.kill(LABEL);
	const { status, output } = await guest.during(asked);
	await killed;
	return { status, text: new TextDecoder().decode(output) };
}

it('a question that nobody disturbs is answered', async () => {
	expect(await guest.shell(`echo question | nc -u -a -w 1 ${GATEWAY} echo`)).toEqual({
		status: 0,
		output: 'question\n',
	});
});

it('a program that asks once reports that there was no answer', async () => {
	expect(await askUnderKill(`echo question | nc -u -a -w 1 ${GATEWAY} echo`)).toEqual({
		status: 1,
		text: 'nc: no answer\n',
	});
});

it('a resolver asks again, and finds the name', async () => {
	expect(await askUnderKill('nslookup host')).toEqual({
		status: 0,
		text: expect.stringContaining(GATEWAY),
	});
});
