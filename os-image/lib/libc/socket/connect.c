/* Giving a socket an address, and connecting it to one. */
#include <sys/socket.h>

#include "../vfs_call.h"
#include "address.h"

static int
call_with_address(enum vfs_request request, int fd, const struct sockaddr *address,
		  socklen_t length)
{
	struct message m;
	struct vfs_socket_address *body = MESSAGE_BODY(&m, struct vfs_socket_address);

	*body = (struct vfs_socket_address){.fd = fd};
	if (address_take(address, length, &body->ip, &body->port) < 0)
		return -1;
	return vfs_call(request, &m);
}

int
bind(int fd, const struct sockaddr *address, socklen_t length)
{
	return call_with_address(VFS_BIND, fd, address, length);
}

int
connect(int fd, const struct sockaddr *address, socklen_t length)
{
	return call_with_address(VFS_CONNECT, fd, address, length);
}
