/**
 * A MINIX file system (version 3) with one large file, of which nothing is kept: each block follows
 * from its number. The file is called `random` and holds what `fillSeeded` makes of the seed, so
 * that anyone who knows the seed knows its digest.
 */

import {
	BLOCK_SIZE,
	DIRENT_SIZE,
	FIRST_BITMAP_BLOCK,
	type Geometry,
	geometry,
	INODE,
	INODE_SIZE,
	MAGIC,
	MAX_FILE_SIZE,
	MODE_DIRECTORY,
	MODE_FILE,
	ROOT_INODE,
	SUPER,
	SUPER_BLOCK,
} from '../../../os-image/build/minixfs/format.ts';
import { fillSeeded } from '../seeded_content.ts';
import { IndexBlocks } from './index_blocks.ts';

export const FILE_NAME = 'random';
/** The largest file that the file system can hold. */
export const FILE_BYTES_MAX = MAX_FILE_SIZE;

const FILE_INODE = ROOT_INODE + 1;
/** Room that is left for the guest's own files. */
const FREE_BYTES = 32 << 20;
const INODES = 1024;
/** Superblock, bitmaps, inodes and root directory take no more, up to the largest file. */
const OVERHEAD_BYTES = 1 << 20;
/** Of both inodes: 2026-01-01T00:00:00Z, in seconds since 1970. */
const TIME = 1_767_225_600;
const DIRECTORY_MODE = 0o777;
const FILE_MODE = 0o644;
const BITS_PER_BLOCK = BLOCK_SIZE * 8;

/** Makes up the content of `block`, which is zero, of which only this is not. */
type MakeBlock = (view: DataView, block: Uint8Array) => void;

export class SyntheticVolume {
	readonly byteLength: number;
	private readonly layout: Geometry;
	private readonly inodeTable: number;
	private readonly index: IndexBlocks;
	private readonly rootZone: number;
	/** The first block behind the file. */
	private readonly dataEnd: number;

	/** `fileBytes`: 0 to FILE_BYTES_MAX. */
	constructor(
		private readonly fileBytes: number,
		private readonly seed: number,
	) {
		const dataBlocks = Math.ceil(fileBytes / BLOCK_SIZE);
		const indexBlocks = new IndexBlocks(dataBlocks, 0).count;
		const blocks = dataBlocks + indexBlocks + (OVERHEAD_BYTES + FREE_BYTES) / BLOCK_SIZE;
		this.layout = geometry(blocks, INODES);
		this.byteLength = blocks * BLOCK_SIZE;
		this.inodeTable =
			FIRST_BITMAP_BLOCK + this.layout.inodeMapBlocks + this.layout.zoneMapBlocks;
		this.rootZone = this.layout.firstDataZone;
		this.index = new IndexBlocks(dataBlocks, this.rootZone + 1);
		this.dataEnd = this.index.dataZone + dataBlocks;
	}

	/** Fills `target`, which is zero, with what stands from byte `start` of the volume on. */
	fill(target: Uint8Array, start: number): void {
		const end = start + target.length;
		const dataStart = this.index.dataZone * BLOCK_SIZE;
		const firstBlock = Math.floor(start / BLOCK_SIZE);
		const metadataEnd = Math.min(end, dataStart);
		for (let number = firstBlock; number * BLOCK_SIZE < metadataEnd; number++) {
			const blockStart = number * BLOCK_SIZE;
			const block = this.metadata(number);
			const from = Math.max(start, blockStart);
			const to = Math.min(end, blockStart + BLOCK_SIZE);
			target.set(block.subarray(from - blockStart, to - blockStart), from - start);
		}
		const from = Math.max(start, dataStart);
		const to = Math.min(end, dataStart + this.fileBytes);
		if (from < to) {
			fillSeeded(target.subarray(from - start, to - start), this.seed, from - dataStart);
		}
	}

	private metadata(number: number): Uint8Array {
		const block = new Uint8Array(BLOCK_SIZE);
		this.makerOf(number)?.(new DataView(block.buffer), block);
		return block;
	}

