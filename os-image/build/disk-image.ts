/*
 * The disk image: boot code, second stage, parameter sector, partition table and
 * the partitions' contents (the layout is in os-image/include/kintsugi/boot_info.h).
 *
 * Partition entries carry both LBA and the CHS of a disk with 16 heads and 63
 * sectors a track, and the image is a whole number of such cylinders: Bochs
 * takes its geometry from that.
 */
import fs from 'node:fs';
import { SECTOR_SIZE } from './boot-archive.ts';
import { BuildError } from './build-error.ts';

export const LOADER_LBA = 1;
export const LOADER_SECTORS = 62;
export const PARAM_LBA = 63;
export const PARAM_HEADER = 'KINTSUGI-PARAMS\n';
export const FIRST_PARTITION_LBA = 2048;

/** Bytes of the MBR before the disk signature and the partition table. */
const MBR_CODE_LIMIT = 440;
const MBR_SIGNATURE_OFFSET = 440;
const PARTITION_TABLE_OFFSET = 446;
const PARTITION_ENTRY_SIZE = 16;
/** Partitions start on a whole MiB. */
const ALIGNMENT_SECTORS = 2048;
const HEADS = 16;
const SECTORS_PER_TRACK = 63;
const DISK_SIGNATURE = 0x544e494b; // "KINT"

export interface Partition {
	readonly name: string;
	readonly type: number;
	readonly active: boolean;
	/** Bytes set aside; a multiple of the alignment. */
	readonly size: number;
	/** At most `size` bytes; the rest is zeros. */
	readonly content: Uint8Array;
}

export interface PlacedPartition extends Partition {
	readonly startLba: number;
	readonly sectors: number;
}

export interface DiskImage {
	readonly partitions: readonly PlacedPartition[];
	/** The image's parts by their byte offset; all else is zeros. */
	readonly parts: readonly { readonly offset: number; readonly content: Uint8Array }[];
	readonly size: number;
}

export function layOutDisk(
	mbrCode: Uint8Array,
	stage2: Uint8Array,
	partitions: readonly Partition[],
): DiskImage {
	if (stage2.length > LOADER_SECTORS * SECTOR_SIZE) {
		throw new BuildError(
			`The second stage of the loader has ${stage2.length} bytes; between MBR and parameter ` +
				`sector there is room for ${LOADER_SECTORS * SECTOR_SIZE}.`,
		);
	}
	if (partitions.length > 4) {
		throw new BuildError(`An MBR holds 4 partitions, the plan has ${partitions.length}.`);
	}
	let next = FIRST_PARTITION_LBA;
	const placed = partitions.map((partition) => {
		if (partition.content.length > partition.size) {
			throw new BuildError(
				`The contents of partition "${partition.name}" take ${partition.content.length} ` +
					`bytes, its size is ${partition.size}. Enlarge it in image-plan.ts.`,
			);
		}
		const sectors = roundUp(partition.size / SECTOR_SIZE, ALIGNMENT_SECTORS);
		const startLba = next;
		next += sectors;
		return { ...partition, startLba, sectors };
	});
	const params = Buffer.from(PARAM_HEADER, 'latin1');
	return {
		partitions: placed,
		parts: [
			{ offset: 0, content: bootSector(mbrCode, placed) },
			{ offset: LOADER_LBA * SECTOR_SIZE, content: stage2 },
			{ offset: PARAM_LBA * SECTOR_SIZE, content: params },
			...placed.map(({ startLba, content }) => ({ offset: startLba * SECTOR_SIZE, content })),
		],
		size: roundUp(next, HEADS * SECTORS_PER_TRACK) * SECTOR_SIZE,
	};
}

/** Writes the image; stretches of zeros take no room on file systems with sparse files. */
export function writeDisk(image: DiskImage, file: string): void {
	const handle = fs.openSync(file, 'w');
	try {
		fs.ftruncateSync(handle, image.size);
		for (const { offset, content } of image.parts) writeSparse(handle, offset, content);
	} finally {
		fs.closeSync(handle);
	}
}

const SPARSE_UNIT = 64 * 1024;
const ZEROS = Buffer.alloc(SPARSE_UNIT);

function writeSparse(handle: number, offset: number, content: Uint8Array): void {
	for (let at = 0; at < content.length; at += SPARSE_UNIT) {
		const unit = content.subarray(at, at + SPARSE_UNIT);
		if (ZEROS.compare(unit, 0, unit.length, 0, unit.length) === 0) continue;
		fs.writeSync(handle, unit, 0, unit.length, offset + at);
	}
}

function bootSector(code: Uint8Array, partitions: readonly PlacedPartition[]): Uint8Array {
	const reserved = code.subarray(MBR_CODE_LIMIT, SECTOR_SIZE - 2);
	if (code.length > SECTOR_SIZE || reserved.some((byte) => byte !== 0)) {
		throw new BuildError(
			`The MBR's code has to fit into ${MBR_CODE_LIMIT} bytes: behind them come the disk ` +
				'signature and the partition table, which the image builder fills in.',
		);
	}
	const sector = new Uint8Array(SECTOR_SIZE);
	const view = new DataView(sector.buffer);
	sector.set(code.subarray(0, MBR_CODE_LIMIT));
	view.setUint32(MBR_SIGNATURE_OFFSET, DISK_SIGNATURE, true);
	partitions.forEach(({ active, type, startLba, sectors }, index) => {
		const at = PARTITION_TABLE_OFFSET + index * PARTITION_ENTRY_SIZE;
		sector[at] = active ? 0x80 : 0;
		sector.set(chs(startLba), at + 1);
		sector[at + 4] = type;
		sector.set(chs(startLba + sectors - 1), at + 5);
		view.setUint32(at + 8, startLba, true);
		view.setUint32(at + 12, sectors, true);
	});
	view.setUint16(SECTOR_SIZE - 2, 0xaa55, true);
	return sector;
}

/** Head, sector with the cylinder's high bits, cylinder; the highest address stands for all above. */
function chs(lba: number): [number, number, number] {
	const cylinder = Math.floor(lba / (HEADS * SECTORS_PER_TRACK));
	if (cylinder > 1023) return [HEADS - 1, 0xc0 | SECTORS_PER_TRACK, 0xff];
	const head = Math.floor(lba / SECTORS_PER_TRACK) % HEADS;
	const sector = (lba % SECTORS_PER_TRACK) + 1;
	return [head, sector | ((cylinder >> 2) & 0xc0), cylinder & 0xff];
}

function roundUp(value: number, to: number): number {
	return Math.ceil(value / to) * to;
}
