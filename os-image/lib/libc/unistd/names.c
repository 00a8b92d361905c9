/* Names of files: making, moving, removing and asking. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../vfs_call.h"

static int
two_paths_call(enum vfs_request request, const char *first, const char *second)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_two_paths) = (struct vfs_two_paths){
		.first = (u32)first,
		.first_length = strlen(first),
		.second = (u32)second,
		.second_length = strlen(second),
	};
	return vfs_call(request, &m);
}

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
link(const char *existing, const char *path)
{
	return two_paths_call(VFS_LINK, existing, path);
}

int
symlink(const char *target, const char *path)
{
	return two_paths_call(VFS_SYMLINK, target, path);
}

int
rename(const char *old, const char *path)
{
	return two_paths_call(VFS_RENAME, old, path);
}

int
unlink(const char *path)
{
	return path_call(VFS_UNLINK, path);
}

int
rmdir(const char *path)
{
	return path_call(VFS_RMDIR, path);
}

ssize_t
readlink(const char *restrict path, char *restrict buffer, size_t size)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_buffer) = (struct vfs_buffer){
		.path = (u32)path,
		.path_length = strlen(path),
		.address = (u32)buffer,
		.length = size,
	};
	return vfs_call(VFS_READLINK, &m);
}

int
access(const char *path, int mode)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_mode) = (struct vfs_mode){
		.path = (u32)path,
		.path_length = strlen(path),
		.mode = (u32)mode,
	};
	return vfs_call(VFS_ACCESS, &m);
}
