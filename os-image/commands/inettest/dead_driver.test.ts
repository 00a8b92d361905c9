/**
 * While a network driver is dead: frames that arrive for it reach no memory, and what is asked by
 * datagrams is answered once it is back.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';
import type { Lan } from '../../../src/lan/lan.ts';

const label = 'eth.rtl8139';
/** Less than its policy waits before it restarts the driver: a second. */
const whileDeadUs = 500e3;
const patienceUs = 10e6;
const frames = 50;
/** Events of the LAN end the guest's idling, so it notes other times: u64s. A frame would be longer. */
const timeBytes = 8;

let guest: BootedGuest;
let lan: Lan;

beforeAll(async () => {
	guest = await BootedGuest.boot({ network: { nics: ['rtl8139'] } });
	const [first] = guest.lans;
	if (!first) throw new Error('The machine has no network.');
	lan = first;
	await guest.shell(`ping -q -c 1 10.0.2.2; service refresh -p slides ${label}`);
	await guest.shell('ping -q -c 1 10.0.2.2');
}, 60_000);
afterAll(() => guest?.dispose());

/** How many bytes in a row differ at most. */
function longestDifference(one: Uint8Array, other: Uint8Array): number {
	let longest = 0;
	let length = 0;
	for (let index = 0; index < one.length; index++) {
		length = one[index] === other[index] ? 0 : length + 1;
		longest = Math.max(longest, length);
	}
	return longest;
}

const has = (kind: string, from: number) =>
	guest.events
		.slice(from)
		.map((line) => JSON.parse(line) as { ev: string; label?: string })
		.some((event) => event.ev === kind && event.label === label);

async function untilEvent(kind: string, from: number): Promise<void> {
	const untilUs = guest.machine.nowUs + patienceUs;
	const { reason } = await guest.machine.runUntil({ until: () => has(kind, from), untilUs });
	expect(reason).toBe('condition');
}

it('frames that arrive leave nothing in memory', async () => {
	const { machine } = guest;
	const from = guest.events.length;
	await guest.during(guest.channel.kill(label));
	await machine.runUntil({ forUs: whileDeadUs / 2 });
	expect([has('defect', from), has('restart', from)]).toEqual([true, false]);
	const dead = machine.snapshot();
	const memoryAfter = async (happens: () => void) => {
		machine.restore(dead);
		const before = lan.statistics().toGuest.frames;
		happens();
		await machine.runUntil({ untilUs: machine.nowUs + whileDeadUs });
		const ram = machine.memory.readPhys(0, machine.memory.sizeBytes);
		return { ram, arrived: lan.statistics().toGuest.frames - before };
	};
	const quiet = await memoryAfter(() => undefined);
	const busy = await memoryAfter(() => {
		for (let index = 0; index < frames; index++) lan.connect(7000 + index);
	});
	expect(quiet.arrived).toBe(0);
	expect(busy.arrived).toBeGreaterThanOrEqual(frames);
	expect(longestDifference(quiet.ram, busy.ram)).toBeLessThanOrEqual(timeBytes);
	await untilEvent('recovered', from);
}, 60_000);

it('a name is looked up, by asking again', async () => {
	const from = guest.events.length;
	await guest.during(guest.channel.kill(label));
	expect(has('restart', from)).toBe(false);
	const { status, output } = await guest.shell('host host');
	expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('10.0.2.2') });
	expect(has('recovered', from)).toBe(true);
}, 60_000);
