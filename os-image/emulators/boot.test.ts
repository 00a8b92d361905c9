/*
 * The same image boots in machines that nobody here wrote, and our ROM starts
 * in one of them. Each check is skipped where its emulator is not installed.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../build/build.ts';
import { bochsMissing, runInBochs } from './bochs.ts';
import { qemuVersion, runInQemu } from './qemu.ts';

const TIMEOUT_MS = 120_000;
const outDir = path.join(PROJECT_ROOT, 'build', 'os');
const image = await readFile(path.join(outDir, 'kintsugi.img'));
const bios = path.join(outDir, 'bios.bin');

const qemu = await qemuVersion();
const missing = bochsMissing();
if (!qemu) console.warn('QEMU is not installed: its boot checks are skipped.');
if (missing) console.warn(`Bochs lacks ${missing}: its boot check is skipped.`);

/** The root shell's prompt on the console. */
const PROMPT = /^kintsugi:\/# $/m;
const isReady = (text: string) => PROMPT.test(text);

function expectBoot(result: { console: string; events: string }): void {
	expect(result.console).toMatch(/Kintsugi \S+: a self-healing operating system/);
	expect(result.console).toMatch(PROMPT);
	const first = JSON.parse(result.events.split('\n')[0] ?? '');
	expect(first).toMatchObject({ src: 'kernel', ev: 'boot' });
}

describe.skipIf(!qemu)('the image in QEMU', () => {
	it.each(['rtl8139', 'ne2k_pci'] as const)(
		'boots under SeaBIOS with its %s',
		async (nic) => {
			expectBoot(await runInQemu({ image, nic, until: isReady, timeoutMs: TIMEOUT_MS }));
		},
		TIMEOUT_MS,
	);

	it(
		'boots under our own ROM, which names what it found',
		async () => {
			const result = await runInQemu({
				image,
				bios,
				nic: 'rtl8139',
				until: isReady,
				timeoutMs: TIMEOUT_MS,
			});
			expectBoot(result);
			expect(result.console).toMatch(/Kintsugi firmware/);
			expect(result.console).toMatch(/10ec:8139/);
		},
		TIMEOUT_MS,
	);

	it(
		'takes the parameter sector there too, and tells its status',
		async () => {
			const result = await runInQemu({
				image,
				params: { init: 'pmtest', test: 'wait_gives_the_exit_status' },
				timeoutMs: TIMEOUT_MS,
			});
			expect(result.console).toMatch(/^ok wait_gives_the_exit_status/m);
			expect(result.status).toBe(0);
		},
		TIMEOUT_MS,
	);
});

describe.skipIf(missing)('the image in Bochs', () => {
	it(
		'boots under its BIOS with its PCI NE2000',
		async () => {
			expectBoot(await runInBochs({ image, until: isReady, timeoutMs: TIMEOUT_MS }));
		},
		TIMEOUT_MS,
	);
});
