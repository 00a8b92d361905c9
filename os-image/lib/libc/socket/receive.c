/* Receiving from a socket. */
#include <sys/socket.h>

#include "../vfs_call.h"
#include "address.h"

/* What comes through a stream has no sender besides the peer, which everyone knows. */
static void
give_sender(const struct vfs_socket_address_reply *reply, struct sockaddr *from,
	    socklen_t *from_length)
{
	if (reply->ip != 0 || reply->port != 0)
		address_give(reply->ip, reply->port, from, from_length);
	else if (from_length != NULL)
		*from_length = 0;
}

ssize_t
recvfrom(int fd, void *data, size_t length, int flags, struct sockaddr *from,
	 socklen_t *from_length)
{
	struct message m;
	int received;

	*MESSAGE_BODY(&m, struct vfs_socket_transfer) = (struct vfs_socket_transfer){
		.fd = fd,
		.address = (u32)data,
		.length = length,
		.flags = (u32)flags,
	};
	received = vfs_call(VFS_RECEIVE, &m);
	if (received >= 0)
		give_sender(MESSAGE_BODY(&m, const struct vfs_socket_address_reply), from,
			    from_length);
	return received;
}

ssize_t
recv(int fd, void *data, size_t length, int flags)
{
	return recvfrom(fd, data, length, flags, NULL, NULL);
}
