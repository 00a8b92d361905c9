/**
 * The block drivers in the running system, in our machine and in those of others: what disktest
 * reads is compared with the image, and what it tries against the drivers has to fail.
 */
import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { GuestSession } from '../../../src/cli/guest_session.ts';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { createMachine } from '../../../src/machine/machine.ts';
import { bochsMissing, runInBochs } from '../../emulators/bochs.ts';
import { qemuVersion, runInQemu } from '../../emulators/qemu.ts';

const TIMEOUT_MS = 120_000;
const SECTOR = 512;
const TABLE_OFFSET = 446;
const ENTRY_BYTES = 16;
const PARAMS = { init: 'disktest' };

const files = await readOsFiles();
const image = Buffer.from(files.image);
const qemu = await qemuVersion();
const bochs = bochsMissing();
if (!qemu) console.warn('QEMU is not installed: its disk checks are skipped.');
if (bochs) console.warn(`Bochs lacks ${bochs}: its disk checks are skipped.`);

/** First sector and number of sectors of a minor of the first drive. */
function extent(minor: number): [start: number, sectors: number] {
	if (minor === 0) return [0, image.length / SECTOR];
	const entry = TABLE_OFFSET + (minor - 1) * ENTRY_BYTES;
	return [image.readUInt32LE(entry + 8), image.readUInt32LE(entry + 12)];
}

/** What the guest should have found where it printed a number. */
function expected([what, , minor, sector, count]: readonly string[]): number {
	const [start, sectors] = extent(Number(minor));
	if (what === 'size') return sectors;
	const first = (start + Number(sector)) * SECTOR;
	return crc32(image.subarray(first, first + Number(count) * SECTOR));
}

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
const isOver = (text: string) => /^pm: disktest ended/m.test(text);

describe.each([
	{ name: 'our machine', missing: false, run: runInMachine },
	{ name: 'QEMU', missing: !qemu, run: async () => (await runInQemu(emulated)).console },
	{
		name: 'QEMU without PCI, by PIO',
		missing: !qemu,
		run: async () => (await runInQemu({ ...emulated, machine: 'isapc' })).console,
	},
	{
		name: 'Bochs',
		missing: Boolean(bochs),
		run: async () => (await runInBochs({ ...emulated, until: isOver })).console,
	},
])('the block drivers in $name', ({ missing, run }) => {
	describe.skipIf(missing)('', () => {
		let text = '';

		beforeAll(async () => {
			text = await run();
		}, TIMEOUT_MS + 10_000);

		it('keep every promise that disktest puts to the test', () => {
			expect(text.split('\n').filter((line) => line.startsWith('FAIL '))).toEqual([]);
			expect(text).toMatch(/^disktest: [1-9]\d* steps, 0 failed/m);
		});

		it('read what the image holds, and know how large its partitions are', () => {
			const found = [
				...text.matchAll(/^((?:size|read) blk\.at_disk [\d ]+): ([0-9a-f]{8})/gm),
			];
			expect(found.length).toBeGreaterThanOrEqual(10);
			for (const [, step = '', value = ''] of found) {
				expect([step, Number.parseInt(value, 16)]).toEqual([
					step,
					expected(step.split(' ')),
				]);
			}
		});
	});
});
