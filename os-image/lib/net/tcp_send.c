/*
 * One segment of a connection: what stands in it besides the data, and what follows from its
 * leaving.
 */
#include <errno.h>

#include "tcp.h"

#define CHALLENGES_PER_SECOND 10u
#define SECOND_US 1000000u

static void
acknowledgement_left(struct tcp *tcp)
{
	tcp->ack_now = 0;
	tcp->unacked = 0;
	tcp->has_repeated = 0;
	timer_stop(&tcp->ack_timer);
}

static u32
write_options(const struct tcp *tcp, u8 flags, u8 bytes[TCP_OPTIONS_MAX])
{
	int is_answer = (flags & TCP_ACK) != 0;

	if (!(flags & TCP_SYN))
		return tcp_sack_write(tcp, bytes);
	/* An answer offers only what the peer's SYN has offered. */
	return tcp_options_write_syn(bytes, (u16)tcp->own_mss, !is_answer || tcp->has_shift,
				     tcp->rcv_shift, !is_answer || tcp->sack_ok);
}

s32
tcp_send(struct tcp *tcp, u32 sequence, u8 flags, u32 length)
{
	struct net *net = tcp->net;
	u8 options[TCP_OPTIONS_MAX];
	struct tcp_outgoing outgoing = {
		.local = tcp->socket->local,
		.remote = tcp->socket->remote,
		.sequence = sequence,
		.acknowledgement = flags & TCP_ACK ? tcp->rcv_nxt : 0,
		.flags = flags,
		.ttl = tcp->socket->ttl,
		.options = options,
		.option_length = write_options(tcp, flags, options),
		.ring = &tcp->send,
		.length = length,
	};
	u32 edge_before = tcp->rcv_adv;
	u32 window = tcp_window_to_announce(tcp);
	s32 error;

	/* The window of a SYN is never scaled (RFC 7323, 2.2). */
	outgoing.window = (u16)(flags & TCP_SYN ? min_u32(window, 0xffff)
						: min_u32(window >> tcp->rcv_shift, 0xffff));
	error = tcp_transmit(net, &outgoing);
	if (error == -EAGAIN) {
		tcp->rcv_adv = edge_before;
		return error;
	}
	/*
	 * Any other error is the same as a segment lost on its way; it is told if nothing ever
	 * arrives.
	 */
	if (error < 0 || tcp->has_no_way)
		tcp->soft_error = error;
	tcp->has_no_way = error < 0;
	if (flags & TCP_ACK)
		acknowledgement_left(tcp);
	if (length > 0 || flags & (TCP_SYN | TCP_FIN)) {
		tcp->sent_us = net_now(net);
		if (tcp->unanswered_us == 0)
			tcp->unanswered_us = tcp->sent_us;
	}
	return 0;
}

void
tcp_send_ack_at_once(struct tcp *tcp)
{
	if (tcp_send(tcp, tcp->snd_max, TCP_ACK, 0) < 0) {
		tcp->ack_now = 1;
		tcp_block(tcp);
	}
}

void
tcp_challenge(struct tcp *tcp)
{
	u64 now = net_now(tcp->net);

	if (now - tcp->challenge_us >= SECOND_US) {
		tcp->challenge_us = now;
		tcp->challenges = 0;
	}
	if (tcp->challenges == CHALLENGES_PER_SECOND)
		return;
	tcp->challenges++;
	tcp_send_ack_at_once(tcp);
}

void
tcp_send_reset(struct tcp *tcp)
{
	if (tcp_send(tcp, tcp->snd_max, TCP_RST | TCP_ACK, 0) == 0)
		net_counters(tcp->net)->tcp_resets_sent++;
}

u32
tcp_option_room(const struct tcp *tcp)
{
	u8 options[TCP_OPTIONS_MAX];

	return tcp_sack_write(tcp, options);
}
