/* Mounting, unmounting and synchronizing. See volume.h. */
#include "volume.h"

#include "allocate.h"
#include "cache.h"
#include "damage.h"
#include "disk.h"
#include "inode.h"
#include "platform.h"
#include "recovery_group.h"
#include "recovery_kept.h"
#include "recovery_take_over.h"
#include "writeback.h"

#include <errno.h>
#include <string.h>

#define SYNC_PASSES 3u /* what gets dirty meanwhile is written as well, up to a point */

struct volume volume;

static void *cache_memory;
static u32 cache_bytes;
static int is_changing; /* a mount or unmount is under way */
static u32 users;       /* requests under way */
static struct wait_queue users_gone;

void
volume_init(void *memory, u32 bytes, void *kept, u32 kept_bytes)
{
	cache_memory = memory;
	cache_bytes = bytes;
	kept_init(kept, kept_bytes);
}

/* The superblock is read before the block size is known, as part of the first blocks of 1 KB. */
static s32
read_super(u64 size, struct minixfs_super *super)
{
	struct buffer *buffer;
	u64 blocks = size / MINIXFS_BLOCK_MIN;
	s32 error;

	cache_init(cache_memory, cache_bytes, MINIXFS_BLOCK_MIN,
		   blocks < UINT32_MAX ? (u32)blocks : UINT32_MAX - 1);
	if (blocks <= MINIXFS_FIRST_BITMAP) {
		report("no file system: the device has %u KB", (u32)blocks);
		return -EINVAL;
	}
	buffer = cache_get(MINIXFS_SUPER_OFFSET / MINIXFS_BLOCK_MIN, CACHE_METADATA, &error);
	if (buffer == NULL) {
		report("the superblock can't be read: error %d", -error);
		return error;
	}
	memcpy(super, buffer->data, sizeof(*super));
	cache_release(buffer);
	writeback_settle();
	return 0;
}

static s32
check_root(void)
{
	struct inode *root;
	s32 error = inode_enter(MINIXFS_ROOT, LOCK_SHARED, &root);

	if (error == 0) {
		if (!minixfs_is_kind(root->disk.mode, MINIXFS_DIRECTORY))
			error = -EINVAL;
		inode_leave(root, LOCK_SHARED);
	}
	if (error == -EINVAL || error == -EUCLEAN) {
		report("no file system: inode 1 should be the root directory and is not; run fsck");
		error = -EINVAL;
	}
	return error;
}

static s32
read_volume(const char *driver, u32 minor, int is_successor, u64 size)
{
	char reason[MINIXFS_REASON_MAX];
	struct minixfs_super super;
	s32 error = read_super(size, &super);

	if (error < 0)
		return error;
	if (minixfs_layout_read(&super, size, &volume.layout, reason) < 0) {
		report("no file system: %s", reason);
		return -EINVAL;
	}
	cache_init(cache_memory, cache_bytes, volume.layout.block_size, volume.layout.zone_count);
	inodes_forget();
	damage_forget();
	recovery_take_over(driver, minor, is_successor);
	error = check_root();
	return error < 0 ? error : allocate_count();
}

s32
volume_mount(const char *driver, u32 minor, u32 flags)
{
	u64 size;
	s32 error;

	if (volume.is_mounted || is_changing)
		return -EBUSY;
	if (flags & ~(FS_READ_ONLY | FS_SUCCESSOR))
		return -EINVAL;
	is_changing = 1;
	volume.is_read_only = (flags & FS_READ_ONLY) != 0;
	error = disk_open(driver, minor, !volume.is_read_only, &size);
	if (error == 0) {
		error = read_volume(driver, minor, (flags & FS_SUCCESSOR) != 0, size);
		writeback_settle();
		if (error < 0)
			disk_close();
	}
	volume.is_mounted = error == 0;
	is_changing = 0;
	return error;
}

s32
volume_settle(void)
{
	while (users > 0)
		wait_on(&users_gone);
	return volume.is_read_only || !volume.is_mounted ? 0 : volume_sync();
}

s32
volume_unmount(void)
{
	s32 error;

	if (!volume.is_mounted)
		return -EINVAL;
	if (is_changing)
		return -EBUSY;
	is_changing = 1;
	error = volume_settle();
	if (error == 0) {
		writeback_settle();
		disk_close();
		inodes_forget();
		kept_close();
		volume.is_mounted = 0;
	} else {
		writeback_soon(); /* the timer may have come by in vain */
	}
	is_changing = 0;
	return error;
}

s32
volume_enter(int to_change)
{
	if (!volume.is_mounted || is_changing)
		return -EINVAL;
	if (to_change && volume.is_read_only)
		return -EROFS;
	users++;
	return 0;
}

void
volume_leave(void)
{
	users--;
	if (users == 0)
		wait_wake_all(&users_gone);
}

s32
volume_sync(void)
{
	s32 error = inode_store_all();

	group_settle();
	for (u32 pass = 0; pass < SYNC_PASSES; pass++) {
		s32 written = writeback(WRITEBACK_ALL, 0);

		if (written < 0)
			return written;
	}
	if (error < 0)
		return error;
	return disk_flush();
}

void
volume_describe(struct statvfs *status)
{
	memset(status, 0, sizeof(*status));
	status->f_bsize = CACHE_RUN_BYTES;
	status->f_frsize = volume.layout.block_size;
	status->f_blocks = volume.layout.zone_count - volume.layout.first_data_zone;
	status->f_bfree = volume.free_zones;
	status->f_bavail = volume.free_zones;
	status->f_files = volume.layout.inode_count;
	status->f_ffree = volume.free_inodes;
	status->f_favail = volume.free_inodes;
	status->f_flag = volume.is_read_only ? ST_RDONLY : 0;
	status->f_namemax = MINIXFS_NAME_MAX;
}
