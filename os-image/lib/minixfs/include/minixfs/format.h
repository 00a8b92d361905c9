/*
 * The MINIX file system, version 3, as it lies on a disk: for the file server,
 * mkfs and fsck. A block is 1, 2 or 4 KB, and a zone is a block.
 *
 *     block 0          boot block, unused
 *     byte 1024        superblock (with 1 KB blocks that is block 1)
 *     from block 2 on  inode bitmap, zone bitmap, inode table, data zones
 *
 * All fields are little-endian, as every machine is that this is compiled for.
 * In both bitmaps bit 0 is always set, and so are the bits behind the last one
 * in use. Bit n of the inode bitmap is inode n, bit n of the zone bitmap is zone
 * first_data_zone + n - 1. Inode 1 is the root directory. The zone number 0
 * stands for a hole, which reads as zeros.
 */
#ifndef MINIXFS_FORMAT_H
#define MINIXFS_FORMAT_H

#include <kintsugi/types.h>

#define MINIXFS_SUPER_OFFSET 1024u /* bytes, whatever the block size */
#define MINIXFS_MAGIC 0x4d5au
#define MINIXFS_FIRST_BITMAP 2u /* block */
#define MINIXFS_BLOCK_MIN 1024u
#define MINIXFS_BLOCK_MAX 4096u
#define MINIXFS_ROOT 1u /* inode */
#define MINIXFS_SIZE_MAX 0x7fffffffu /* bytes of a file */
#define MINIXFS_LINKS_MAX 32767u

struct minixfs_super {
	u32 inode_count;
	u16 unused0;
	u16 inode_map_blocks;
	u16 zone_map_blocks;
	u16 first_data_zone;
	u16 log_zone_size; /* log2(zone size / block size) */
	u16 unused1;
	u32 max_size;
	u32 zone_count; /* of the whole volume, from block 0 on */
	u16 magic;
	u16 unused2;
	u16 block_size;
	u8 disk_version;
	u8 unused3;
};
_Static_assert(sizeof(struct minixfs_super) == 32, "the superblock's fields lie as on the disk");

#define MINIXFS_DIRECT 7u /* zones that the inode names itself */
#define MINIXFS_LEVELS 3u /* then one indirect, one double and one triple indirect block */
#define MINIXFS_SLOTS (MINIXFS_DIRECT + MINIXFS_LEVELS)

struct minixfs_inode {
	u16 mode; /* kind and permissions, as st_mode; 0: not in use */
	u16 links;
	u16 uid;
	u16 gid;
	u32 size;
	u32 atime; /* seconds since 1970 */
	u32 mtime;
	u32 ctime;
	u32 zones[MINIXFS_SLOTS]; /* zones[0] of a special file: the device number */
};
_Static_assert(sizeof(struct minixfs_inode) == 64, "an inode has 64 bytes");

#define MINIXFS_NAME_MAX 60u

struct minixfs_entry { /* of a directory */
	u32 inode; /* 0: free */
	char name[MINIXFS_NAME_MAX]; /* filled up with NULs; none when all are used */
};
_Static_assert(sizeof(struct minixfs_entry) == 64, "an entry has 64 bytes");

/* Kinds of files, the upper bits of a mode. */
#define MINIXFS_KIND 0170000u
#define MINIXFS_FIFO 0010000u
#define MINIXFS_CHARACTER 0020000u
#define MINIXFS_DIRECTORY 0040000u
#define MINIXFS_BLOCK 0060000u
#define MINIXFS_FILE 0100000u
#define MINIXFS_SYMLINK 0120000u

static inline int
minixfs_is_kind(u32 mode, u32 kind)
{
	return (mode & MINIXFS_KIND) == kind;
}

/* Whether the inode's zones lead to contents, rather than being a device number or nothing. */
static inline int
minixfs_has_zones(u32 mode)
{
	return minixfs_is_kind(mode, MINIXFS_FILE) || minixfs_is_kind(mode, MINIXFS_DIRECTORY) ||
	       minixfs_is_kind(mode, MINIXFS_SYMLINK);
}

static inline int
minixfs_is_known_kind(u32 mode)
{
	return minixfs_has_zones(mode) || minixfs_is_kind(mode, MINIXFS_FIFO) ||
	       minixfs_is_kind(mode, MINIXFS_CHARACTER) || minixfs_is_kind(mode, MINIXFS_BLOCK);
}

#endif
