/*
 * Which zone holds which block of a file: the direct zones of the inode and the
 * trees of indirect blocks. Every number that comes from the disk is checked
 * where it is used. The inode is locked by the caller: exclusively for what
 * changes it.
 */
#ifndef MFS_MAP_H
#define MFS_MAP_H

#include "inode.h"

/*
 * How many blocks from `block` on, at least 1 and at most `max`, lie in a row,
 * and the zone of the first; *zone 0: they are a hole. -EFBIG, -EUCLEAN, -EIO.
 */
s32 map_run(struct inode *inode, u32 block, u32 max, u32 *zone);

/*
 * Gets zones for a hole: makes the indirect blocks that lead to `block`, and
 * takes zones near the one before it. How many of `wanted`, and the first. They
 * belong to the file only after map_set.
 */
s32 map_allocate(struct inode *inode, u32 block, u32 wanted, u32 *zone);

/* Puts zones that map_allocate gave for `block` where they belong. */
s32 map_set(struct inode *inode, u32 block, u32 zone, u32 count);

/* Puts a block of zeros, metadata, where a hole is: pinned and dirty. 0 or an error. */
struct buffer;
s32 map_add_block(struct inode *inode, u32 block, struct buffer **buffer);

/* Frees all zones from block `keep` on; stops at the first damage. */
s32 map_truncate(struct inode *inode, u32 keep);

/* Zones of the file, indirect blocks included, as far as they can be counted. */
u32 map_count(struct inode *inode);

/* How many blocks so many bytes take. */
u32 map_blocks(u64 bytes);

#endif
