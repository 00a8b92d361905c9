/*
 * Inodes in memory. One that was got is pinned until it is put; its fields are
 * read and changed under its lock: shared for reading a file or directory,
 * exclusive for changing it. Who holds one inode's lock waits for another's
 * only with the lock of names.c, so there is no circle.
 */
#ifndef MFS_INODE_H
#define MFS_INODE_H

#include "wait.h"

#include <minixfs/format.h>

#define INODE_TABLE_SIZE 256u

struct inode {
	/* The table's own. */
	u32 number; /* 0: the entry is unused */
	struct inode *next_in_hash;
	u32 pins;
	u32 is_loading;
	u32 is_dirty; /* `disk` differs from what the inode table holds */
	u64 last_use;

	struct lock lock;

	/* Under the lock. mode 0: the inode is not in use (any more). */
	struct minixfs_inode disk;

	/* Reading ahead; hints, each reader may change them. */
	u32 next_block;  /* behind the last one read: a reader that goes on here is sequential */
	u32 ahead_end;   /* behind the last block that was asked for ahead of time */
	u32 ahead_count; /* blocks to ask for at once; 0: it is not read sequentially */

	/* Allocation. */
	u32 goal;        /* the first zone is best allocated near here; 0: anywhere */
	u32 zones_used;  /* contents and indirect blocks */
	u32 zones_known; /* whether zones_used is right */

	s32 write_error; /* a block of it could not be written and nobody was told yet */
};

/*
 * Gets and pins an inode of that number, in use or not. 0, -EINVAL (no such
 * number), -ENFILE (all pinned), -EIO, -EUCLEAN.
 */
s32 inode_get(u32 number, struct inode **inode);
void inode_put(struct inode *inode);

/* The same, locks it, and checks that it is in use and sane. -EINVAL: it is not in use. */
s32 inode_enter(u32 number, enum lock_mode mode, struct inode **inode);
void inode_leave(struct inode *inode, enum lock_mode mode);

/* Of an inode that someone has locked: 0, -EINVAL (not in use) or -EUCLEAN. */
s32 inode_check(const struct inode *inode);

/* Marks it as changed, mtime and ctime or just ctime to be now. */
void inode_modified(struct inode *inode);
void inode_changed(struct inode *inode);

/* Puts a changed inode into its block of the inode table. 0, or why that can't be read. */
s32 inode_store(struct inode *inode);
/* All that changed; the first error. */
s32 inode_store_all(void);

/* Empties the table; nothing may be pinned. */
void inodes_forget(void);

/* A block of the file could not be written. Anywhere. */
void inode_write_failed(u32 number, s32 error);

#endif
