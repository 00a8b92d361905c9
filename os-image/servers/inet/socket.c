/* The sockets of VFS: opening and closing, names, connections. See inet.h. */
#include "inet.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <netinet/in.h>
#include <poll.h>

#define US_PER_S 1000000ull
#define FIRST_PORT_FOR_ALL 1024u /* those below are root's */

static struct socket sockets[SOCKETS_MAX];

struct socket *
socket_of(u32 minor)
{
	return minor < SOCKETS_MAX && sockets[minor].net != NULL ? &sockets[minor] : NULL;
}

u32
socket_minor(const struct socket *socket)
{
	return (u32)(socket - sockets);
}

static int
has_enough(u32 uid)
{
	u32 count = 0;

	for (u32 minor = 0; minor < SOCKETS_MAX; minor++)
		count += sockets[minor].net != NULL && sockets[minor].uid == uid;
	return uid != 0 && count >= SOCKETS_PER_USER;
}

struct socket *
socket_new(struct net_socket *net, u32 type, u32 uid)
{
	u32 limit = uid == 0 ? SOCKETS_MAX : SOCKETS_MAX - SOCKETS_FOR_ROOT;

	if (has_enough(uid))
		return NULL;

	for (u32 minor = 0; minor < limit; minor++) {
		struct socket *socket = &sockets[minor];

		if (socket->net != NULL)
			continue;
		*socket = (struct socket){.net = net, .type = type, .uid = uid};
		net_set_owner(net, socket);
		return socket;
	}
	return NULL;
}

/* ---- closing ---- */

static void
release(struct socket *socket)
{
	struct net_socket *net = socket->net;

	timer_cancel(&socket->linger);
	socket->net = NULL;
	net_set_owner(net, NULL);
	if (socket->lingers && socket->linger_s == 0)
		net_abort(net);
	else
		net_close(net);
}

static void
lingered_enough(struct timer *timer)
{
	struct socket *socket = timer->context;

	inet_begin();
	socket->lingers = 0; /* what is left goes on without anyone who waits for it */
	if (waiting_has(socket_minor(socket), CHAR_CLOSE))
		waiting_changed(socket_minor(socket));
	else /* the close was cancelled */
		release(socket);
	inet_settle();
}

static int
has_unsent(const struct socket *socket)
{
	u32 unsent = 0;

	if (net_events(socket->net) & (NET_ERROR | NET_HANGUP))
		return 0;
	return net_get_option(socket->net, NET_OPTION_UNSENT, &unsent) == 0 && unsent > 0;
}

s32
socket_close(struct socket *socket, struct socket_call *call, struct message *reply)
{
	(void)call;
	(void)reply;
	if (!socket->lingers || socket->linger_s == 0 || !has_unsent(socket)) {
		release(socket);
		return 0;
	}
	if (socket->is_closing)
		return SOCKET_WAIT;
	socket->is_closing = 1;
	socket->linger.fire = lingered_enough;
	socket->linger.context = socket;
	(void)timer_arm(&socket->linger, sys_uptime_us() + socket->linger_s * US_PER_S);
	return SOCKET_WAIT;
}

void
socket_forget_all(void)
{
	for (u32 minor = 0; minor < SOCKETS_MAX; minor++)
		if (sockets[minor].net != NULL)
			release(&sockets[minor]);
}

void
socket_changed_in_stack(void *context, struct net_socket *net)
{
	const struct socket *socket = net_owner(net);

	(void)context;
	if (socket == NULL)
		return;
	waiting_changed(socket_minor(socket));
	watch_changed(socket_minor(socket));
}

u32
socket_poll(const struct socket *socket)
{
	u32 events = net_events(socket->net);
	u32 bits = 0;

	if (events & NET_READABLE)
		bits |= POLLIN;
	if (events & NET_WRITABLE)
		bits |= POLLOUT;
	if (events & NET_HANGUP)
		bits |= POLLHUP;
	if (events & NET_ERROR)
		bits |= POLLERR;
	return bits;
}

/* The stack's type for one of <sys/socket.h>, with the protocol checked; 0: there is none. */
static enum net_socket_type
type_of(const struct socket_open *open)
{
	switch (open->type) {
	case SOCK_STREAM:
		return open->protocol == 0 || open->protocol == IPPROTO_TCP ? NET_STREAM : 0;
	case SOCK_DGRAM:
		return open->protocol == 0 || open->protocol == IPPROTO_UDP ? NET_DATAGRAM : 0;
	case SOCK_RAW:
		return open->protocol != 0 ? NET_RAW : 0;
	default:
		return 0;
	}
}