	private makerOf(number: number): MakeBlock | undefined {
		const { inodeMapBlocks, inodeCount, zoneCount, firstDataZone } = this.layout;
		const inodeBit = (number - FIRST_BITMAP_BLOCK) * BITS_PER_BLOCK;
		const zoneMap = FIRST_BITMAP_BLOCK + inodeMapBlocks;
		if (number === SUPER_BLOCK) {
			return (view) => this.makeSuperBlock(view);
		}
		if (number < FIRST_BITMAP_BLOCK) {
			return undefined;
		}
		if (number < zoneMap) {
			return (_, block) => setBits(block, inodeBit, FILE_INODE + 1, inodeCount + 1);
		}
		if (number < this.inodeTable) {
			const bit = (number - zoneMap) * BITS_PER_BLOCK;
			const used = this.dataEnd - firstDataZone + 1;
			return (_, block) => setBits(block, bit, used, zoneCount - firstDataZone + 1);
		}
		if (number < this.rootZone) {
			return number === this.inodeTable ? (view) => this.makeInodes(view) : undefined;
		}
		if (number === this.rootZone) {
			return makeRootDirectory;
		}
		const { first, count } = this.index.runOf(number - this.rootZone - 1);
		return (view) => {
			for (let i = 0; i < count; i++) {
				view.setUint32(i * 4, first + i, true);
			}
		};
	}

	private makeSuperBlock(view: DataView): void {
		const { inodeCount, inodeMapBlocks, zoneMapBlocks, firstDataZone, zoneCount } = this.layout;
		view.setUint32(SUPER.inodeCount, inodeCount, true);
		view.setUint16(SUPER.inodeMapBlocks, inodeMapBlocks, true);
		view.setUint16(SUPER.zoneMapBlocks, zoneMapBlocks, true);
		view.setUint16(SUPER.firstDataZone, firstDataZone, true);
		view.setUint32(SUPER.maxSize, MAX_FILE_SIZE, true);
		view.setUint32(SUPER.zoneCount, zoneCount, true);
		view.setUint16(SUPER.magic, MAGIC, true);
		view.setUint16(SUPER.blockSize, BLOCK_SIZE, true);
	}

	private makeInodes(view: DataView): void {
		const entries = ROOT_ENTRIES.length * DIRENT_SIZE;
		makeInode(view, ROOT_INODE, MODE_DIRECTORY | DIRECTORY_MODE, 2, entries, [this.rootZone]);
		const zones = this.index.inodeZones();
		makeInode(view, FILE_INODE, MODE_FILE | FILE_MODE, 1, this.fileBytes, zones);
	}
}

const ROOT_ENTRIES = [
	{ name: '.', inode: ROOT_INODE },
	{ name: '..', inode: ROOT_INODE },
	{ name: FILE_NAME, inode: FILE_INODE },
];

function makeRootDirectory(view: DataView, block: Uint8Array): void {
	for (const [index, { name, inode }] of ROOT_ENTRIES.entries()) {
		view.setUint32(index * DIRENT_SIZE, inode, true);
		for (let i = 0; i < name.length; i++) {
			block[index * DIRENT_SIZE + 4 + i] = name.charCodeAt(i);
		}
	}
}

function makeInode(
	view: DataView,
	number: number,
	mode: number,
	links: number,
	size: number,
	zones: readonly number[],
): void {
	const at = (number - 1) * INODE_SIZE;
	view.setUint16(at + INODE.mode, mode, true);
	view.setUint16(at + INODE.links, links, true);
	view.setUint32(at + INODE.size, size, true);
	for (const field of [INODE.accessTime, INODE.modifyTime, INODE.changeTime]) {
		view.setUint32(at + field, TIME, true);
	}
	for (const [index, zone] of zones.entries()) {
		view.setUint32(at + INODE.zones + index * 4, zone, true);
	}
}

/**
 * A block of a bitmap, whose first bit is number `first` of the map: those below `used` are set,
 * and those that stand for nothing, from `end` on.
 */
function setBits(block: Uint8Array, first: number, used: number, end: number): void {
	for (let byte = 0; byte < block.length; byte++) {
		const from = first + byte * 8;
		if (from + 8 <= used || from >= end) {
			block[byte] = 0xff;
			continue;
		}
		for (let bit = 0; bit < 8; bit++) {
			if (from + bit < used || from + bit >= end) {
				block[byte] = (block[byte] as number) | (1 << bit);
			}
		}
	}
}
