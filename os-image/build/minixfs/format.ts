/*
 * On-disk format of the MINIX file system, version 3, with blocks and zones of
 * 1 KB. All fields are little-endian.
 *
 *     block 0          boot block, unused
 *     block 1          superblock
 *     then             inode bitmap, zone bitmap, inode table, data zones
 *
 * In both bitmaps bit 0 is always set, and so are the bits behind the last one
 * in use. Bit n of the inode bitmap is inode n, bit n of the zone bitmap is zone
 * firstDataZone + n - 1. Inode 1 is the root directory.
 */
export const BLOCK_SIZE = 1024;
export const SUPER_BLOCK = 1;
export const FIRST_BITMAP_BLOCK = 2;
export const MAGIC = 0x4d5a;
export const MAX_FILE_SIZE = 0x7fffffff;
export const ROOT_INODE = 1;

export const INODE_SIZE = 64;
export const INODES_PER_BLOCK = BLOCK_SIZE / INODE_SIZE;
export const DIRECT_ZONES = 7;
/** Zone numbers in an indirect block. */
export const ZONES_PER_BLOCK = BLOCK_SIZE / 4;

export const DIRENT_SIZE = 64;
export const NAME_MAX = 60;

export const MODE_CHARACTER_DEVICE = 0o020000;
export const MODE_DIRECTORY = 0o040000;
export const MODE_BLOCK_DEVICE = 0o060000;
export const MODE_FILE = 0o100000;
export const MODE_SYMLINK = 0o120000;
/** The bits of a mode that tell the kind. */
export const MODE_KIND = 0o170000;

/** Byte offsets within the superblock. */
export const SUPER = {
	inodeCount: 0, // u32
	inodeMapBlocks: 6, // u16
	zoneMapBlocks: 8, // u16
	firstDataZone: 10, // u16
	logZoneSize: 12, // u16: log2(zone size / block size)
	maxSize: 16, // u32
	zoneCount: 20, // u32: of the whole volume, from block 0 on
	magic: 24, // u16
	blockSize: 28, // u16
	diskVersion: 30, // u8
} as const;

/** Byte offsets within an inode. */
export const INODE = {
	mode: 0, // u16
	links: 2, // u16
	uid: 4, // u16
	gid: 6, // u16
	size: 8, // u32
	accessTime: 12, // u32, seconds
	modifyTime: 16, // u32
	changeTime: 20, // u32
	zones: 24, // u32[10]: 7 direct, indirect, double indirect, triple indirect; [0]: device number
} as const;

export interface Geometry {
	readonly inodeCount: number;
	readonly inodeMapBlocks: number;
	readonly zoneMapBlocks: number;
	readonly firstDataZone: number;
	readonly zoneCount: number;
}

/** Where everything lies in a volume of `blocks` blocks with at least `inodes` inodes. */
export function geometry(blocks: number, inodes: number): Geometry {
	const bitsPerBlock = BLOCK_SIZE * 8;
	const inodeBlocks = Math.ceil(inodes / INODES_PER_BLOCK);
	const inodeCount = inodeBlocks * INODES_PER_BLOCK;
	const inodeMapBlocks = Math.ceil((inodeCount + 1) / bitsPerBlock);
	let zoneMapBlocks = 0;
	let firstDataZone = 0;
	for (let needed = 1; needed > zoneMapBlocks; ) {
		zoneMapBlocks = needed;
		firstDataZone = FIRST_BITMAP_BLOCK + inodeMapBlocks + zoneMapBlocks + inodeBlocks;
		needed = Math.ceil((blocks - firstDataZone + 1) / bitsPerBlock);
	}
	return { inodeCount, inodeMapBlocks, zoneMapBlocks, firstDataZone, zoneCount: blocks };
}
