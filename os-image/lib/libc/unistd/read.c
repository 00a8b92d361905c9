/* Reading from a descriptor, at its position. */
#include <unistd.h>

#include "../vfs_call.h"

ssize_t
read(int fd, void *to, size_t length)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_transfer) = (struct vfs_transfer){
		.fd = fd,
		.address = (u32)to,
		.length = length,
	};
	return vfs_call(VFS_READ, &m);
}
