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
const forging = 3;
/** Minors of the witness, whose requests are those to somebody else: see breachtest.h. */
const keeps = 9;
const tells = 10;
const releases = 11;
const idDigits = 10;
/**
 * Of the first request that a process makes: entry 0 of 256, used once (request_table.h). MFS,
 * started for each mount, makes it to DS, which tells it where its driver is.
 */
const firstId = 1 << 8;
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
			'for n in 0 1 2 3 4 5 6 7 8 9 10 11; do',
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

/** In a single read, where `head` reads on until its buffer is full. */
function readOnce(device: string) {
	return `dd if=${device} bs=${idDigits} count=1 2>/dev/null`;
}

/** A command with $id, that of VFS' request to a witness, which is under way meanwhile. */
function beside(witness: string, command: string) {
	return [
		'{',
		`${readOnce(`${witness}.${keeps}`)} &`,
		`until id=$(${readOnce(`${witness}.${tells}`)}) && [ "$id" -gt 0 ]; do sleep 1; done`,
		command,
		readOnce(`${witness}.${releases}`),
		'}',
	].join('\n');
}

function useCharacters(number: number) {
	const read = `head -c 6 /tmp/chr.${number}`;
	return number === forging ? beside('/tmp/blk', `echo $id >/tmp/chr.${good}; ${read}`) : read;
}

function useBlocks(number: number) {
	const read = `head -c 8 /tmp/blk.${number}`;
	return number === forging ? beside('/tmp/chr', `echo $id >/tmp/blk.${good}; ${read}`) : read;
}

function mountBlocks(number: number) {
	const mount = `mount /tmp/blk.${number} /mnt`;
	return number === forging ? `{ echo ${firstId} >/tmp/blk.${good}; ${mount}; }` : mount;
}

function useFiles(number: number) {
	return number === forging
		? beside('/tmp/chr', `cat /data/${number}.$id`)
		: `cat /data/${number}`;
}

describe.each([
	['chr.random', 'vfs', useCharacters, breaches],
	['blk.at_disk', 'vfs', useBlocks, [...breaches, silence]],
	['blk.at_disk', 'mfs.mnt', mountBlocks, [...breaches, silence]],
	['mfs.data', 'vfs', useFiles, [...breaches, silence]],
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
