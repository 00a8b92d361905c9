/*
 * The entries of directories. The directory is locked by the caller: shared for
 * looking, exclusively for changing. Names are not believed when they come from
 * the disk, and are checked by the caller (names.c) when they come from VFS.
 */
#ifndef MFS_DIRECTORY_H
#define MFS_DIRECTORY_H

#include "inode.h"
#include "platform.h"

struct name {
	u32 length;
	char text[MINIXFS_NAME_MAX]; /* filled up with NULs, as in an entry */
};

extern const struct name name_dot;
extern const struct name name_dot_dot;

/* Where an entry stands, as long as the directory stays locked. */
struct entry_place {
	u32 index;
	u32 inode;
};

/* 0, -ENOENT, -ENOTDIR, -EUCLEAN (the entry has a wild inode number), -EIO. */
s32 directory_find(struct inode *directory, const struct name *name, struct entry_place *place);

/* Adds an entry whose name is not there yet. -ENOSPC, -EFBIG, -EIO. */
s32 directory_add(struct inode *directory, const struct name *name, u32 inode);

/* Makes an entry stand for another inode; 0 removes it. */
s32 directory_replace(struct inode *directory, const struct entry_place *place, u32 inode);

/* 0 when there are none but "." and "..", else -ENOTEMPTY. */
s32 directory_is_empty(struct inode *directory);

/*
 * Copies records of struct dirent for as many entries as fit into length bytes.
 * *position: where to go on. Bytes; 0 at the end; -EINVAL: not even one fits, or
 * the position is none.
 */
s32 directory_list(struct inode *directory, s64 *position, const struct user_memory *to,
		   u32 length);

#endif
