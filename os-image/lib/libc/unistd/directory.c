/* The directories that a process' paths begin at. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../vfs_call.h"

static int
path_call(enum vfs_request request, const char *path)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_path) = (struct vfs_path){
		.path = (u32)path,
		.path_length = strlen(path),
	};
	return vfs_call(request, &m);
}

int
chdir(const char *path)
{
	return path_call(VFS_CHDIR, path);
}

int
chroot(const char *path)
{
	return path_call(VFS_CHROOT, path);
}

int
fchdir(int fd)
{
	struct message m;

	MESSAGE_BODY(&m, struct vfs_fd)->fd = fd;
	return vfs_call(VFS_FCHDIR, &m);
}

static int
ask(char *buffer, size_t size)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_buffer) = (struct vfs_buffer){
		.address = (u32)buffer,
		.length = size,
	};
	return vfs_call(VFS_GETCWD, &m);
}

char *
getcwd(char *buffer, size_t size)
{
	char path[VFS_PATH_MAX];

	if (buffer != NULL) {
		if (size == 0) {
			errno = EINVAL;
			return NULL;
		}
		return ask(buffer, size) < 0 ? NULL : buffer;
	}
	return ask(path, sizeof(path)) < 0 ? NULL : strdup(path);
}
