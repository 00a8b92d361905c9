/* Options of sockets: numbers, but for SO_LINGER. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "../vfs_call.h"

static int
is_linger(int level, int option)
{
	return level == SOL_SOCKET && option == SO_LINGER;
}

static int
refuse(void)
{
	errno = EINVAL;
	return -1;
}

int
setsockopt(int fd, int level, int option, const void *value, socklen_t length)
{
	struct message m;
	struct vfs_socket_option *body = MESSAGE_BODY(&m, struct vfs_socket_option);
	struct linger given = {0};
	size_t size = is_linger(level, option) ? sizeof(given) : sizeof(given.l_onoff);

	if (value == NULL || length < size)
		return refuse();
	memcpy(&given, value, size);
	if (given.l_linger < 0)
		return refuse();
	*body = (struct vfs_socket_option){
		.fd = fd,
		.level = (u32)level,
		.option = (u32)option,
		.value = (u32)given.l_onoff,
		.value2 = (u32)given.l_linger,
	};
	return vfs_call(VFS_SOCKET_SET, &m);
}

/* As much of the value as there is room for. */
int
getsockopt(int fd, int level, int option, void *value, socklen_t *length)
{
	struct message m;
	const struct vfs_socket_value_reply *reply =
		MESSAGE_BODY(&m, const struct vfs_socket_value_reply);
	struct linger found;
	size_t size = is_linger(level, option) ? sizeof(found) : sizeof(found.l_onoff);

	if (value == NULL || length == NULL)
		return refuse();
	*MESSAGE_BODY(&m, struct vfs_socket_option) = (struct vfs_socket_option){
		.fd = fd,
		.level = (u32)level,
		.option = (u32)option,
	};
	if (vfs_call(VFS_SOCKET_GET, &m) < 0)
		return -1;
	found = (struct linger){(int)reply->value, (int)reply->value2};
	if (*length > size)
		*length = size;
	memcpy(value, &found, *length);
	return 0;
}
