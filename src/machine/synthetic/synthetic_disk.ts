/**
 * A disk that takes no memory, however large: an MBR whose one partition is a MINIX file system
 * with one file of the size wanted (`synthetic_volume.ts`). Everything on it is made when it is
 * read, from the seed.
 */

import type { DiskContent } from '../cow_disk.ts';
import { MachineError } from '../errors.ts';
import { SECTOR_SIZE } from '../params.ts';
import { FILE_BYTES_MAX, SyntheticVolume } from './synthetic_volume.ts';

const PREFIX = 'synthetic:';
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
const DEFAULT_SEED = 1;

/** Where the partition begins: at 1 MB, as in the machine's own image. */
export const PARTITION_LBA = 2048;
/** MINIX, as in the machine's own image. */
const PARTITION_TYPE = 0x81;
/** Offsets in the MBR, and of the fields of a partition entry. */
const MBR = { table: 446, signature: 510 } as const;
const ENTRY = { firstChs: 1, type: 4, lastChs: 5, firstLba: 8, sectors: 12 } as const;
const BOOT_SIGNATURE = 0xaa55;
/** Cylinder, head and sector where those are too small for the address, which then counts. */
const CHS_UNUSED = [0xfe, 0xff, 0xff];

export interface SyntheticDiskOptions {
	/** Of the file, 0 to FILE_BYTES_MAX. */
	readonly fileBytes: number;
	/** 1 by default. */
	readonly seed?: number | undefined;
}

export class SyntheticDisk implements DiskContent {
	readonly name: string;
	readonly byteLength: number;
	readonly fileBytes: number;
	readonly seed: number;
	private readonly volume: SyntheticVolume;

	constructor({ fileBytes, seed = DEFAULT_SEED }: SyntheticDiskOptions) {
		if (!Number.isInteger(fileBytes) || fileBytes < 0 || fileBytes > FILE_BYTES_MAX) {
			throw new MachineError(
				`The file of a synthetic disk has 0 to ${FILE_BYTES_MAX} bytes, not ${fileBytes}.`,
			);
		}
		this.name = `${PREFIX}${fileBytes},seed=${seed}`;
		this.fileBytes = fileBytes;
		this.seed = seed;
		this.volume = new SyntheticVolume(fileBytes, seed);
		this.byteLength = PARTITION_LBA * SECTOR_SIZE + this.volume.byteLength;
	}

	/** A new array each time. */
	read(start: number, length: number): Uint8Array {
		const bytes = new Uint8Array(length);
		const volumeStart = PARTITION_LBA * SECTOR_SIZE;
		if (start < SECTOR_SIZE) {
			const head = this.bootSector().subarray(start, Math.min(SECTOR_SIZE, start + length));
			bytes.set(head);
		}
		const skipped = Math.max(0, volumeStart - start);
		if (skipped < length) {
			this.volume.fill(bytes.subarray(skipped), start + skipped - volumeStart);
		}
		return bytes;
	}

	private bootSector(): Uint8Array {
		const sector = new Uint8Array(SECTOR_SIZE);
		const view = new DataView(sector.buffer);
		sector.set(CHS_UNUSED, MBR.table + ENTRY.firstChs);
		sector[MBR.table + ENTRY.type] = PARTITION_TYPE;
		sector.set(CHS_UNUSED, MBR.table + ENTRY.lastChs);
		view.setUint32(MBR.table + ENTRY.firstLba, PARTITION_LBA, true);
		view.setUint32(MBR.table + ENTRY.sectors, this.volume.byteLength / SECTOR_SIZE, true);
		view.setUint16(MBR.signature, BOOT_SIGNATURE, true);
		return sector;
	}
}

/** Whether the words name a synthetic disk and not a file. */
export function isSyntheticSpec(text: string): boolean {
	return text.startsWith(PREFIX);
}

/** The disk that `synthetic:SIZE[,seed=N]` stands for; throws when that is not what it says. */
export function parseSyntheticSpec(text: string): SyntheticDisk {
	const [, digits, unit = '', seed] =
		/^synthetic:(\d{1,10})([KMG]?)(?:,seed=(\d{1,10}))?$/.exec(text) ?? [];
	const unitBytes = UNITS[unit];
	if (digits === undefined || unitBytes === undefined) {
		throw new MachineError(
			`"${text}" is no synthetic disk: expected synthetic:SIZE[,seed=N], such as ` +
				'synthetic:1G or synthetic:64M,seed=7.',
		);
	}
	return new SyntheticDisk({
		fileBytes: Number(digits) * unitBytes,
		seed: seed === undefined ? undefined : Number(seed),
	});
}
