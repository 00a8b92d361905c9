/*
 * Mounting file systems. VFS serves a mount only with a file server, and a driver, that
 * are up: RS starts them if need be, which it does for whom PM vouches.
 */
#include <errno.h>
#include <kintsugi/devices.h>
#include <libsys/rs_client.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "../pm_call.h"
#include "../vfs_call.h"

/* 0, or -1 with errno. */
static int
start_component(const char *label)
{
	struct message m;
	endpoint_t endpoint;
	int error;

	if (pm_call(PM_VOUCH, &m) < 0)
		return -1;
	error = rs_start(label, &endpoint);
	if (error < 0 && error != -EEXIST) {
		errno = -error;
		return -1;
	}
	return 0;
}

/* Of drivers only the one for checksums is not there from boot on. */
static int
start_driver(const char *device)
{
	static const char *const labels[NR_MAJORS] = DEVICE_LABELS;
	struct stat status;

	if (stat(device, &status) != 0 || !S_ISBLK(status.st_mode) ||
	    DEVICE_MAJOR(status.st_rdev) != MAJOR_CHECKSUM)
		return 0; /* what is wrong with the device VFS will say */
	return start_component(labels[MAJOR_CHECKSUM]);
}

int
mount(const char *device, const char *directory, unsigned flags, const char *label)
{
	struct message m;

	if (strlen(label) >= LABEL_LEN) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (start_driver(device) < 0 || start_component(label) < 0)
		return -1;
	*MESSAGE_BODY(&m, struct vfs_mount) = (struct vfs_mount){
		.device = (u32)device,
		.device_length = strlen(device),
		.directory = (u32)directory,
		.directory_length = strlen(directory),
		.label = (u32)label,
		.label_length = strlen(label),
		.flags = flags,
	};
	return vfs_call(VFS_MOUNT, &m);
}

int
umount(const char *directory)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_path) = (struct vfs_path){
		.path = (u32)directory,
		.path_length = strlen(directory),
	};
	return vfs_call(VFS_UNMOUNT, &m);
}

int
mount_info(unsigned index, struct mount_info *info)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_mount_info) = (struct vfs_mount_info){
		.index = index,
		.buffer = (u32)info,
	};
	return vfs_call(VFS_MOUNT_INFO, &m);
}
