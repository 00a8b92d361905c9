/* Where a descriptor is in its file; reading and writing elsewhere. */
#include <unistd.h>

#include "../vfs_call.h"

off_t
lseek(int fd, off_t offset, int whence)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_seek) = (struct vfs_seek){
		.fd = fd,
		.whence = (u32)whence,
		.offset = offset,
	};
	if (vfs_call(VFS_SEEK, &m) < 0)
		return -1;
	return MESSAGE_BODY(&m, struct vfs_position_reply)->position;
}

static ssize_t
transfer(enum vfs_request request, int fd, const void *memory, size_t length, off_t position)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_transfer) = (struct vfs_transfer){
		.fd = fd,
		.address = (u32)memory,
		.length = length,
		.position = position,
	};
	return vfs_call(request, &m);
}

ssize_t
pread(int fd, void *to, size_t length, off_t position)
{
	return transfer(VFS_PREAD, fd, to, length, position);
}

ssize_t
pwrite(int fd, const void *from, size_t length, off_t position)
{
	return transfer(VFS_PWRITE, fd, from, length, position);
}
