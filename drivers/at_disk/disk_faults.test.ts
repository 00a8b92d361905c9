/*
 * What programs of the guest see of a disk that fails: a retry that works, or an error for just
 * the program concerned. Each fault has blocks of its own, in a part of /data that no file uses.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readImage, viewVolume } from '../../os-image/build/minixfs/built-image.test-support.ts';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import { parseDiskFault } from '../../src/machine/devices/disk_fault_spec.ts';
import { logText } from '../../src/telemetry/log_text.ts';

const BOOT_MS = 120_000;
const SECTOR = 512;
/** What the tests move at once, and the blocks that each fault has to itself. */
const BLOCK = 4096;
const SECTORS_PER_BLOCK = BLOCK / SECTOR;
const AREA_BLOCKS = 128;
const EIO = 'input/output error';

/** The fault of the first block of each area. */
const FAULTS = {
	bad: 'bad:',
	recovering: 'bad:times=2,',
	hanging: 'timeout:',
	hangingOnce: 'timeout:times=1,',
	wrong: 'wrong:times=1,',
	lost: 'lost:',
	torn: 'torn:',
	misdirected: `misdirected:on=write,by=${2 * SECTORS_PER_BLOCK},`,
	returning: 'gone:resets=1,',
	gone: 'gone:',
} as const;
type Area = keyof typeof FAULTS;

const PATTERN = new Uint8Array(BLOCK).map((_, i) => 1 + (i % 250));
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');
const BLANK = sha1(new Uint8Array(BLOCK));

let guest: BootedGuest;
let firstBlock: number;

beforeAll(async () => {
	const image = readImage();
	const data = viewVolume(image, 'data');
	const startOfData = data.byteOffset - image.byteOffset;
	firstBlock = Math.floor((startOfData + (data.length * 3) / 4) / BLOCK);
	const license = Buffer.from(image).indexOf(await readFile('LICENSE'));
	const areas = Object.entries(FAULTS).map(([area, words]) => {
		const lba = blockOf(area as Area) * SECTORS_PER_BLOCK;
		return `${words}lba=${lba}-${lba + SECTORS_PER_BLOCK - 1}`;
	});
	const specs = [...areas, `bad:lba=${license / SECTOR}`];
	guest = await BootedGuest.boot({ diskFaults: specs.map(parseDiskFault) });
	await guest.during(guest.channel.put('/tmp/pattern', PATTERN));
}, BOOT_MS);
afterAll(() => guest?.dispose());

function blockOf(area: Area, behind = 0): number {
	return firstBlock + Object.keys(FAULTS).indexOf(area) * AREA_BLOCKS + behind;
}

/** The digest of an area's first block, or of one behind it; or what dd says of it. */
async function read(area: Area, behind = 0): Promise<string> {
	const skip = blockOf(area, behind);
	const { output } = await guest.shell(
		`dd if=/dev/c0d0 bs=${BLOCK} count=1 skip=${skip} 2>/tmp/said >/tmp/read &&
		sha1sum </tmp/read || cat /tmp/said`,
	);
	return output.trim();
}

/** Writes the pattern, and has it flushed. */
async function write(area: Area): Promise<void> {
	const seek = blockOf(area);
	const { status, output } = await guest.shell(
		`dd if=/tmp/pattern of=/dev/c0d0 bs=${BLOCK} seek=${seek} conv=notrunc,fsync 2>&1`,
	);
	expect(status, output).toBe(0);
}

const digest = (bytes: Uint8Array) => expect.stringContaining(sha1(bytes));
const logged = () => guest.events.map(logText).join('\n');

test('a bad sector is an error for who reads it, and for nobody else', async () => {
	expect(await read('bad')).toContain(EIO);
	expect(await read('bad', 1)).toContain(BLANK);
	expect(logged()).toMatch(/at_disk: .* failed 3 times: .* error 0x40 \(UNC\)/);
});

test('a bad sector of a file is an error for who reads that file', async () => {
	const [file, others] = await guest.shells([
		'cat /usr/share/doc/LICENSE 2>&1',
		'cat /usr/bin/* >/dev/null && ls /usr/share/doc && echo all',
	]);
	expect(file).toMatchObject({ status: 1, output: expect.stringContaining(EIO) });
	expect(others).toMatchObject({ status: 0, output: 'LICENSE\nall\n' });
});

test('a sector that recovers, and a command that never ended, are read again', async () => {
	expect(await read('recovering')).toContain(BLANK);
	expect(await read('hangingOnce')).toContain(BLANK);
});

test('commands that never end are an error for who asked, who waits less than ten seconds', async () => {
	const before = guest.machine.nowUs;
	expect(await read('hanging')).toContain(EIO);
	expect(guest.machine.nowUs - before).toBeLessThan(10e6);
	expect(await read('hanging', 1)).toContain(BLANK);
});

test('what is silently wrong, lost, torn or misdirected goes unnoticed without checksums', async () => {
	expect(await read('wrong')).not.toContain(BLANK);
	expect(await read('wrong')).toContain(BLANK);
	await write('lost');
	expect(await read('lost')).toContain(BLANK);
	await write('torn');
	const torn = await read('torn');
	expect(torn).not.toContain(BLANK);
	expect(torn).not.toEqual(digest(PATTERN));
	await write('misdirected');
	expect(await read('misdirected')).toContain(BLANK);
	expect(await read('misdirected', 2)).toEqual(digest(PATTERN));
});

test('a drive that a reset brings back is not missed', async () => {
	expect(await read('returning')).toContain(BLANK);
	await write('returning');
	expect(await read('returning')).toEqual(digest(PATTERN));
});

test('a drive that is gone for good is an error at once, and the system goes on without it', async () => {
	const before = guest.machine.nowUs;
	expect(await read('gone')).toContain(EIO);
	expect(await read('bad', 1)).toContain(EIO);
	expect(guest.machine.nowUs - before).toBeLessThan(1e6);
	expect(logged()).toMatch(/at_disk: .* nothing answers any more/);
	const { output } = await guest.shell('echo hello >/tmp/x; cat /tmp/x; cat /data/none 2>&1');
	expect(output).toMatch(/^hello\ncat: \/data\/none: /);
	expect(guest.events.filter((line) => /"ev":"(panic|giveup|defect)"/.test(line))).toEqual([]);
});
