import { expect, test } from 'vitest';
import { CowDisk } from './cow_disk.ts';

const SIZE = 40 * 512;

function numbered(): Uint8Array {
	return Uint8Array.from({ length: SIZE }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
}

test('what is written is read back, across pages and beside what is not written', () => {
	const image = numbered();
	const expected = image.slice();
	const disk = new CowDisk(image);
	for (const [start, length] of [
		[0, 512],
		[4000, 5000],
		[8190, 4],
		[SIZE - 512, 512],
	] as const) {
		const bytes = new Uint8Array(length).fill(start & 0xff || 7);
		disk.write(start, bytes);
		expected.set(bytes, start);
	}
	expect(disk.read(0, SIZE)).toEqual(expected);
	expect(disk.read(4090, 20)).toEqual(expected.slice(4090, 4110));
	expect(disk.exportImage()).toEqual(expected);
});

test('the image is never written', () => {
	const image = numbered();
	const disk = new CowDisk(image);
	disk.write(100, new Uint8Array(9000));
	expect(image).toEqual(numbered());
});

test('nor is one that came from a file, as a Node Buffer', () => {
	const image = Buffer.from(numbered());
	const disk = new CowDisk(image);
	disk.write(100, new Uint8Array(10));
	disk.read(0, 4096);
	expect(image.equals(numbered())).toBe(true);
});

test('reading what is not written copies nothing', () => {
	const image = numbered();
	const disk = new CowDisk(image);
	disk.write(16384, new Uint8Array(512));
	expect(disk.read(0, 8192).buffer).toBe(image.buffer);
});

test('an overlay stays as it was when the disk is written again', () => {
	const disk = new CowDisk(numbered());
	disk.write(0, new Uint8Array([1]));
	const overlay = disk.takeOverlay();
	disk.write(0, new Uint8Array([2]));
	disk.write(5000, new Uint8Array([3]));
	disk.loadOverlay(overlay);
	expect(disk.read(0, 1)[0]).toBe(1);
	expect(disk.read(5000, 1)[0]).toBe(numbered()[5000]);
	disk.write(0, new Uint8Array([4]));
	disk.loadOverlay(overlay);
	expect(disk.read(0, 1)[0]).toBe(1);
});

test('an access beyond the end is an error', () => {
	const disk = new CowDisk(numbered());
	expect(() => disk.read(SIZE - 1, 2)).toThrow('of a disk of 20480 bytes');
	expect(() => disk.write(SIZE, new Uint8Array(1))).toThrow('of a disk of 20480 bytes');
});

test('an image that is no whole number of sectors is refused', () => {
	expect(() => new CowDisk(new Uint8Array(1000))).toThrow('1000 bytes');
	expect(() => new CowDisk(new Uint8Array(0))).toThrow('one or more sectors');
});
