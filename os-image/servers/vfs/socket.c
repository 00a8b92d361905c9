/* What a socket is here, and making one: see socket.h. */
#include <proto/socket.h>
#include <sys/socket.h>

#include "vfs.h"

#define SOCKET_MODE (S_IFSOCK | 0777)

_Static_assert(SOCK_NONBLOCK == O_NONBLOCK && SOCK_CLOEXEC == O_CLOEXEC, "one set of flags");

struct driver *
socket_driver(void)
{
	return driver_of(DEVICE(MAJOR_INET, 0));
}

struct filp *
socket_new(const struct fproc *process, u32 type, u32 flags)
{
	struct vnode *vnode = vnode_new_anonymous(process, SOCKET_MODE);
	struct filp *socket;

	if (vnode == NULL)
		return NULL;
	socket = filp_new(process, vnode, O_RDWR | (flags & O_NONBLOCK));
	if (socket == NULL)
		vnode_put(vnode);
	else
		socket->socket_type = type;
	return socket;
}

/* Those that close don't count: their minors may be free before VFS hears of it. */
static int
is_minor_in_use(struct driver *driver, u32 minor)
{
	const struct filp *other;
	u32 index = 0;

	while ((other = filp_next_of(driver, &index)) != NULL)
		if (other->minor == minor)
			return 1;
	return 0;
}

s32
socket_named(struct filp *socket, endpoint_t server, u32 minor)
{
	struct driver *driver = socket_driver();

	if (driver->endpoint == server && is_minor_in_use(driver, minor))
		return breach(server, COMPLAINT_LENGTH, "a socket that is in use",
			      "a fresh socket");
	socket->minor = minor;
	socket->driver_ep = server;
	socket->driver = driver;
	return 0;
}

s32
socket_of(const struct fproc *process, s32 fd, struct filp **socket)
{
	*socket = descriptor_filp(process, fd);
	if (*socket == NULL)
		return -EBADF;
	if (vnode_kind((*socket)->vnode) != S_IFSOCK)
		return -ENOTSOCK;
	return device_is_open(*socket);
}

/* Has the network server make what the description is to stand for: on a thread. */
static s32
open_socket(struct call *call, struct filp *socket, u32 protocol)
{
	struct driver *driver = socket_driver();
	struct message m = {.type = SOCKET_OPEN};
	struct socket_open *request = MESSAGE_BODY(&m, struct socket_open);
	s32 minor;

	request->type = socket->socket_type;
	request->protocol = protocol;
	request->uid = call->process->effective_uid;
	if (driver_endpoint(driver) < 0)
		return -ENETDOWN;
	minor = driver_call(call, driver, &m);
	if (minor >= 0)
		return socket_named(socket, m.source, (u32)minor);
	return minor == -EDEADEP || minor == -ETIMEDOUT ? -ENETDOWN : minor;
}

s32
do_socket(struct call *call)
{
	struct vfs_socket request = *MESSAGE_BODY(&call->message, const struct vfs_socket);
	u32 flags = request.type & (SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct fproc *process = call->process;
	s32 fd = descriptor_free(process, 0);
	struct filp *socket;
	s32 error;

	if (request.domain != AF_INET)
		return -EAFNOSUPPORT;
	if (fd < 0)
		return fd;
	socket = socket_new(process, request.type & ~flags, flags);
	if (socket == NULL)
		return -ENFILE;
	error = open_socket(call, socket, request.protocol);
	if (error < 0) {
		filp_put(socket, NULL);
		return error;
	}
	descriptor_set(process, fd, socket, flags & SOCK_CLOEXEC);
	return fd;
}
