/* What is known of files; VFS fills in the structure. */
#include <string.h>
#include <sys/stat.h>

#include "../vfs_call.h"

static int
stat_path(const char *path, struct stat *status, u32 flags)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_stat) = (struct vfs_stat){
		.path = (u32)path,
		.path_length = strlen(path),
		.buffer = (u32)status,
		.flags = flags,
	};
	return vfs_call(VFS_STAT, &m);
}

int
stat(const char *restrict path, struct stat *restrict status)
{
	return stat_path(path, status, 0);
}

int
lstat(const char *restrict path, struct stat *restrict status)
{
	return stat_path(path, status, VFS_NOFOLLOW);
}

int
fstat(int fd, struct stat *status)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_stat) = (struct vfs_stat){.fd = fd, .buffer = (u32)status};
	return vfs_call(VFS_FSTAT, &m);
}
