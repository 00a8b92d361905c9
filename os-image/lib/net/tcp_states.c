/* The end of connections: FINs, TIME_WAIT, and what is freed when (RFC 9293, 3.6 and 3.10.7). */
#include <errno.h>

#include "tcp.h"

int
tcp_is_synchronized(const struct tcp *tcp)
{
	return tcp->state >= NET_TCP_ESTABLISHED;
}

void
tcp_destroy(struct tcp *tcp)
{
	struct net_socket *socket = tcp->socket;

	tcp_discard(socket);
	socket_free(socket);
}

void
tcp_end(struct tcp *tcp, s32 error)
{
	struct net *net = tcp->net;

	if (error < 0)
		net_counters(net)->tcp_failed++;
	tcp->state = NET_TCP_CLOSED;
	tcp_timers_stop(tcp);
	tcp_unlist(tcp);
	tcp->waiting_us = 0;
	tcp->unanswered_us = 0;
	if (tcp->socket->is_closed) {
		tcp_destroy(tcp);
		return;
	}
	socket_unhash(tcp->socket);
	ring_free(net, &tcp->send);
	/* After an orderly end the user may still read what has come. */
	if (error < 0) {
		ring_free(net, &tcp->receive);
		tcp->rcv_read += tcp_unread(tcp);
		tcp->socket->error = error;
	}
	socket_changed(tcp->socket);
}

void
tcp_enter_time_wait(struct tcp *tcp)
{
	tcp->state = NET_TCP_TIME_WAIT;
	timer_stop(&tcp->retransmit_timer);
	timer_stop(&tcp->keep_alive_timer);
	tcp->waiting_us = 0;
	tcp->unanswered_us = 0;
	ring_free(tcp->net, &tcp->send);
	if (tcp->socket->is_closed)
		ring_free(tcp->net, &tcp->receive);
	tcp_life_start(tcp);
	socket_changed(tcp->socket);
}

int
tcp_fin_acknowledged(struct tcp *tcp)
{
	switch (tcp->state) {
	case NET_TCP_FIN_WAIT_1:
		tcp->state = NET_TCP_FIN_WAIT_2;
		tcp_life_start(tcp);
		return 1;
	case NET_TCP_CLOSING:
		tcp_enter_time_wait(tcp);
		return 1;
	case NET_TCP_LAST_ACK:
		tcp_end(tcp, 0);
		return 0;
	default:
		return 1;
	}
}

void
tcp_fin_input(struct tcp *tcp)
{
	tcp->rcv_nxt++;
	ranges_clear(&tcp->beyond);
	tcp->ack_now = 1;
	switch (tcp->state) {
	case NET_TCP_ESTABLISHED:
		tcp->state = NET_TCP_CLOSE_WAIT;
		break;
	case NET_TCP_FIN_WAIT_1: /* ours is not acknowledged, or it would be FIN_WAIT_2 */
		tcp->state = NET_TCP_CLOSING;
		break;
	case NET_TCP_FIN_WAIT_2:
		tcp_enter_time_wait(tcp);
		break;
	default:
		break;
	}
	socket_changed(tcp->socket);
}

void
tcp_time_wait_input(struct tcp *tcp, const struct tcp_segment *segment)
{
	/* A reset must not end the wait that it is for (RFC 1337, 3). */
	if (segment->flags & TCP_RST)
		return;
	/* The peer has not seen our last acknowledgement: it waits from now on. */
	if (segment->flags & TCP_FIN && segment->sequence + segment->length == tcp->fin_at)
		tcp_life_start(tcp);
	if (tcp_segment_span(segment) > 0 || segment->sequence != tcp->rcv_nxt)
		tcp_challenge(tcp);
}

int
tcp_reclaim(struct net *net)
{
	struct tcp *oldest = NULL;

	for (struct net_socket *socket = net_first_socket(net); socket != NULL;
	     socket = socket->next) {
		struct tcp *tcp = socket->tcp;
		if (tcp == NULL || !socket->is_closed || tcp->end_timer.link == NULL)
			continue;
		/*
		 * TIME_WAIT and FIN_WAIT_2, whose data has arrived, end first: their lives are
		 * shorter.
		 */
		if (oldest == NULL || tcp->end_timer.at_us < oldest->end_timer.at_us)
			oldest = tcp;
	}
	if (oldest == NULL)
		return 0;
	if (oldest->state != NET_TCP_TIME_WAIT)
		tcp_send_reset(oldest);
	tcp_end(oldest, 0);
	return 1;
}
