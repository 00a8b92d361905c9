/* What is known of a file besides its contents. The inode is locked, to change it exclusively. */
#ifndef MFS_ATTRIBUTES_H
#define MFS_ATTRIBUTES_H

#include "inode.h"

#include <proto/fs.h>
#include <sys/stat.h>

/* All but st_dev. */
void attributes_describe(struct inode *inode, struct stat *status);

/* FS_SETATTR. -EINVAL: an id that the format has no room for, or a size of what has none. */
s32 attributes_set(struct inode *inode, const struct fs_setattr *wanted);

#endif
