/* Making a socket. */
#include <sys/socket.h>

#include "../vfs_call.h"

int
socket(int domain, int type, int protocol)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_socket) = (struct vfs_socket){
		.domain = (u32)domain,
		.type = (u32)type,
		.protocol = (u32)protocol,
	};
	return vfs_call(VFS_SOCKET, &m);
}
