import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { layOutDisk, type Partition, writeDisk } from './disk-image.ts';

const MIB = 1024 * 1024;
const CYLINDER_BYTES = 16 * 63 * 512;

function mbr(): Uint8Array {
	const code = new Uint8Array(512);
	code.fill(0x90, 0, 440);
	return code;
}

const partitions: Partition[] = [
	{ name: 'boot', type: 0x7f, active: true, size: MIB, content: Buffer.alloc(MIB, 'b') },
	{ name: 'usr', type: 0x81, active: false, size: 2 * MIB, content: Buffer.from('usr') },
];

function written(disk: ReturnType<typeof layOutDisk>): Buffer {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kintsugi-disk-'));
	try {
		writeDisk(disk, path.join(folder, 'disk.img'));
		return fs.readFileSync(path.join(folder, 'disk.img'));
	} finally {
		fs.rmSync(folder, { recursive: true });
	}
}

test('boot code, second stage, parameter sector and partitions lie where the loader expects them', () => {
	const image = written(layOutDisk(mbr(), Buffer.alloc(700, 's'), partitions));
	expect(image.subarray(0, 440).every((byte) => byte === 0x90)).toBe(true);
	expect(image.readUInt16LE(510)).toBe(0xaa55);
	expect(image.subarray(512, 512 + 701).toString()).toBe(`${'s'.repeat(700)}\0`);
	expect(image.subarray(63 * 512, 64 * 512).toString()).toBe(
		'KINTSUGI-PARAMS\n'.padEnd(512, '\0'),
	);
	expect(image.subarray(2048 * 512, 2048 * 512 + 3).toString()).toBe('bbb');
	expect(image.subarray(4096 * 512, 4096 * 512 + 4).toString()).toBe('usr\0');
	expect(image.length % CYLINDER_BYTES).toBe(0);
});

test('the partition table gives type, active flag, LBA and CHS of each partition', () => {
	const image = written(layOutDisk(mbr(), Buffer.alloc(0), partitions));
	const entry = (index: number) => image.subarray(446 + 16 * index, 462 + 16 * index);
	expect([entry(0)[0], entry(0)[4]]).toEqual([0x80, 0x7f]);
	expect([entry(0).readUInt32LE(8), entry(0).readUInt32LE(12)]).toEqual([2048, 2048]);
	// LBA 2048 with 16 heads and 63 sectors: cylinder 2, head 0, sector 33.
	expect([...entry(0).subarray(1, 4)]).toEqual([0, 33, 2]);
	expect([entry(1)[0], entry(1)[4]]).toEqual([0, 0x81]);
	expect([entry(1).readUInt32LE(8), entry(1).readUInt32LE(12)]).toEqual([4096, 4096]);
	expect(entry(2).every((byte) => byte === 0)).toBe(true);
});

test('MBR code that reaches into the partition table is refused', () => {
	const code = mbr();
	code[450] = 1;
	expect(() => layOutDisk(code, Buffer.alloc(0), partitions)).toThrow('440 bytes');
});

test('a second stage that reaches into the parameter sector is refused', () => {
	expect(() => layOutDisk(mbr(), Buffer.alloc(62 * 512 + 1), partitions)).toThrow('31744');
});

test('contents larger than their partition are refused by its name', () => {
	const small = { ...partitions[0], size: 512 } as Partition;
	expect(() => layOutDisk(mbr(), Buffer.alloc(0), [small])).toThrow('"boot"');
});
