/* How long files are. */
#include <string.h>
#include <unistd.h>

#include "../vfs_call.h"

int
truncate(const char *path, off_t size)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_truncate) = (struct vfs_truncate){
		.path = (u32)path,
		.path_length = strlen(path),
		.size = size,
	};
	return vfs_call(VFS_TRUNCATE, &m);
}

int
ftruncate(int fd, off_t size)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_truncate) = (struct vfs_truncate){.fd = fd, .size = size};
	return vfs_call(VFS_FTRUNCATE, &m);
}
