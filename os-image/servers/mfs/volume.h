/* The mounted file system as a whole. Requests run between volume_enter and volume_leave. */
#ifndef MFS_VOLUME_H
#define MFS_VOLUME_H

#include "wait.h"

#include <minixfs/layout.h>
#include <proto/fs.h>
#include <sys/statvfs.h>

struct volume {
	int is_mounted;
	int is_read_only;
	struct minixfs_layout layout;
	u32 free_inodes;
	u32 free_zones;
};

extern struct volume volume;

/* Memory for the cache, and some that is kept (recovery_kept.h), before the first mount. */
void volume_init(void *cache_memory, u32 cache_bytes, void *kept_memory, u32 kept_bytes);

/*
 * -EBUSY: there is one. -EINVAL: no file system that can be used, said on the
 * console. Else the driver's error. On a thread, as all here.
 */
s32 volume_mount(const char *driver, u32 minor, u32 flags);

/* Waits for the requests under way and writes everything back. -EINVAL: nothing is mounted. */
s32 volume_unmount(void);

/* For requests, which may run at once: -EINVAL when nothing is mounted, -EROFS. */
s32 volume_enter(int to_change);
void volume_leave(void);

/* Waits for the requests under way, and writes back what they leave dirty. 0 or an error. */
s32 volume_settle(void);

/* All that is dirty, and a flush of the device. */
s32 volume_sync(void);

void volume_describe(struct statvfs *status);

#endif
