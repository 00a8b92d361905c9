/**
 * The network drivers in the running system, in our machine on our LAN and in QEMU on its own
 * network: what nettest asks of them in INET's place has to come out alike.
 */
import { describe, expect, it } from 'vitest';
import { GuestSession } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import type { NicName } from '../../../src/lan/addresses.ts';
import { createNetworkedMachine } from '../../../src/lan/networked_machine.ts';
import { qemuVersion, runInQemu } from '../../emulators/qemu.ts';

const TIMEOUT_MS = 120_000;
const QEMU_CARDS = { rtl8139: 'rtl8139', dp8390: 'ne2k_pci' } as const;

const files = await readOsFiles();
const qemu = await qemuVersion();
if (!qemu) console.warn('QEMU is not installed: its network drivers’ checks are skipped.');

const paramsFor = (nic: NicName) => ({ init: 'nettest', driver: `eth.${nic}` });

async function runInMachine(nic: NicName): Promise<string> {
	const { machine } = await createNetworkedMachine({
		...files,
		params: paramsFor(nic),
		network: { nics: [nic] },
	});
	const lines: string[] = [];
	machine.com1.onLine((line) => lines.push(line));
	try {
		await new GuestSession(machine, {
			timeoutMs: TIMEOUT_MS,
			onConsole: () => undefined,
			onEvent: () => undefined,
		}).run();
	} finally {
		machine.dispose();
	}
	return lines.join('\n');
}

async function runOnQemu(nic: NicName): Promise<string> {
	const { console: text } = await runInQemu({
		image: files.image,
		params: paramsFor(nic),
		nic: QEMU_CARDS[nic],
		timeoutMs: TIMEOUT_MS,
	});
	return text;
}

const places = [
	{ place: 'our machine', missing: false, run: runInMachine },
	{ place: 'QEMU', missing: !qemu, run: runOnQemu },
];

describe.each(places)('in $place', ({ missing, run }) => {
	it.skipIf(missing).each<NicName>(['rtl8139', 'dp8390'])(
		'the driver of the %s refuses what makes no sense, moves frames in bursts both ways, and goes on after it was replaced',
		async (nic) => {
			const lines = (await run(nic)).split(/\r?\n/);
			expect(lines.filter((line) => /^(?:ok|FAIL) /.test(line))).toEqual([
				...['ok stranger', 'ok refuse'],
				expect.stringMatching(/^ok dhcp: 52:54:00:.* may be 10\.0\.[23]\.15, link 100?/),
				'ok region',
				expect.stringMatching(/^ok flood: 1000 frames, \d+ messages/),
				...['ok hold', 'ok restart: 4 times'],
			]);
			expect(lines).toContain('nettest: 7 roles, 0 failed');
		},
		TIMEOUT_MS + 10_000,
	);
});
