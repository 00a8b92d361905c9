/* Waiting for connections, taking them, and ending one way of them. */
#include <sys/socket.h>

#include "../vfs_call.h"
#include "address.h"

static int
call_with_value(enum vfs_request request, int fd, u32 value, struct message *m)
{
	*MESSAGE_BODY(m, struct vfs_socket_value) =
		(struct vfs_socket_value){.fd = fd, .value = value};
	return vfs_call(request, m);
}

/* A backlog below 0 is the least there is. */
int
listen(int fd, int backlog)
{
	struct message m;

	return call_with_value(VFS_LISTEN, fd, backlog > 0 ? (u32)backlog : 0, &m);
}

int
accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
	struct message m;
	int accepted = call_with_value(VFS_ACCEPT, fd, (u32)flags, &m);
	const struct vfs_socket_address_reply *reply =
		MESSAGE_BODY(&m, const struct vfs_socket_address_reply);

	if (accepted >= 0)
		address_give(reply->ip, reply->port, address, length);
	return accepted;
}

int
accept(int fd, struct sockaddr *address, socklen_t *length)
{
	return accept4(fd, address, length, 0);
}

int
shutdown(int fd, int how)
{
	struct message m;

	return call_with_value(VFS_SHUTDOWN, fd, (u32)how, &m);
}
