/* What names.c and rename.c share. */
#ifndef MFS_NAMES_INTERNAL_H
#define MFS_NAMES_INTERNAL_H

#include "names.h"

/* Held by whoever changes names. */
extern struct lock names_lock;

/* A directory that is to be changed, locked; not one that was removed (-ENOENT). */
s32 names_enter_directory(u32 number, struct inode **directory);

/* The inode that an entry stands for, locked exclusively: -EUCLEAN when it can't be. */
s32 names_enter_entry(const struct inode *directory, const struct entry_place *place,
		      struct inode **inode);

int name_is_dot(const struct name *name); /* or dot dot */

/* One link less, and with the last one, if nobody has it open, the inode is freed. */
s32 names_drop_link(struct inode *inode, u32 links, u32 flags);

/* Fills in what VFS wants to know of a node. */
void node_fill(const struct inode *inode, struct fs_node_reply *node);

#endif
