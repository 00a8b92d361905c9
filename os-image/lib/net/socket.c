/* Sockets as net.h promises them: each call goes to the protocol that the socket is of. */
#include "net_internal.h"

static int
is_stream(const struct net_socket *socket)
{
	return socket->type == NET_STREAM;
}

static s32
protocol_of(enum net_socket_type type, u32 protocol)
{
	switch (type) {
	case NET_STREAM:
		return protocol == 0 || protocol == IP_PROTOCOL_TCP ? (s32)IP_PROTOCOL_TCP
								    : -EPROTONOSUPPORT;
	case NET_DATAGRAM:
		return protocol == 0 || protocol == IP_PROTOCOL_UDP ? (s32)IP_PROTOCOL_UDP
								    : -EPROTONOSUPPORT;
	case NET_RAW:
		/* TCP's and UDP's packets are their sockets' alone. */
		return protocol == 0 || protocol > 0xffu || protocol == IP_PROTOCOL_TCP ||
				       protocol == IP_PROTOCOL_UDP
			       ? -EPROTONOSUPPORT
			       : (s32)protocol;
	}
	return -EPROTONOSUPPORT;
}

struct net_socket *
net_socket(struct net *net, enum net_socket_type type, u32 protocol, s32 *error)
{
	s32 number = protocol_of(type, protocol);
	struct net_socket *socket;

	if (number < 0) {
		*error = number;
		return NULL;
	}
	socket = socket_allocate(net, type, (u8)number, error);
	if (socket == NULL)
		return NULL;
	*error = is_stream(socket) ? tcp_attach(socket) : datagrams_attach(socket);
	if (*error < 0) {
		socket_free(socket);
		return NULL;
	}
	return socket;
}

void
net_set_owner(struct net_socket *socket, void *owner)
{
	socket->owner = owner;
}

void *
net_owner(const struct net_socket *socket)
{
	return socket->owner;
}

static void
close_datagrams(struct net_socket *socket)
{
	datagrams_discard(socket);
	socket_free(socket);
}

void
net_close(struct net_socket *socket)
{
	if (is_stream(socket))
		tcp_close(socket);
	else
		close_datagrams(socket);
}

void
net_abort(struct net_socket *socket)
{
	if (is_stream(socket))
		tcp_abort(socket);
	else
		close_datagrams(socket);
}

u32
net_events(const struct net_socket *socket)
{
	return is_stream(socket) ? tcp_events(socket) : datagrams_events(socket);
}

s32
socket_take_error(struct net_socket *socket)
{
	s32 error = socket->error;

	socket->error = 0;
	return error;
}

/* ---- addresses ---- */

static s32
bind_to(struct net_socket *socket, const struct net_address *local)
{
	struct net_address wanted = *local;

	if (socket->type == NET_RAW)
		wanted.port = 0;
	else if (wanted.port == 0)
		wanted.port = socket_choose_port(socket->net, socket->protocol, wanted.ip);
	else if (socket_port_is_taken(socket, &wanted))
		return -EADDRINUSE;
	if (wanted.port == 0 && socket->type != NET_RAW)
		return -EADDRINUSE;
	socket->local = wanted;
	if (socket->datagrams != NULL)
		socket->datagrams->bound_ip = wanted.ip;
	if (socket->type != NET_RAW)
		socket_hash(socket);
	return 0;
}

s32
net_bind(struct net_socket *socket, const struct net_address *local)
{
	if (socket->local.port != 0 || socket->remote.port != 0 || socket->is_hashed)
		return -EINVAL;
	if (local->ip != IP_ANY && !ip_is_local(socket->net, local->ip))
		return -EADDRNOTAVAIL;
	return bind_to(socket, local);
}

s32
socket_bind_if_needed(struct net_socket *socket)
{
	static const struct net_address any;

	return socket->local.port != 0 || socket->type == NET_RAW ? 0 : bind_to(socket, &any);
}

s32
net_connect(struct net_socket *socket, const struct net_address *remote)
{
	return is_stream(socket) ? tcp_connect(socket, remote) : datagrams_connect(socket, remote);
}

s32
net_listen(struct net_socket *socket, u32 backlog)
{
	return is_stream(socket) ? tcp_listen(socket, backlog) : -EOPNOTSUPP;
}

struct net_socket *
net_accept(struct net_socket *socket, s32 *error)
{
	if (is_stream(socket))
		return tcp_accept(socket, error);
	*error = -EOPNOTSUPP;
	return NULL;
}

s32
net_shutdown(struct net_socket *socket, u32 directions)
{
	if (directions == 0 || (directions & ~(NET_SHUT_RECEIVE | NET_SHUT_SEND)) != 0)
		return -EINVAL;
	if (is_stream(socket))
		return tcp_shutdown(socket, directions);
	if (socket->remote.ip == IP_ANY)
		return -ENOTCONN;
	socket->shutdown |= (u8)directions;
	socket_changed(socket);
	return 0;
}

/* ---- streams' data ---- */

s32
net_send_space(struct net_socket *socket, u8 **space)
{
	return is_stream(socket) ? tcp_send_space(socket, space) : -EOPNOTSUPP;
}

void
net_sent(struct net_socket *socket, u32 bytes)
{
	if (is_stream(socket))
		tcp_sent(socket, bytes);
}

s32
net_received(struct net_socket *socket, u32 offset, const u8 **data)
{
	return is_stream(socket) ? tcp_received(socket, offset, data) : -EOPNOTSUPP;
}

void
net_consumed(struct net_socket *socket, u32 bytes)
{
	if (is_stream(socket))
		tcp_consumed(socket, bytes);
}

/* ---- what is known of them ---- */

void
net_socket_info(const struct net_socket *socket, struct net_socket_info *info)
{
	memset(info, 0, sizeof(*info));
	info->type = socket->type;
	info->protocol = socket->protocol;
	info->local = socket->local;
	info->remote = socket->remote;
	if (is_stream(socket))
		tcp_info(socket, info);
	else
		info->unread = datagrams_unread(socket);
}

const struct net_socket *
net_socket_at(const struct net *net, u32 index)
{
	const struct net_socket *socket = net->used_sockets;

	while (socket != NULL && index-- > 0)
		socket = socket->next;
	return socket;
}
