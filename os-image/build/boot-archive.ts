/*
 * The boot archive and the kernel's symbol table, as os-image/include/kintsugi/
 * boot_info.h lays them out: struct archive_header, struct archive_entry,
 * struct ksym_header, struct ksym.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { BuildError } from './build-error.ts';
import { type ElfFile, SHF_EXECINSTR } from './elf.ts';

export const SECTOR_SIZE = 512;
export const ARCHIVE_MAGIC = 'KINTBOOT';
export const ARCHIVE_VERSION = 2;
export const ARCHIVE_HEADER_SECTORS = 16;
export const ARCHIVE_MAX_ENTRIES = 64;
export const ARCHIVE_NAME_LEN = 32;
export const KSYM_MAGIC = 0x4d59534b;

/** enum archive_kind */
export const ARCHIVE_KIND = { kernel: 0, program: 1, symbols: 2, ramdisk: 3, text: 4 } as const;
export type ArchiveKind = keyof typeof ARCHIVE_KIND;

const ENTRIES_OFFSET = 32;
const ENTRY_SIZE = 84;
const KSYM_HEADER_SIZE = 16;
const KSYM_SIZE = 8;

export interface ArchiveEntry {
	readonly name: string;
	readonly kind: ArchiveKind;
	readonly content: Uint8Array;
}

/** What the archive stores: of a RAM disk not the zeros at its end, which the loader makes. */
function storedPart({ kind, content }: ArchiveEntry): Uint8Array {
	if (kind !== 'ramdisk') return content;
	let end = content.length;
	while (end > 1 && content[end - 1] === 0) end--;
	return content.subarray(0, end);
}

/** The archive's bytes, a whole number of sectors; entries in the given order. */
export function buildArchive(entries: readonly ArchiveEntry[]): Uint8Array {
	if (entries.length > ARCHIVE_MAX_ENTRIES) {
		throw new BuildError(
			`The boot archive would have ${entries.length} entries; the loader's limit is ` +
				`${ARCHIVE_MAX_ENTRIES}. Move commands to the /usr volume in image-plan.ts.`,
		);
	}
	let sector = ARCHIVE_HEADER_SECTORS;
	const starts = entries.map((entry) => {
		const start = sector;
		sector += Math.ceil(storedPart(entry).length / SECTOR_SIZE);
		return start;
	});
	const archive = new Uint8Array(sector * SECTOR_SIZE);
	const view = new DataView(archive.buffer);
	archive.set(Buffer.from(ARCHIVE_MAGIC, 'latin1'), 0);
	view.setUint32(8, ARCHIVE_VERSION, true);
	view.setUint32(12, entries.length, true);
	view.setUint32(16, sector, true);
	entries.forEach((entry, index) => {
		const { name, kind } = entry;
		const content = storedPart(entry);
		const start = starts[index] ?? 0;
		const at = ENTRIES_OFFSET + index * ENTRY_SIZE;
		const encoded = Buffer.from(name, 'latin1');
		if (encoded.length >= ARCHIVE_NAME_LEN) {
			throw new BuildError(
				`The name "${name}" is too long for the boot archive: ${ARCHIVE_NAME_LEN - 1} ` +
					'characters at most.',
			);
		}
		archive.set(encoded, at);
		view.setUint32(at + 32, start, true);
		view.setUint32(at + 36, content.length, true);
		view.setUint32(at + 40, ARCHIVE_KIND[kind], true);
		view.setUint32(at + 44, crc32(content), true);
		archive.set(createHash('sha256').update(content).digest(), at + 48);
		view.setUint32(at + 80, entry.content.length, true);
		archive.set(content, start * SECTOR_SIZE);
	});
	return archive;
}

/** The kernel's functions and code labels by address, for its stack traces. */
export function buildKernelSymbols(kernel: ElfFile): Uint8Array {
	const byAddress = new Map<number, string>();
	for (const { type, section, address, name } of kernel.symbols) {
		if (type !== 'object' && section.flags & SHF_EXECINSTR) byAddress.set(address, name);
	}
	const symbols = [...byAddress].sort(([a], [b]) => a - b);
	const names = symbols.map(([, name]) => Buffer.from(`${name}\0`, 'latin1'));
	const pool = Buffer.concat(names);
	const poolOffset = KSYM_HEADER_SIZE + symbols.length * KSYM_SIZE;
	const out = new Uint8Array(poolOffset + pool.length);
	const view = new DataView(out.buffer);
	[KSYM_MAGIC, symbols.length, poolOffset, pool.length].forEach((value, index) => {
		view.setUint32(index * 4, value, true);
	});
	let nameOffset = 0;
	symbols.forEach(([address], index) => {
		view.setUint32(KSYM_HEADER_SIZE + index * KSYM_SIZE, address, true);
		view.setUint32(KSYM_HEADER_SIZE + index * KSYM_SIZE + 4, nameOffset, true);
		nameOffset += names[index]?.length ?? 0;
	});
	out.set(pool, poolOffset);
	return out;
}

/**
 * The functions of servers and drivers by address, as text: for the reincarnation server, which
 * tells where a component failed.
 */
export function buildComponentSymbols(
	components: readonly { readonly name: string; readonly elf: ElfFile }[],
): Uint8Array {
	const lines = components.flatMap(({ name, elf }) => {
		const byAddress = new Map<number, string>();
		for (const { type, section, address, name: symbol } of elf.symbols) {
			if (type === 'func' && section.flags & SHF_EXECINSTR) byAddress.set(address, symbol);
		}
		const functions = [...byAddress].sort(([a], [b]) => a - b);
		return [
			`[${name}]`,
			...functions.map(([at, symbol]) => `${at.toString(16).padStart(8, '0')} ${symbol}`),
		];
	});
	return Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
}
