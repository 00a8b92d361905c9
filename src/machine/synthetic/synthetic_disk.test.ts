import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fsckMinix } from '../../../os-image/build/minixfs/built-image.test-support.ts';
import {
	FSCK_MINIX_MISSING,
	isInstalled,
} from '../../../os-image/build/minixfs/host-programs.test-support.ts';
import { CowDisk } from '../cow_disk.ts';
import { SECTOR_SIZE } from '../params.ts';
import { SeededRandom } from '../random.ts';
import { fillSeeded } from '../seeded_content.ts';
import { createGuest } from '../testing/guest.test-support.ts';
import { BUSY_GUEST } from '../testing/guests.test-support.ts';
import { PARTITION_LBA, parseSyntheticSpec, SyntheticDisk } from './synthetic_disk.ts';

const KB = 1 << 10;
const MB = 1 << 20;
/** Within each kind of zones of an inode: none, direct, single, double and triple indirect. */
const SIZES = [0, 1, 7 * KB + 1, 263 * KB + 1, 65 * MB + 5];

function volumeOf(disk: SyntheticDisk): Uint8Array {
	const start = PARTITION_LBA * SECTOR_SIZE;
	return disk.read(start, disk.byteLength - start);
}

/** Where the file's blocks lie, found through its inode. */
function zonesOf(volume: Uint8Array, fileBytes: number): number[] {
	const words = new Uint32Array(volume.buffer, volume.byteOffset, volume.length / 4);
	const view = new DataView(volume.buffer, volume.byteOffset);
	const table = (2 + view.getUint16(KB + 6, true) + view.getUint16(KB + 8, true)) * KB;
	const inode = (table + 64) / 4;
	expect(words[inode + 2]).toBe(fileBytes);
	const zones = words.subarray(inode + 6, inode + 16);
	const below = (block: number, depth: number): number[] => {
		if (block === 0) return [];
		const named = words.subarray(block * (KB / 4), (block + 1) * (KB / 4));
		return depth === 0 ? [block] : [...named].flatMap((each) => below(each, depth - 1));
	};
	return [...zones].flatMap((zone, index) => below(zone, Math.max(0, index - 6)));
}

describe.each(SIZES)('with a file of %i bytes', (fileBytes) => {
	const volume = volumeOf(new SyntheticDisk({ fileBytes, seed: 3 }));

	test.skipIf(!isInstalled('fsck.minix'))(
		`is a clean file system for fsck.minix (skipped where ${FSCK_MINIX_MISSING})`,
		() => {
			expect(fsckMinix(volume)).toMatchObject({ status: 0 });
		},
	);

	test('leads to all its data, whose digest follows from the seed', () => {
		const content = Buffer.alloc(fileBytes);
		fillSeeded(content, 3, 0);
		const found = createHash('sha1');
		const zones = zonesOf(volume, fileBytes);
		for (const [index, zone] of zones.entries()) {
			const bytes = Math.min(KB, fileBytes - index * KB);
			found.update(volume.subarray(zone * KB, zone * KB + bytes));
		}
		expect(zones).toHaveLength(Math.ceil(fileBytes / KB));
		expect(found.digest('hex')).toBe(createHash('sha1').update(content).digest('hex'));
	});
});

test('the same bytes stand at a place however it is read: 1,000 reads', () => {
	const disk = new SyntheticDisk({ fileBytes: 300 * KB });
	const whole = disk.read(0, disk.byteLength);
	const random = new SeededRandom(1);
	const below = (end: number) => (random.nextInt32() >>> 0) % end;
	for (let count = 0; count < 1000; count++) {
		const start = count % 2 === 0 ? below(disk.byteLength) : below(2 * MB);
		const length = 1 + below(Math.min(70 * KB, disk.byteLength - start));
		const part = Buffer.from(disk.read(start, length));
		expect(part.equals(whole.subarray(start, start + length))).toBe(true);
	}
});

test('what is written to it is kept, and nothing else', () => {
	const disk = new CowDisk(parseSyntheticSpec('synthetic:1G,seed=9'));
	const at = disk.byteLength - 3 * SECTOR_SIZE;
	const far = 900 * MB;
	const before = disk.read(far, SECTOR_SIZE).slice();
	disk.write(far + SECTOR_SIZE, new Uint8Array(SECTOR_SIZE).fill(7));
	disk.write(at, new Uint8Array(SECTOR_SIZE).fill(8));
	expect(disk.read(far, SECTOR_SIZE)).toEqual(before);
	expect(disk.read(far + SECTOR_SIZE, SECTOR_SIZE)).toEqual(new Uint8Array(512).fill(7));
	expect(disk.read(at, 1)[0]).toBe(8);
	expect(disk.takeOverlay().size).toBe(2);
});

test('a wrong description is refused with what was expected', () => {
	for (const wrong of ['synthetic:', 'synthetic:1T', 'synthetic:-1', 'synthetic:1K,seed=a']) {
		expect(() => parseSyntheticSpec(wrong)).toThrow('expected synthetic:SIZE[,seed=N]');
	}
	expect(() => parseSyntheticSpec('synthetic:2G')).toThrow('0 to 2147483647 bytes');
});

test('snapshots hold what was written to a second disk, and are for machines with the same', async () => {
	const secondDisk = new SyntheticDisk({ fileBytes: KB });
	const machine = await createGuest(BUSY_GUEST, { secondDisk });
	const snapshot = machine.snapshot();
	machine.restore(snapshot.toBytes());
	const other = await createGuest(BUSY_GUEST, {
		secondDisk: new SyntheticDisk({ fileBytes: KB, seed: 2 }),
	});
	expect(() => other.restore(snapshot)).toThrow('synthetic:1024,seed=1');
	const without = await createGuest(BUSY_GUEST);
	expect(() => without.restore(snapshot)).toThrow('Only in the snapshot: disk synthetic');
});
