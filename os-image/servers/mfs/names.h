/*
 * What changes and follows names. Numbers and names come from VFS and are
 * checked here. All that changes names runs one after the other, which keeps
 * the tree a tree and the locks of several inodes free of circles; looking up
 * and all work on files go on meanwhile.
 */
#ifndef MFS_NAMES_H
#define MFS_NAMES_H

#include "directory.h"

#include <proto/fs.h>

/* Checks a name from VFS and fills it up: 0, -EINVAL, -ENAMETOOLONG. */
s32 name_make(const char *text, u32 length, struct name *name);

/* What a new node is to be. */
struct new_node {
	u32 mode; /* kind and permissions */
	u32 uid;
	u32 gid;
	u32 device;
	const char *target; /* of a symbolic link */
	u32 target_length;
};

/* All of these are the request of that name in proto/fs.h, with its errors; *node is its reply. */
s32 names_lookup(u32 directory, const struct name *name, struct fs_node_reply *node);
s32 names_describe(u32 ino, struct fs_node_reply *node); /* FS_NODE */
s32 names_create(u32 directory, const struct name *name, const struct new_node *what,
		 struct fs_node_reply *node);
s32 names_link(u32 directory, const struct name *name, u32 ino);
s32 names_unlink(u32 directory, const struct name *name, u32 flags, struct fs_node_reply *node);
s32 names_release(u32 ino);

struct rename {
	u32 old_directory;
	const struct name *old_name;
	u32 new_directory;
	const struct name *new_name;
	u32 flags;
};
s32 names_rename(const struct rename *rename, struct fs_node_reply *node);

#endif
