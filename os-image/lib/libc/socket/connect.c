/* Giving a socket an address, and connecting it to one. */
#include <sys/socket.h>

#include "../vfs_call.h"
#include "address.h"

/* AF_UNSPEC dissolves a datagram socket's connection, which VFS knows as one with nobody. */
static int
is_nobody(const struct sockaddr *address, socklen_t length)
{
	return address != NULL && length >= sizeof(address->sa_family) &&
	       address->sa_family == AF_UNSPEC;
}

static int
call_with_address(enum vfs_request request, int fd, const struct sockaddr *address,
		  socklen_t length)
{
	struct message m;
	struct vfs_socket_address *body = MESSAGE_BODY(&m, struct vfs_socket_address);

	*body = (struct vfs_socket_address){.fd = fd};
	if (!(request == VFS_CONNECT && is_nobody(address, length)) &&
	    address_take(address, length, &body->ip, &body->port) < 0)
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
