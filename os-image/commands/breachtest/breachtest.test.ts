/**
 * Drivers and a file server that break their protocols, each in every way there is: who uses them
 * complains with the right reason and lives, the culprit is replaced, and others do not notice.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';

const BOOT_MS = 60_000;
const TEST_MS = 60_000;
/** enum breach, and the reason of the complaint. */
const breaches = [
	{ number: 1, reason: 'unasked', what: 'replies to nothing' },
	{ number: 2, reason: 'unasked', what: 'replies twice' },
	{ number: 3, reason: 'forged', what: 'replies for somebody else' },
	{ number: 4, reason: 'type', what: 'replies with another type' },
	{ number: 5, reason: 'status', what: 'replies with an error that does not exist' },
	{ number: 6, reason: 'length', what: 'replies with more than there can be' },
] as const;
const silence = { number: 7, reason: 'deadline', what: 'does not reply in time' } as const;
const good = 0;
const poisonous = 8;
const poisonSector = 100;
/**
 * Restarts that one poison request may cost. One that gets a wrong reply first is like that: it is
 * sent to the next instance, which is complained about likewise.
 */
const poisonRestarts = 4;
/** RS hears five complaints a minute from each component. */
const nextComplaint = 'sleep 20';

interface Complaint {
	label: string;
	from: string;
	reason: string;
}

let guest: BootedGuest;

beforeAll(async () => {
	guest = await BootedGuest.boot();
	const { status } = await guest.shell(
		[
			'cd /tmp; cp /usr/bin/breachtest .; mkdir /mnt',
			'for n in 0 1 2 3 4 5 6 7 8; do',
			'mknod chr.$n c 6 $n && mknod blk.$n b 3 $((n + 32)) || exit 1; done',
			'for label in chr.random mfs.data blk.at_disk; do',
			'service update $label /tmp/breachtest || exit 1; done',
		].join('\n'),
	);
	expect(status).toBe(0);
}, BOOT_MS);
afterAll(() => guest.dispose());

function events<Fields>(kind: string, from: number): Fields[] {
	return guest.events
		.slice(from)
		.map((line) => JSON.parse(line) as Fields & { ev: string })
		.filter(({ ev }) => ev === kind);
}

/** The complaints during a command, which is run beside users of what is good. */
async function complaintsDuring(command: string) {
	const from = guest.events.length;
	const others = `ls /etc >/dev/null && head -c 8 /tmp/blk.${good} && head -c 6 /tmp/chr.${good}`;
	const result = await guest.shell(
		`${command} >/dev/null 2>&1 & ${others}; wait; ${nextComplaint}`,
	);
	expect(result.output).toBe('sector 0a line');
	const complaints = events<Complaint>('complaint', from);
	expect(complaints.length).toBeLessThanOrEqual(poisonRestarts);
	return new Set(complaints.map(({ label, from, reason }) => `${from}: ${label}: ${reason}`));
}

describe.each([
	['chr.random', 'vfs', (n: number) => `head -c 6 /tmp/chr.${n}`, breaches],
	['blk.at_disk', 'vfs', (n: number) => `head -c 8 /tmp/blk.${n}`, [...breaches, silence]],
	['blk.at_disk', 'mfs.mnt', (n: number) => `mount /tmp/blk.${n} /mnt`, [...breaches, silence]],
	['mfs.data', 'vfs', (n: number) => `cat /data/${n}`, [...breaches, silence]],
] as const)('%s, used by %s,', (label, accuser, use, all) => {
	it.each(all)(
		'is complained about and replaced when it $what',
		async ({ number, reason }) => {
			const complaints = await complaintsDuring(use(number));
			expect([...complaints]).toEqual([`${accuser}: ${label}: ${reason}`]);
			expect((await guest.shell(`service status ${label}`)).output).toMatch(/\bup\b/);
		},
		TEST_MS,
	);
});

it('fails the read that kills a driver, alone, after a bounded number of restarts', async () => {
	const from = guest.events.length;
	const sectors = [7, 8, poisonSector, 9];
	const reads = sectors.map(
		(sector) =>
			`(dd if=/tmp/blk.${poisonous} bs=512 count=1 skip=${sector} 2>/dev/null | head -n 1) &`,
	);
	const { output } = await guest.shell(`${reads.join('\n')}\nwait`);
	expect(output.trim().split('\n').sort()).toEqual(['sector 7', 'sector 8', 'sector 9']);
	const restarts = events<{ label: string }>('restart', from);
	expect(restarts.map(({ label }) => label)).toContain('blk.at_disk');
	expect(restarts.length).toBeLessThanOrEqual(poisonRestarts);
});
