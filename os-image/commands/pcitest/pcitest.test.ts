/**
 * The PCI server in the running system, in our machine and in those of others, each with its own
 * network card.
 */
import { describe, expect, it } from 'vitest';
import { GuestSession } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';
import { bochsMissing, runInBochs } from '../../emulators/bochs.ts';
import { qemuVersion, runInQemu } from '../../emulators/qemu.ts';

const TIMEOUT_MS = 60_000;
const PARAMS = { init: 'pcitest' };

const files = await readOsFiles();
const qemu = await qemuVersion();
const bochs = bochsMissing();
if (!qemu) console.warn('QEMU is not installed: its PCI checks are skipped.');
if (bochs) console.warn(`Bochs lacks ${bochs}: its PCI check is skipped.`);

async function runInMachine(): Promise<string> {
	const machine = await createMachine({ ...files, params: PARAMS });
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

const emulated = { image: files.image, params: PARAMS, timeoutMs: TIMEOUT_MS };
const inQemu = async (nic: 'rtl8139' | 'ne2k_pci') =>
	(await runInQemu({ ...emulated, nic })).console;
const isOver = (text: string) => /^pm: pcitest ended/m.test(text);

describe.each([
	{ name: "our machine's NE2000", missing: false, run: runInMachine },
	{ name: "QEMU's RTL8139", missing: !qemu, run: () => inQemu('rtl8139') },
	{ name: "QEMU's NE2000", missing: !qemu, run: () => inQemu('ne2k_pci') },
	{
		name: "Bochs' NE2000",
		missing: Boolean(bochs),
		run: async () => (await runInBochs({ ...emulated, until: isOver })).console,
	},
])('a driver of $name', ({ missing, run }) => {
	it.skipIf(missing)(
		'gets its function and no other, before and after the PCI server was replaced, and a reset leaves its addresses',
		async () => {
			const lines = (await run()).split(/\r?\n/);
			expect(lines.filter((line) => /^(?:ok|FAIL)/.test(line))).toEqual([
				...['ok user', 'ok find', 'ok stranger', 'ok driver', 'ok ports', 'ok reset'],
				...['ok replacing the server', 'ok stranger', 'ok driver', 'ok reset'],
			]);
			expect(lines).toContain('pcitest: 0 failed');
		},
		TIMEOUT_MS + 10_000,
	);
});
