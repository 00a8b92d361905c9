/*
 * The loader in v86: a damaged image never runs, and is told apart by what is
 * wrong with it, with what to do.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { readOsFiles } from '../../src/cli/os_files.ts';
import type { MachineOptions } from '../../src/machine/api.ts';
import { createMachine } from '../../src/machine/machine.ts';
import { PARAM_LBA, SECTOR_SIZE } from '../../src/machine/params.ts';

const MAX_GUEST_US = 20_000_000;
const PARTITION_TABLE = 446;
const PARTITION_TYPE = 4;
const ARCHIVE_AT = 2048 * SECTOR_SIZE;
const ENTRIES_AT = ARCHIVE_AT + 32;
const ENTRY_SIZE = 84;
const ENTRY_START = 32;
const ENTRY_MEMORY = 80;

let files: Awaited<ReturnType<typeof readOsFiles>>;

beforeAll(async () => {
	files = await readOsFiles();
});

/** Everything on COM1 until the loader gave up or the kernel printed its banner. */
async function boot(damage: (image: Uint8Array) => void, options: Partial<MachineOptions> = {}) {
	const image = new Uint8Array(files.image);
	damage(image);
	const machine = await createMachine({ ...files, image, ...options });
	let console = '';
	machine.com1.onOutput((bytes) => {
		console += new TextDecoder('latin1').decode(bytes);
	});
	const { reason } = machine.runSync({
		untilUs: MAX_GUEST_US,
		until: () => console.includes('self-healing operating system'),
	});
	machine.dispose();
	return { reason, console: console.replaceAll('\r\n', '\n') };
}

function entryAt(image: Uint8Array, name: string): number {
	const text = new TextDecoder('latin1');
	for (let at = ENTRIES_AT; ; at += ENTRY_SIZE) {
		const found = text.decode(image.subarray(at, at + 32)).replace(/\0.*/s, '');
		if (found === name) return at;
		if (found === '') throw new Error(`The boot archive has no entry ${name}.`);
	}
}

/** Flips one bit of a boot archive entry's content. */
function flipBitOf(name: string) {
	return (image: Uint8Array) => {
		const view = new DataView(image.buffer, image.byteOffset);
		const start = view.getUint32(entryAt(image, name) + ENTRY_START, true);
		const at = ARCHIVE_AT + start * SECTOR_SIZE + 1000;
		image[at] = (image[at] ?? 0) ^ 0x10;
	};
}

describe('the loader', () => {
	it('hands an intact image to the kernel', async () => {
		const { console } = await boot(() => undefined);
		expect(console).toMatch(/Loading \d+ KB:.* 100%/);
		expect(console).toContain('a self-healing operating system');
	});

	it('prints the lines of the parameter sector', async () => {
		const { console } = await boot(() => undefined, { params: { init: 'init', answer: '42' } });
		expect(console).toContain('Parameters: init=init answer=42\n');
	});

	it('passes no parameters when the sector has no header', async () => {
		const { console } = await boot((image) => {
			image.set(new TextEncoder().encode('init=evil\n'), PARAM_LBA * SECTOR_SIZE);
		});
		expect(console).toContain('Parameters: none');
		expect(console).toContain('a self-healing operating system');
	});

	it.each([
		['kernel', /Expected CRC-32 [0-9a-f]+, found [0-9a-f]+|damaged/],
		['pm', /pm is damaged on the disk/],
		['root.img', /root\.img is damaged on the disk\. Expected CRC-32/],
	])('refuses an image with one flipped bit in %s', async (name, message) => {
		const { console } = await boot(flipBitOf(name));
		expect(console).toMatch(message);
		expect(console).toContain('npm run build:os');
		expect(console).not.toContain('self-healing');
	});

	it.each<[string, (image: Uint8Array) => void, RegExp]>([
		[
			'without a boot partition',
			(image) => {
				image[PARTITION_TABLE + PARTITION_TYPE] = 0x83;
			},
			/expected .*partition/i,
		],
		[
			'whose archive has another magic',
			(image) => image.set(new TextEncoder().encode('NOTABOOT'), ARCHIVE_AT),
			/KINTBOOT/,
		],
		[
			'whose archive has too many entries',
			(image) =>
				new DataView(image.buffer, image.byteOffset).setUint32(ARCHIVE_AT + 12, 65, true),
			/65/,
		],
		[
			'with an entry beyond the partition',
			(image) =>
				new DataView(image.buffer, image.byteOffset).setUint32(
					entryAt(image, 'pm') + ENTRY_START,
					0x7fffffff,
					true,
				),
			/pm/,
		],
		[
			'with a program that takes more memory than it has bytes',
			(image) =>
				new DataView(image.buffer, image.byteOffset).setUint32(
					entryAt(image, 'pm') + ENTRY_MEMORY,
					0x3fffffff,
					true,
				),
			/pm .*memory/,
		],
	])('refuses an image %s, saying what it expected', async (_, damage, message) => {
		const { console } = await boot(damage);
		expect(console).toMatch(/expected/i);
		expect(console).toMatch(/found/i);
		expect(console).toMatch(message);
		expect(console).not.toContain('self-healing');
	});

	it('says so when memory is too small', async () => {
		const { console } = await boot(() => undefined, { memoryMb: 4 });
		expect(console).toMatch(/expected .* usable memory/);
		expect(console).toContain('Give the machine more memory');
	});

	it('is missed by the MBR when it is not there', async () => {
		const { console } = await boot((image) => image.fill(0, SECTOR_SIZE, 63 * SECTOR_SIZE));
		expect(console).toMatch(/Kintsugi boot error [A-Z]/);
	});
});
