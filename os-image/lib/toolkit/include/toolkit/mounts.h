/* Which devices are mounted: tools that write to a device must not do it under a file server. */
#ifndef TOOLKIT_MOUNTS_H
#define TOOLKIT_MOUNTS_H

#include <stdbool.h>
#include <sys/stat.h>

struct mount_info;

enum mount_state {
	MOUNT_NONE,
	MOUNT_READ_ONLY,
	MOUNT_WRITABLE,
};

/* Finds the mount of a block device, by its number: whatever path it was mounted by. */
bool find_mount_of(const struct stat *device, struct mount_info *mount);

/* The state of what is at the path; MOUNT_NONE also when that is no block device. */
enum mount_state mount_state_of(const char *path);

#endif
