/**
 * What can't be brought back: the process manager, VFS and the reincarnation server itself. Each
 * time the system says so, writes back what it can, and starts anew.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';
import { findProcess } from '../../../src/machine/introspect.ts';
import { Manifest } from '../../../src/machine/manifest.ts';
import { parseEventLine } from '../../../src/telemetry/event_line.ts';
import { manifestFile } from '../../reliability/recovery_lab.ts';

const BOOT_MS = 60_000;
const TEST_MS = 120_000;

/** Instructions of i386. */
const JUMP_TO_ITSELF = Uint8Array.of(0xeb, 0xfe);
const INVALID_OPCODE = Uint8Array.of(0x0f, 0x0b);

let guest: BootedGuest;
let manifest: Manifest;

beforeAll(async () => {
	manifest = Manifest.parse(await readFile(manifestFile, 'utf8'));
	guest = await BootedGuest.boot();
}, BOOT_MS);
afterAll(() => guest.dispose());

/** The component runs into that instruction as soon as it runs at all. */
function stumble(label: string, instruction: Uint8Array): void {
	const process = findProcess(guest.machine, manifest, label);
	if (!process) throw new Error(`There is no process ${label}.`);
	guest.machine.memory.writeVirtual(process.cr3, process.userEip, instruction);
}

/** What was given up, and texts of the log, since that many events. */
function toldSince(from: number): string[] {
	return guest.events.slice(from).flatMap((line) => {
		const { ok, event } = { event: undefined, ...parseEventLine(line) };
		if (!ok || !event) return []; // a reset may cut a line
		if (event.ev === 'giveup') return [`giveup ${event.label}`];
		return event.ev === 'log' ? [`${event.text}`] : [];
	});
}

/** A command that is under way then ends with the reason; and the guest comes up again. */
async function expectRestart(begin: () => void): Promise<void> {
	const waits = guest.channel.exec('sleep 100');
	const ended = expect(waits).rejects.toThrow(/restarted|started anew/);
	begin();
	await guest.during(ended);
	await guest.during(guest.channel.ready());
}

it(
	'restarts when VFS is lost, with what was not synchronized yet on the disk',
	async () => {
		const from = guest.events.length;
		await guest.shell('echo kept >/data/kept; mv /data/kept /data/moved');
		await expectRestart(() => {
			guest.channel.exec('service inject vfs panic').catch(() => undefined);
		});
		expect(toldSince(from)).toEqual(
			expect.arrayContaining([
				'giveup vfs',
				'rs: 3 file systems are written back, 0 are not',
			]),
		);
		expect((await guest.shell('cat /data/moved; ls /data/kept')).output).toMatch(/^kept\nls: /);
	},
	TEST_MS,
);

it(
	'restarts when the process manager hangs, which its heartbeat shows',
	async () => {
		const from = guest.events.length;
		await guest.shell('echo kept >/data/kept');
		await expectRestart(() => stumble('pm', JUMP_TO_ITSELF));
		expect(toldSince(from)).toEqual(
			expect.arrayContaining(['giveup pm', 'rs: 3 file systems are written back, 0 are not']),
		);
		expect((await guest.shell('cat /data/kept')).output).toBe('kept\n');
	},
	TEST_MS,
);

it(
	'restarts when the reincarnation server itself is lost, which the kernel sees',
	async () => {
		const from = guest.events.length;
		await expectRestart(() => stumble('rs', INVALID_OPCODE));
		expect(toldSince(from)).toContain('giveup rs');
		expect((await guest.shell('cat /data/kept')).output).toBe('kept\n');
	},
	TEST_MS,
);
