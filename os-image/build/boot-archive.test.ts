import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { type ArchiveEntry, buildArchive, buildKernelSymbols } from './boot-archive.ts';
import { cString, type ElfFile, type ElfSymbol, SHF_EXECINSTR } from './elf.ts';

const SECTOR = 512;

const entries: ArchiveEntry[] = [
	{ name: 'kernel', kind: 'kernel', content: Buffer.alloc(1000, 'k') },
	{ name: 'pm', kind: 'program', content: Buffer.alloc(512, 'p') },
	{ name: 'root.img', kind: 'ramdisk', content: Buffer.alloc(3, 'r') },
];

test('the header says how many entries and sectors there are', () => {
	const archive = buildArchive(entries);
	const view = new DataView(archive.buffer);
	expect(cString(archive.subarray(0, 8), 0)).toBe('KINTBOOT');
	expect([view.getUint32(8, true), view.getUint32(12, true)]).toEqual([2, 3]);
	expect(view.getUint32(16, true)).toBe(16 + 2 + 1 + 1);
	expect(archive.length).toBe(20 * SECTOR);
});

test('each entry gives name, place, size, kind and digest of its content', () => {
	const archive = buildArchive(entries);
	const view = new DataView(archive.buffer);
	const expectedStart = [16, 18, 19];
	const expectedKind = [0, 1, 3];
	entries.forEach(({ name, content }, index) => {
		const at = 32 + index * 84;
		expect(cString(archive, at)).toBe(name);
		expect(view.getUint32(at + 32, true)).toBe(expectedStart[index]);
		expect(view.getUint32(at + 36, true)).toBe(content.length);
		expect(view.getUint32(at + 40, true)).toBe(expectedKind[index]);
		expect(view.getUint32(at + 44, true)).toBe(crc32(content));
		const digest = createHash('sha256').update(content).digest();
		expect(Buffer.from(archive.subarray(at + 48, at + 80))).toEqual(digest);
		expect(view.getUint32(at + 80, true)).toBe(content.length);
		const start = (expectedStart[index] ?? 0) * SECTOR;
		expect(Buffer.from(archive.subarray(start, start + content.length))).toEqual(content);
	});
});

test('the zeros at the end of a RAM disk are left out, those within it are not', () => {
	const content = Buffer.alloc(4096);
	content.write('root', 600);
	const archive = buildArchive([{ name: 'root.img', kind: 'ramdisk', content }]);
	const view = new DataView(archive.buffer);
	expect([view.getUint32(32 + 36, true), view.getUint32(32 + 80, true)]).toEqual([604, 4096]);
	expect(archive.length).toBe((16 + 2) * SECTOR);
	expect(Buffer.from(archive.subarray(16 * SECTOR))).toEqual(content.subarray(0, 2 * SECTOR));
});

test('more entries than the loader takes are refused', () => {
	const many = Array.from(
		{ length: 65 },
		(_, n): ArchiveEntry => ({
			name: `p${n}`,
			kind: 'program',
			content: Buffer.alloc(1),
		}),
	);
	expect(() => buildArchive(many)).toThrow('65 entries');
});

test('a name that leaves no room for its NUL is refused', () => {
	const name = 'x'.repeat(32);
	expect(() => buildArchive([{ name, kind: 'program', content: Buffer.alloc(1) }])).toThrow(
		'too long',
	);
});

test('the kernel symbol table lists code by ascending address, and no data', () => {
	const text = {
		name: '.text',
		flags: SHF_EXECINSTR,
		addr: 0,
		size: 0,
		content: Buffer.alloc(0),
	};
	const data = { ...text, name: '.data', flags: 0 };
	const symbol = (name: string, address: number, section = text): ElfSymbol => ({
		name,
		address,
		size: 0,
		type: section === text ? 'func' : 'object',
		global: true,
		section,
	});
	const kernel: ElfFile = {
		entry: 0,
		segments: [],
		sections: [],
		symbols: [symbol('late', 0xc0200000), symbol('early', 0xc0100000), symbol('d', 5, data)],
	};
	const table = buildKernelSymbols(kernel);
	const view = new DataView(table.buffer);
	const u32 = (at: number) => view.getUint32(at, true);
	expect([u32(0), u32(4), u32(8), u32(12)]).toEqual([0x4d59534b, 2, 32, 11]);
	expect([u32(16), u32(24)]).toEqual([0xc0100000, 0xc0200000]);
	expect(cString(table, u32(8) + u32(20))).toBe('early');
	expect(cString(table, u32(8) + u32(28))).toBe('late');
});
