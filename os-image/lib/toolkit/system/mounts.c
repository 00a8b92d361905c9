/* See <toolkit/mounts.h>. */
#include <sys/mount.h>
#include <toolkit/mounts.h>

bool
find_mount_of(const struct stat *device, struct mount_info *mount)
{
	struct stat status;

	if (!S_ISBLK(device->st_mode))
		return false;
	for (unsigned i = 0; mount_info(i, mount) == 0; i++)
		if (stat(mount->device, &status) == 0 && S_ISBLK(status.st_mode) &&
		    status.st_rdev == device->st_rdev)
			return true;
	return false;
}

enum mount_state
mount_state_of(const char *path)
{
	struct mount_info mount;
	struct stat status;

	if (stat(path, &status) != 0 || !find_mount_of(&status, &mount))
		return MOUNT_NONE;
	return (mount.flags & MS_RDONLY) != 0 ? MOUNT_READ_ONLY : MOUNT_WRITABLE;
}
