/* stat, chmod, chown, truncate and utimes. See attributes.h. */
#include "attributes.h"

#include "cache.h"
#include "file.h"
#include "map.h"
#include "names_internal.h"
#include "volume.h"

#include <errno.h>
#include <string.h>

#define PERMISSIONS 07777u
#define STAT_BLOCK 512u
#define KNOWN_ATTRIBUTES \
	(FS_SET_MODE | FS_SET_OWNER | FS_SET_SIZE | FS_SET_ATIME | FS_SET_MTIME)

void
attributes_describe(struct inode *inode, struct stat *status)
{
	struct fs_node_reply node;

	node_fill(inode, &node);
	memset(status, 0, sizeof(*status));
	status->st_ino = node.ino;
	status->st_mode = node.mode;
	status->st_nlink = node.links;
	status->st_uid = node.uid;
	status->st_gid = node.gid;
	status->st_rdev = node.device;
	status->st_size = node.size;
	status->st_blksize = CACHE_RUN_BYTES;
	if (minixfs_has_zones(node.mode))
		status->st_blocks =
			(blkcnt_t)map_count(inode) * (volume.layout.block_size / STAT_BLOCK);
	status->st_atim.tv_sec = inode->disk.atime;
	status->st_mtim.tv_sec = inode->disk.mtime;
	status->st_ctim.tv_sec = inode->disk.ctime;
}

static s32
check(const struct inode *inode, const struct fs_setattr *wanted)
{
	if (wanted->mask & ~KNOWN_ATTRIBUTES)
		return -EINVAL;
	if (wanted->mask & FS_SET_OWNER &&
	    (wanted->uid > UINT16_MAX || wanted->gid > UINT16_MAX))
		return -EINVAL;
	if (wanted->mask & FS_SET_SIZE && !minixfs_is_kind(inode->disk.mode, MINIXFS_FILE))
		return minixfs_is_kind(inode->disk.mode, MINIXFS_DIRECTORY) ? -EISDIR : -EINVAL;
	return 0;
}

s32
attributes_set(struct inode *inode, const struct fs_setattr *wanted)
{
	s32 error = check(inode, wanted);

	if (error == 0 && wanted->mask & FS_SET_SIZE)
		error = file_resize(inode, wanted->size);
	if (error < 0)
		return error;
	if (wanted->mask & FS_SET_MODE)
		inode->disk.mode = (u16)((inode->disk.mode & MINIXFS_KIND) |
					 (wanted->mode & PERMISSIONS));
	if (wanted->mask & FS_SET_OWNER) {
		inode->disk.uid = (u16)wanted->uid;
		inode->disk.gid = (u16)wanted->gid;
	}
	if (wanted->mask & FS_SET_ATIME)
		inode->disk.atime = wanted->atime;
	if (wanted->mask & FS_SET_MTIME)
		inode->disk.mtime = wanted->mtime;
	inode_changed(inode);
	return 0;
}
