/* Streams for their users: from the socket to its end. What net.h promises of each call. */
#include <errno.h>

#include "tcp.h"

s32
tcp_attach(struct net_socket *socket)
{
	struct tcp *tcp = net_allocate(socket->net, sizeof(*tcp));

	if (tcp == NULL)
		return -ENOMEM;
	tcp->net = socket->net;
	tcp->socket = socket;
	tcp->state = NET_TCP_CLOSED;
	tcp->send.size = TCP_BUFFER_DEFAULT;
	tcp->receive.size = TCP_BUFFER_DEFAULT;
	tcp_timers_init(tcp);
	socket->tcp = tcp;
	return 0;
}

void
tcp_discard(struct net_socket *socket)
{
	struct tcp *tcp = socket->tcp;

	if (tcp->state == NET_TCP_LISTEN) {
		tcp_half_open_forget(tcp);
		while (tcp->accept_next != NULL)
			tcp_accept_remove(tcp->accept_next);
	}
	tcp_accept_remove(tcp);
	tcp_unlist(tcp);
	tcp_timers_stop(tcp);
	ring_free(tcp->net, &tcp->send);
	ring_free(tcp->net, &tcp->receive);
	net_release(tcp->net, tcp, sizeof(*tcp));
	socket->tcp = NULL;
}

/*
 * The first sequence number for a connection with these addresses. One in TIME_WAIT gives
 * them up; -EADDRNOTAVAIL: another has them.
 */
static s32
take_addresses(struct net *net, const struct net_address *local, const struct net_address *remote,
	       u32 *iss)
{
	struct net_socket *other = socket_find(net, IP_PROTOCOL_TCP, local, remote);

	*iss = tcp_initial_sequence(net, local, remote);
	if (other == NULL || other->tcp == NULL || other->remote.port == 0)
		return 0;
	if (other->tcp->state != NET_TCP_TIME_WAIT)
		return -EADDRNOTAVAIL;
	*iss = seq_max(*iss, tcp_successor_iss(other->tcp));
	tcp_end(other->tcp, 0);
	return 0;
}

s32
tcp_connect(struct net_socket *socket, const struct net_address *remote)
{
	struct tcp *tcp = socket->tcp;
	struct net *net = socket->net;
	struct net_address local = socket->local;
	u32 payload_max, iss;
	s32 error;

	if (tcp->state == NET_TCP_SYN_SENT || tcp->state == NET_TCP_SYN_RECEIVED)
		return -EALREADY;
	/* A stream is for one connection; one that was never made may be tried again. */
	if (tcp->state != NET_TCP_CLOSED || tcp->was_connected)
		return -EISCONN;
	if (remote->ip == IP_ANY || remote->port == 0)
		return -EADDRNOTAVAIL;
	if (remote->ip == IP_BROADCAST || ip_is_multicast(remote->ip))
		return -ENETUNREACH;
	error = ip_source_for(net, remote->ip, &local.ip, &payload_max);
	if (error < 0)
		return error;
	if (local.port == 0)
		local.port = socket_choose_port(net, IP_PROTOCOL_TCP, local.ip);
	if (local.port == 0 || (local.ip == remote->ip && local.port == remote->port) ||
	    take_addresses(net, &local, remote, &iss) < 0)
		return -EADDRNOTAVAIL;
	if (ring_allocate(net, &tcp->send) < 0 || ring_allocate(net, &tcp->receive) < 0)
		return -ENOMEM;
	socket_unhash(socket);
	socket->local = local;
	socket->remote = *remote;
	socket_hash(socket);
	tcp->own_mss = tcp_own_mss(net, local.ip, remote->ip);
	tcp_begin(tcp, iss);
	tcp->state = NET_TCP_SYN_SENT;
	tcp_output(tcp);
	return -EINPROGRESS;
}

/* The user has nothing more to send: the FIN goes behind what the buffer holds. */
static void
end_sending(struct tcp *tcp)
{
	if (tcp->state == NET_TCP_ESTABLISHED)
		tcp->state = NET_TCP_FIN_WAIT_1;
	else if (tcp->state == NET_TCP_CLOSE_WAIT)
		tcp->state = NET_TCP_LAST_ACK;
	else
		return;
	tcp->fin_wanted = 1;
	tcp_want_output(tcp);
}

s32
tcp_shutdown(struct net_socket *socket, u32 directions)
{
	struct tcp *tcp = socket->tcp;

	if (!tcp_is_synchronized(tcp))
		return -ENOTCONN;
	socket->shutdown |= (u8)directions;
	if (directions & NET_SHUT_RECEIVE)
		tcp_consumed(socket, tcp_unread(tcp));
	if (directions & NET_SHUT_SEND)
		end_sending(tcp);
	socket_changed(socket);
	return 0;
}

void
tcp_close(struct net_socket *socket)
{
	struct tcp *tcp = socket->tcp;

	socket->is_closed = 1;
	socket->owner = NULL;
	tcp_accept_remove(tcp);
	if (tcp->state == NET_TCP_LISTEN)
		tcp_accept_abort_all(tcp);
	if (!tcp_is_synchronized(tcp)) {
		tcp_destroy(tcp);
		return;
	}
	/*
	 * The peer believes what was not read to have arrived: it must learn the truth (RFC
	 * 2525, 2.17).
	 */
	if (tcp_unread(tcp) > 0) {
		tcp_abort(socket);
		return;
	}
	if (tcp->state == NET_TCP_TIME_WAIT) {
		ring_free(tcp->net, &tcp->receive);
		return;
	}
	end_sending(tcp);
	tcp_life_start(tcp);
}

void
tcp_abort(struct net_socket *socket)
{
	struct tcp *tcp = socket->tcp;

	socket->is_closed = 1;
	socket->owner = NULL;
	if (tcp->state == NET_TCP_LISTEN)
		tcp_accept_abort_all(tcp);
	if (tcp_is_synchronized(tcp) && tcp->state != NET_TCP_TIME_WAIT)
		tcp_send_reset(tcp);
	tcp_destroy(tcp);
}

void
tcp_info(const struct net_socket *socket, struct net_socket_info *info)
{
	const struct tcp *tcp = socket->tcp;

	info->state = tcp->state;
	info->unread = tcp_unread(tcp);
	info->unsent = tcp_unacknowledged(tcp);
	info->retransmitted = tcp->retransmitted;
	info->round_trip_us = tcp->srtt_us;
	info->congestion_window = tcp->cwnd;
	info->nudges = tcp->nudges;
}
