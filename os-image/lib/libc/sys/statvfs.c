/* How full a file system is; VFS fills in the structure. */
#include <string.h>
#include <sys/statvfs.h>

#include "../vfs_call.h"

int
statvfs(const char *restrict path, struct statvfs *restrict status)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_buffer) = (struct vfs_buffer){
		.path = (u32)path,
		.path_length = strlen(path),
		.address = (u32)status,
		.length = sizeof(*status),
	};
	return vfs_call(VFS_STATVFS, &m);
}
