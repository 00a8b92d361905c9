/**
 * The PCI server in the running system, in our machine and in those of others, each with its own
 * network card.
 */
import { describe, expect, it } from 'vitest';
import { GuestSession } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { Rtl8139 } from '../../../src/machine/devices/rtl8139.ts';
import { createMachine } from '../../../src/machine/machine.ts';
import { bochsMissing, runInBochs } from '../../emulators/bochs.ts';
import { qemuVersion, runInQemu } from '../../emulators/qemu.ts';

const TIMEOUT_MS = 60_000;
const PARAMS = { init: 'pcitest' };
const STATION = Uint8Array.of(0x02, 0x4b, 0x54, 0x00, 0x81, 0x39);

const files = await readOsFiles();
const qemu = await qemuVersion();
const bochs = bochsMissing();
if (!qemu) console.warn('QEMU is not installed: its PCI checks are skipped.');
if (bochs) console.warn(`Bochs lacks ${bochs}: its PCI check is skipped.`);

interface Output {
	readonly console: string;
	readonly events: string;
}

async function runInMachine(): Promise<Output> {
	const card = new Rtl8139(STATION);
	const machine = await createMachine({ ...files, params: PARAMS, pciFunctions: [card] });
	const lines: string[] = [];
	const events: string[] = [];
	machine.com1.onLine((line) => lines.push(line));
	try {
		await new GuestSession(machine, {
			timeoutMs: TIMEOUT_MS,
			onConsole: () => undefined,
			onEvent: (line) => events.push(line),
		}).run();
	} finally {
		machine.dispose();
	}
	return { console: lines.join('\n'), events: events.join('\n') };
}

const emulated = { image: files.image, params: PARAMS, timeoutMs: TIMEOUT_MS };
const isOver = (text: string) => /^pm: pcitest ended/m.test(text);

describe.each([
	{ name: "our machine's RTL8139", missing: false, run: runInMachine },
	{
		name: "QEMU's RTL8139",
		missing: !qemu,
		run: () => runInQemu({ ...emulated, nic: 'rtl8139' }),
	},
	{
		name: "QEMU's NE2000",
		missing: !qemu,
		run: () => runInQemu({ ...emulated, nic: 'ne2k_pci' }),
	},
	{
		name: "Bochs' NE2000",
		missing: Boolean(bochs),
		run: () => runInBochs({ ...emulated, until: isOver }),
	},
])('a driver of $name', ({ missing, run }) => {
	it.skipIf(missing)(
		'gets its function and no other, before and after the PCI server was replaced, and a reset leaves its addresses',
		async () => {
			const { console: text, events } = await run();
			const lines = text.split(/\r?\n/);
			expect(lines.filter((line) => /^(?:ok|FAIL)/.test(line))).toEqual([
				...['ok user', 'ok find', 'ok stranger', 'ok driver', 'ok ports', 'ok reset'],
				...['ok replacing the server', 'ok stranger', 'ok driver', 'ok reset'],
				'ok resetting the disk',
			]);
			expect(events).toMatch(/blk\.at_disk/);
			expect(events).not.toMatch(/did not come back|is not reset/);
			expect(lines).toContain('pcitest: 0 failed');
		},
		TIMEOUT_MS + 10_000,
	);
});
