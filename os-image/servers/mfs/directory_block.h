/* What directory.c and directory_list.c share: the blocks of a directory. */
#ifndef MFS_DIRECTORY_BLOCK_H
#define MFS_DIRECTORY_BLOCK_H

#include "cache.h"
#include "inode.h"

/* How many entries its size has room for; what is left over is no entry. */
u32 directory_entries(const struct inode *directory);

/* The block, pinned, or NULL for a hole, which has no entries. 0 or an error. */
s32 directory_block(struct inode *directory, u32 block, struct buffer **buffer);

#endif
