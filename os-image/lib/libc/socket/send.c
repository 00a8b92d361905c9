/* Sending through a socket. */
#include <sys/socket.h>

#include "../vfs_call.h"
#include "address.h"

ssize_t
sendto(int fd, const void *data, size_t length, int flags, const struct sockaddr *to,
       socklen_t to_length)
{
	struct message m;
	struct vfs_socket_transfer *body = MESSAGE_BODY(&m, struct vfs_socket_transfer);

	*body = (struct vfs_socket_transfer){
		.fd = fd,
		.address = (u32)data,
		.length = length,
		.flags = (u32)flags,
		.has_address = to != NULL,
	};
	if (to != NULL && address_take(to, to_length, &body->ip, &body->port) < 0)
		return -1;
	return vfs_call(VFS_SEND, &m);
}

ssize_t
send(int fd, const void *data, size_t length, int flags)
{
	return sendto(fd, data, length, flags, NULL, 0);
}
