/* The calls about sockets that the network server answers at once. Each waits on a thread. */
#include <proto/socket.h>
#include <sys/socket.h>

#include "vfs.h"

#define PORT_MAX 0xffffu

/* Asks about the socket; *m is request and reply. 0 or an error. */
static s32
ask(struct call *call, const struct filp *socket, struct message *m)
{
	s32 status;

	MESSAGE_BODY(m, struct char_minor)->minor = socket->minor;
	status = driver_call(call, socket->driver, m);
	if (status == -EDEADEP || status == -ETIMEDOUT)
		return -EIO;
	return status > 0 ? 0 : status;
}

s32
do_bind(struct call *call)
{
	struct vfs_socket_address request =
		*MESSAGE_BODY(&call->message, const struct vfs_socket_address);
	struct message m = {.type = SOCKET_BIND};
	struct filp *socket;
	s32 error = socket_of(call->process, request.fd, &socket);

	if (error < 0)
		return error;
	if (request.port > PORT_MAX)
		return -EINVAL;
	MESSAGE_BODY(&m, struct socket_address)->ip = request.ip;
	MESSAGE_BODY(&m, struct socket_address)->port = request.port;
	return ask(call, socket, &m);
}

/* A request that is a number; the reply is of use to some. */
static s32
ask_with_value(struct call *call, u32 type, struct message *m)
{
	struct vfs_socket_value request =
		*MESSAGE_BODY(&call->message, const struct vfs_socket_value);
	struct filp *socket;
	s32 error = socket_of(call->process, request.fd, &socket);

	if (error < 0)
		return error;
	*m = (struct message){.type = type};
	MESSAGE_BODY(m, struct socket_value)->value = request.value;
	return ask(call, socket, m);
}

s32
do_listen(struct call *call)
{
	struct message m;

	return ask_with_value(call, SOCKET_LISTEN, &m);
}

s32
do_shutdown(struct call *call)
{
	struct message m;

	return ask_with_value(call, SOCKET_SHUTDOWN, &m);
}

s32
do_socket_name(struct call *call)
{
	struct vfs_socket_address_reply *reply =
		MESSAGE_BODY(&call->message, struct vfs_socket_address_reply);
	const struct socket_address_reply *name;
	struct message m;
	s32 error = ask_with_value(call, SOCKET_NAME, &m);

	if (error < 0)
		return error;
	name = MESSAGE_BODY(&m, const struct socket_address_reply);
	if (name->port > PORT_MAX)
		return breach(m.source, COMPLAINT_LENGTH, "a port beyond all", "a port");
	reply->ip = name->ip;
	reply->port = name->port;
	return 0;
}

/* A close lingers no longer than its deadline allows. */
static u32
linger_limited(const struct vfs_socket_option *request)
{
	if (request->level == SOL_SOCKET && request->option == SO_LINGER &&
	    request->value2 > SOCKET_LINGER_MAX_S)
		return SOCKET_LINGER_MAX_S;
	return request->value2;
}

static s32
ask_option(struct call *call, u32 type, struct message *m)
{
	struct vfs_socket_option request =
		*MESSAGE_BODY(&call->message, const struct vfs_socket_option);
	struct socket_option *option = MESSAGE_BODY(m, struct socket_option);
	struct filp *socket;
	s32 error = socket_of(call->process, request.fd, &socket);

	if (error < 0)
		return error;
	*m = (struct message){.type = type};
	option->level = request.level;
	option->option = request.option;
	option->value = request.value;
	option->value2 = linger_limited(&request);
	return ask(call, socket, m);
}

s32
do_socket_set(struct call *call)
{
	struct message m;

	return ask_option(call, SOCKET_SET, &m);
}

s32
do_socket_get(struct call *call)
{
	struct vfs_socket_value_reply *reply =
		MESSAGE_BODY(&call->message, struct vfs_socket_value_reply);
	struct message m;
	s32 error = ask_option(call, SOCKET_GET, &m);

	if (error < 0)
		return error;
	reply->value = MESSAGE_BODY(&m, const struct socket_value_reply)->value;
	reply->value2 = MESSAGE_BODY(&m, const struct socket_value_reply)->value2;
	return 0;
}
