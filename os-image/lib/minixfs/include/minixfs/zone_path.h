/* The way from an inode to a block's zone: which slot, then which entry of each indirect block. */
#ifndef MINIXFS_ZONE_PATH_H
#define MINIXFS_ZONE_PATH_H

#include <minixfs/format.h>

struct zone_path {
	u32 slot;  /* of the inode's zones */
	u32 depth; /* indirect blocks to go through: 0 to MINIXFS_LEVELS */
	u32 index[MINIXFS_LEVELS]; /* the entry in each of them */
	u32 rest;  /* blocks from this one to the end of its list, itself included */
};

/* For block number `block` of a file. 0, or -1: no inode can lead there. */
int zone_path_find(u32 block, u32 zones_per_block, struct zone_path *path);

/* How many blocks the slot's zone leads to: 1 for a direct one. */
u64 zone_path_span(u32 slot, u32 zones_per_block);

#endif
