/* Bringing what is written to the medium. */
#include <unistd.h>

#include "../vfs_call.h"

void
sync(void)
{
	struct message m;

	vfs_call(VFS_SYNC, &m);
}

int
fsync(int fd)
{
	struct message m;

	MESSAGE_BODY(&m, struct vfs_fd)->fd = fd;
	return vfs_call(VFS_FSYNC, &m);
}

/* What a file system keeps of a file goes to the medium with the data. */
int
fdatasync(int fd)
{
	return fsync(fd);
}
