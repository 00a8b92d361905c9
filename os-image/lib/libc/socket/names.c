/* The addresses of a socket. */
#include <sys/socket.h>

#include "../vfs_call.h"
#include "address.h"

static int
name_of(int fd, u32 is_peer, struct sockaddr *address, socklen_t *length)
{
	struct message m;
	const struct vfs_socket_address_reply *reply =
		MESSAGE_BODY(&m, const struct vfs_socket_address_reply);

	*MESSAGE_BODY(&m, struct vfs_socket_value) =
		(struct vfs_socket_value){.fd = fd, .value = is_peer};
	if (vfs_call(VFS_SOCKET_NAME, &m) < 0)
		return -1;
	address_give(reply->ip, reply->port, address, length);
	return 0;
}

int
getsockname(int fd, struct sockaddr *address, socklen_t *length)
{
	return name_of(fd, 0, address, length);
}

int
getpeername(int fd, struct sockaddr *address, socklen_t *length)
{
	return name_of(fd, 1, address, length);
}
