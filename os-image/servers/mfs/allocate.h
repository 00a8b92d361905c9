/*
 * Which inodes and zones are free: the two bitmaps. Nothing blocks between
 * finding a clear bit and setting it, so no two get the same.
 */
#ifndef MFS_ALLOCATE_H
#define MFS_ALLOCATE_H

#include "inode.h"

/* Counts what is free, for a fresh mount. 0 or why the bitmaps can't be read. */
s32 allocate_count(void);

/*
 * Takes a free inode, the first after `near`. It is pinned, all its fields are
 * 0, nobody else knows of it. -ENOSPC, -EIO.
 */
s32 inode_allocate(u32 near, struct inode **inode);

/* Frees an inode that is locked exclusively and has neither names nor zones. */
s32 inode_free(struct inode *inode);

/* 0 when the bitmap agrees with the inode's mode, else -EUCLEAN. */
s32 inode_bit_check(u32 number, u32 mode);

/*
 * Takes up to `wanted` zones in a row: from `goal` on if that is free, else
 * where there are `room` free ones in a row, else any. How many, and the first;
 * -ENOSPC, -EIO.
 */
s32 zones_allocate(u32 goal, u32 wanted, u32 room, u32 *first);

/* -EUCLEAN when it is no data zone, or was free already. */
s32 zone_free(u32 zone);

#endif