s32
socket_open(const struct socket_open *open)
{
	enum net_socket_type type = type_of(open);
	struct net_socket *net;
	struct socket *socket;
	s32 error = -EPROTONOSUPPORT;

	if (type == 0)
		return error;
	if (type == NET_RAW && open->uid != 0)
		return -EPERM;
	net = net_socket(stack, type, open->protocol, &error);
	if (net == NULL)
		return error;
	socket = socket_new(net, type, open->uid);
	if (socket == NULL) {
		net_abort(net);
		return -ENFILE;
	}
	return (s32)socket_minor(socket);
}

/* ---- names ---- */

/* 0, or the error for a port that is root's. */
static s32
check_port(const struct socket *socket, u32 port)
{
	if (port > 0xffff)
		return -EINVAL;
	if (port != 0 && port < FIRST_PORT_FOR_ALL && socket->uid != 0 && socket->type != NET_RAW)
		return -EACCES;
	return 0;
}

s32
socket_bind(struct socket *socket, struct socket_call *call, struct message *reply)
{
	const struct socket_address *request =
		MESSAGE_BODY(&call->request, const struct socket_address);
	struct net_address address = {.ip = request->ip, .port = (u16)request->port};
	s32 error = check_port(socket, request->port);

	(void)reply;
	return error < 0 ? error : net_bind(socket->net, &address);
}

static void
fill_address(struct message *reply, const struct net_address *address)
{
	struct socket_address_reply *answer = MESSAGE_BODY(reply, struct socket_address_reply);

	answer->ip = address->ip;
	answer->port = address->port;
}

s32
socket_name(struct socket *socket, struct socket_call *call, struct message *reply)
{
	struct net_socket_info info;

	net_socket_info(socket->net, &info);
	if (MESSAGE_BODY(&call->request, const struct socket_value)->value == 0) {
		fill_address(reply, &info.local);
		return 0;
	}
	fill_address(reply, &info.remote);
	return info.remote.ip == IP_ANY ? -ENOTCONN : 0;
}

/* ---- connections ---- */

/* How a connect that was begun has ended: 0, its error, or SOCKET_WAIT. */
static s32
connect_result(struct socket *socket)
{
	u32 events = net_events(socket->net);
	u32 error = 0;

	if ((events & (NET_ERROR | NET_WRITABLE | NET_HANGUP)) == 0)
		return SOCKET_WAIT;
	socket->is_connecting = 0;
	(void)net_get_option(socket->net, NET_OPTION_ERROR, &error);
	if (error == 0 && !(events & NET_WRITABLE))
		error = ECONNABORTED;
	return -(s32)error;
}

s32
socket_connect(struct socket *socket, struct socket_call *call, struct message *reply)
{
	const struct socket_address *request =
		MESSAGE_BODY(&call->request, const struct socket_address);
	struct net_address address = {.ip = request->ip, .port = (u16)request->port};
	s32 status;

	(void)reply;
	if (request->port > 0xffff)
		return -EINVAL;
	if (socket->is_connecting) {
		status = connect_result(socket);
		return status == SOCKET_WAIT && request->flags & CHAR_NONBLOCK ? -EALREADY : status;
	}
	status = net_connect(socket->net, &address);
	if (status != -EINPROGRESS)
		return status;
	socket->is_connecting = 1;
	return request->flags & CHAR_NONBLOCK ? status : SOCKET_WAIT;
}

s32
socket_listen(struct socket *socket, struct socket_call *call, struct message *reply)
{
	u32 backlog = MESSAGE_BODY(&call->request, const struct socket_value)->value;

	(void)reply;
	if (socket->type != NET_STREAM)
		return -EOPNOTSUPP;
	return net_listen(socket->net, backlog < SOMAXCONN ? backlog : SOMAXCONN);
}

s32
socket_accept(struct socket *socket, struct socket_call *call, struct message *reply)
{
	struct net_socket_info info;
	struct net_socket *net;
	struct socket *accepted;
	s32 error = -EOPNOTSUPP;

	(void)call;
	net = socket->type == NET_STREAM ? net_accept(socket->net, &error) : NULL;
	if (net == NULL)
		return error == -EAGAIN ? SOCKET_WAIT : error;
	accepted = socket_new(net, NET_STREAM, socket->uid);
	if (accepted == NULL) {
		net_abort(net);
		return -ENFILE;
	}
	net_socket_info(net, &info);
	fill_address(reply, &info.remote);
	return (s32)socket_minor(accepted);
}

s32
socket_shutdown(struct socket *socket, struct socket_call *call, struct message *reply)
{
	static const u32 directions[] = {
		[SHUT_RD] = NET_SHUT_RECEIVE,
		[SHUT_WR] = NET_SHUT_SEND,
		[SHUT_RDWR] = NET_SHUT_RECEIVE | NET_SHUT_SEND,
	};
	u32 how = MESSAGE_BODY(&call->request, const struct socket_value)->value;

	(void)reply;
	return how < ARRAY_LEN(directions) ? net_shutdown(socket->net, directions[how]) : -EINVAL;
}
