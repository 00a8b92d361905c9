/* Waiting for any of several descriptors. */
#include <poll.h>

#include "../vfs_call.h"

int
poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_poll) = (struct vfs_poll){
		.fds = (u32)fds,
		.count = count,
		.timeout_ms = timeout_ms,
	};
	return vfs_call(VFS_POLL, &m);
}
