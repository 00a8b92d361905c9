/*
 * Writing to a descriptor. A server or driver has no descriptors: its standard
 * output and error are the kernel's console, which takes at most DIAG_MAX bytes
 * at once.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <unistd.h>

#include "../process_kind.h"
#include "../vfs_call.h"

static ssize_t
write_diagnostics(int fd, const void *from, size_t length)
{
	u32 part = length < DIAG_MAX ? length : DIAG_MAX;
	int error;

	if (fd != STDOUT_FILENO && fd != STDERR_FILENO) {
		errno = EBADF;
		return -1;
	}
	if (part == 0)
		return 0;
	error = sys_diag(from, part);
	if (error < 0) {
		errno = -error;
		return -1;
	}
	return (ssize_t)part;
}

ssize_t
write(int fd, const void *from, size_t length)
{
	struct message m;

	if (process_is_system())
		return write_diagnostics(fd, from, length);
	*MESSAGE_BODY(&m, struct vfs_transfer) = (struct vfs_transfer){
		.fd = fd,
		.address = (u32)from,
		.length = length,
	};
	return vfs_call(VFS_WRITE, &m);
}
