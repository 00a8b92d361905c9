/* Modes of files: making directories and special files, changing permissions. */
#include <string.h>
#include <sys/stat.h>

#include "../vfs_call.h"

static int
mode_call(enum vfs_request request, const char *path, mode_t mode, dev_t device)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_mode) = (struct vfs_mode){
		.path = (u32)path,
		.path_length = strlen(path),
		.mode = mode,
		.device = device,
	};
	return vfs_call(request, &m);
}

int
chmod(const char *path, mode_t mode)
{
	return mode_call(VFS_CHMOD, path, mode, 0);
}

int
mkdir(const char *path, mode_t mode)
{
	return mode_call(VFS_MKDIR, path, mode, 0);
}

int
mknod(const char *path, mode_t mode, dev_t device)
{
	return mode_call(VFS_MKNOD, path, mode, device);
}

int
mkfifo(const char *path, mode_t mode)
{
	return mknod(path, (mode & ~(mode_t)S_IFMT) | S_IFIFO, 0);
}

int
fchmod(int fd, mode_t mode)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_mode) = (struct vfs_mode){.fd = fd, .mode = mode};
	return vfs_call(VFS_FCHMOD, &m);
}

mode_t
umask(mode_t mask)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_mode) = (struct vfs_mode){.mode = mask};
	return (mode_t)vfs_call(VFS_UMASK, &m);
}
