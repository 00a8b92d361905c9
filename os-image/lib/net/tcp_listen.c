/* Listeners: their queues of connections that peers have made and nobody has accepted yet. */
#include <errno.h>

#include "tcp.h"

int
tcp_accept_is_full(const struct tcp *listener)
{
	return listener->accept_count >= listener->backlog;
}

struct tcp *
tcp_accept_create(struct tcp *listener, const struct net_address *local,
		  const struct net_address *remote)
{
	struct net *net = listener->net;
	s32 error;
	struct net_socket *socket = socket_allocate(net, NET_STREAM, IP_PROTOCOL_TCP, &error);
	struct tcp *tcp;

	if (socket == NULL)
		return NULL;
	if (tcp_attach(socket) < 0) {
		socket_free(socket);
		return NULL;
	}
	tcp = socket->tcp;
	tcp->send.size = listener->send.size;
	tcp->receive.size = listener->receive.size;
	tcp->user_timeout_ms = listener->user_timeout_ms;
	tcp->own_mss = tcp_own_mss(net, local->ip, remote->ip);
	tcp->listener = listener;
	socket->options = listener->socket->options;
	socket->ttl = listener->socket->ttl;
	socket->local = *local;
	socket->remote = *remote;
	socket->is_closed = 1; /* nobody knows it before it stands in the queue */
	if (ring_allocate(net, &tcp->send) < 0 || ring_allocate(net, &tcp->receive) < 0) {
		tcp_destroy(tcp);
		return NULL;
	}
	socket_hash(socket);
	return tcp;
}

void
tcp_accept_add(struct tcp *listener, struct tcp *connection)
{
	struct tcp **last = &listener->accept_next;

	while (*last != NULL)
		last = &(*last)->accept_next;
	*last = connection;
	connection->accept_next = NULL;
	connection->socket->is_closed = 0;
	listener->accept_count++;
	socket_changed(listener->socket);
}

void
tcp_accept_remove(struct tcp *connection)
{
	struct tcp *listener = connection->listener;
	struct tcp **link;

	if (listener == NULL)
		return;
	connection->listener = NULL;
	for (link = &listener->accept_next; *link != NULL; link = &(*link)->accept_next) {
		if (*link == connection) {
			*link = connection->accept_next;
			connection->accept_next = NULL;
			listener->accept_count--;
			return;
		}
	}
}

struct net_socket *
tcp_accept(struct net_socket *socket, s32 *error)
{
	struct tcp *listener = socket->tcp;
	struct tcp *connection = listener->accept_next;

	if (listener->state != NET_TCP_LISTEN) {
		*error = -EINVAL;
		return NULL;
	}
	if (connection == NULL) {
		*error = -EAGAIN;
		return NULL;
	}
	tcp_accept_remove(connection);
	return connection->socket;
}

s32
tcp_listen(struct net_socket *socket, u32 backlog)
{
	struct tcp *tcp = socket->tcp;

	if (tcp->state != NET_TCP_CLOSED && tcp->state != NET_TCP_LISTEN)
		return -EINVAL;
	if (socket->local.port == 0) {
		u16 port = socket_choose_port(socket->net, IP_PROTOCOL_TCP, socket->local.ip);
		if (port == 0)
			return -EADDRNOTAVAIL;
		socket_unhash(socket);
		socket->local.port = port;
	}
	if (!socket->is_hashed)
		socket_hash(socket);
	tcp->backlog = min_u32(max_u32(backlog, 1), TCP_BACKLOG_MAX);
	tcp->state = NET_TCP_LISTEN;
	return 0;
}

void
tcp_accept_abort_all(struct tcp *listener)
{
	while (listener->accept_next != NULL)
		tcp_abort(listener->accept_next->socket);
}
