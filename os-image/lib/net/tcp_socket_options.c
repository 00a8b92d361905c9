/* The options of streams, as far as TCP knows them (net.h, enum net_option). */
#include <errno.h>

#include "tcp.h"

/* A power of two, as rings have it. */
static u32
round_size(u32 value)
{
	u32 size = TCP_BUFFER_MIN;

	while (size < value && size < TCP_BUFFER_MAX)
		size *= 2;
	return size;
}

static s32
set_send_buffer(struct tcp *tcp, u32 value)
{
	u32 size = round_size(value);
	u32 used = tcp_unacknowledged(tcp);

	while (size < used)
		size *= 2;
	return ring_resize(tcp->net, &tcp->send, size, tcp->snd_end - used, tcp->snd_end);
}

static s32
set_receive_buffer(struct tcp *tcp, u32 value)
{
	u32 size = round_size(value);

	/* The peer has been promised the whole of it: it can only grow then (RFC 9293, 3.8.6). */
	if (tcp->receive.bytes != NULL && size < tcp->receive.size)
		return 0;
	return ring_resize(tcp->net, &tcp->receive, size, tcp->rcv_read,
			   tcp->rcv_read + tcp->receive.size);
}

static void
set_flag(struct net_socket *socket, u8 flag, u32 value)
{
	if (value)
		socket->options |= flag;
	else
		socket->options &= (u8)~flag;
}

s32
tcp_set_option(struct net_socket *socket, enum net_option option, u32 value)
{
	struct tcp *tcp = socket->tcp;

	switch (option) {
	case NET_OPTION_KEEP_ALIVE:
		set_flag(socket, SOCKET_KEEP_ALIVE, value);
		tcp_keep_alive_start(tcp);
		return 0;
	case NET_OPTION_NO_DELAY:
		set_flag(socket, SOCKET_NO_DELAY, value);
		tcp_want_output(tcp);
		return 0;
	case NET_OPTION_SEND_BUFFER:
		return set_send_buffer(tcp, value);
	case NET_OPTION_RECEIVE_BUFFER:
		return set_receive_buffer(tcp, value);
	case NET_OPTION_USER_TIMEOUT:
		tcp->user_timeout_ms = value;
		if (tcp->retransmit_timer.link != NULL)
			tcp_retransmit_start(tcp);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

s32
tcp_get_option(struct net_socket *socket, enum net_option option, u32 *value)
{
	struct tcp *tcp = socket->tcp;

	switch (option) {
	case NET_OPTION_KEEP_ALIVE:
		*value = (socket->options & SOCKET_KEEP_ALIVE) != 0;
		return 0;
	case NET_OPTION_NO_DELAY:
		*value = (socket->options & SOCKET_NO_DELAY) != 0;
		return 0;
	case NET_OPTION_SEND_BUFFER:
		*value = tcp->send.size;
		return 0;
	case NET_OPTION_RECEIVE_BUFFER:
		*value = tcp->receive.size;
		return 0;
	case NET_OPTION_USER_TIMEOUT:
		*value = tcp->user_timeout_ms;
		return 0;
	case NET_OPTION_UNREAD:
		*value = tcp_unread(tcp);
		return 0;
	case NET_OPTION_UNSENT:
		*value = tcp_unacknowledged(tcp);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}
