/* Data between a stream's user and its rings, which the user writes and reads in place. */
#include <errno.h>

#include "tcp.h"

/* A user that waits for room is told when there is a part of the buffer, not for each byte. */
#define WRITABLE_PART 4u

static s32
take_error(struct net_socket *socket)
{
	s32 error = socket->error;

	socket->error = 0;
	return error;
}

static int
may_send(const struct tcp *tcp)
{
	return tcp->state == NET_TCP_ESTABLISHED || tcp->state == NET_TCP_CLOSE_WAIT;
}

/* Neither a byte nor a FIN comes any more. */
static int
has_peer_ended(const struct tcp *tcp)
{
	return tcp_fin_received(tcp) || tcp->socket->shutdown & NET_SHUT_RECEIVE ||
	       tcp->state == NET_TCP_CLOSED;
}

u32
tcp_unacknowledged(const struct tcp *tcp)
{
	u32 first = tcp_is_synchronized(tcp) ? tcp->snd_una : tcp->snd_end;

	return seq_before(first, tcp->snd_end) ? tcp->snd_end - first : 0;
}

static u32
send_room(const struct tcp *tcp)
{
	u32 used = tcp_unacknowledged(tcp);

	return may_send(tcp) && used < tcp->send.size ? tcp->send.size - used : 0;
}

int
tcp_is_writable(const struct tcp *tcp)
{
	return send_room(tcp) >= tcp->send.size / WRITABLE_PART;
}

u32
tcp_events(const struct net_socket *socket)
{
	const struct tcp *tcp = socket->tcp;
	u32 events = 0;

	if (tcp->state == NET_TCP_LISTEN)
		return tcp->accept_next != NULL ? NET_READABLE : 0;
	if (socket->error != 0)
		events |= NET_ERROR | NET_READABLE | NET_WRITABLE;
	if (tcp->state == NET_TCP_SYN_SENT || tcp->state == NET_TCP_SYN_RECEIVED)
		return events;
	if (tcp_unread(tcp) > 0 || has_peer_ended(tcp))
		events |= NET_READABLE;
	if (!may_send(tcp) || tcp_is_writable(tcp))
		events |= NET_WRITABLE; /* which may tell of an error without waiting */
	if (!may_send(tcp) && has_peer_ended(tcp))
		events |= NET_HANGUP;
	return events;
}

s32
tcp_send_space(struct net_socket *socket, u8 **space)
{
	struct tcp *tcp = socket->tcp;
	u32 room;

	if (socket->error != 0)
		return take_error(socket);
	if (tcp->state == NET_TCP_SYN_SENT || tcp->state == NET_TCP_SYN_RECEIVED)
		return -EAGAIN;
	if (!may_send(tcp))
		return tcp->was_connected ? -EPIPE : -ENOTCONN;
	room = send_room(tcp);
	if (room == 0)
		return -EAGAIN;
	*space = ring_at(&tcp->send, tcp->snd_end, &room);
	return (s32)room;
}

void
tcp_sent(struct net_socket *socket, u32 bytes)
{
	struct tcp *tcp = socket->tcp;

	tcp->snd_end += min_u32(bytes, send_room(tcp));
	tcp_want_output(tcp);
}

s32
tcp_received(struct net_socket *socket, u32 offset, const u8 **data)
{
	struct tcp *tcp = socket->tcp;
	u32 unread = tcp_unread(tcp);
	u32 length;

	if (socket->error != 0)
		return take_error(socket);
	if (offset < unread) {
		length = unread - offset;
		*data = ring_at(&tcp->receive, tcp->rcv_read + offset, &length);
		return (s32)length;
	}
	if (tcp->state == NET_TCP_LISTEN ||
	    (tcp->state == NET_TCP_CLOSED && !tcp->was_connected))
		return -ENOTCONN;
	return has_peer_ended(tcp) ? 0 : -EAGAIN;
}

void
tcp_consumed(struct net_socket *socket, u32 bytes)
{
	struct tcp *tcp = socket->tcp;

	tcp->rcv_read += min_u32(bytes, tcp_unread(tcp));
	if (tcp_receives(tcp) && tcp_window_update_is_due(tcp)) {
		tcp->ack_now = 1;
		tcp_want_output(tcp);
	}
}
