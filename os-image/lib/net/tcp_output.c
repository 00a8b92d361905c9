/*
 * What a connection sends next, and whether it may: retransmissions, new data as windows,
 * Nagle's algorithm and the avoidance of silly windows allow (RFC 1122, 4.2.3.4), the FIN,
 * acknowledgements.
 *
 * Nagle's algorithm is taken as Minshall proposed (draft-minshall-nagle): a small segment
 * waits for the acknowledgement of another small one, not of full ones before it, whose last
 * the peer may hold back for its delay.
 */
#include <errno.h>

#include "tcp.h"

#define BURST_MAX 32u          /* segments until it is the next connection's turn */
#define DUPLICATES_LIMITED 2u  /* limited transmit (RFC 3042) */

/* A FIN counts as one in `length`. */
struct piece {
	u32 sequence, length;
};

int
tcp_has_unsent(const struct tcp *tcp)
{
	return seq_before(tcp->snd_nxt, tcp->snd_end + tcp->fin_wanted);
}

void
tcp_force(struct tcp *tcp)
{
	tcp_loss_go_back(tcp);
	tcp->is_forced = 1;
}

static u32
segment_size(const struct tcp *tcp)
{
	return tcp->mss - min_u32(tcp_option_room(tcp), tcp->mss / 2);
}

/* Whether a segment that is not full should go now. */
static int
is_worthwhile(const struct tcp *tcp, u32 length, int is_last)
{
	if (tcp->is_forced || seq_before(tcp->snd_nxt, tcp->snd_max))
		return 1;
	if (is_last && (tcp->socket->options & SOCKET_NO_DELAY ||
			!seq_before(tcp->snd_una, tcp->snd_small)))
		return 1;
	return length >= tcp->snd_wnd_max / 2;
}

/* The next from snd_nxt on, up to an edge that congestion control gives. */
static u32
next_in_order(struct tcp *tcp, u32 edge, struct piece *piece)
{
	u32 size = segment_size(tcp);
	u32 length = size;
	u32 missing;
	int is_last;

	if (seq_before(tcp->snd_nxt, tcp->snd_max)) {
		tcp->snd_nxt = tcp_sack_skip(tcp, tcp->snd_nxt, &missing);
		length = min_u32(length, missing);
	}
	if (!tcp_has_unsent(tcp))
		return 0;
	edge = seq_min(edge, tcp->snd_una + tcp->snd_wnd);
	if (tcp->is_forced)
		edge = seq_max(edge, tcp->snd_nxt + 1);
	length = min_u32(length, seq_after(edge, tcp->snd_nxt) ? edge - tcp->snd_nxt : 0);
	length = min_u32(length, tcp->snd_end - tcp->snd_nxt);
	is_last = tcp->snd_nxt + length == tcp->snd_end;
	piece->sequence = tcp->snd_nxt;
	if (is_last && tcp->fin_wanted)
		piece->length = length + 1;
	else if (length == size || (length > 0 && is_worthwhile(tcp, length, is_last)))
		piece->length = length;
	else
		return 0;
	return piece->length;
}

/* RFC 6675, 4, NextSeg(): while the pipe has room. */
static u32
next_in_repair(struct tcp *tcp, struct piece *piece)
{
	u32 size = segment_size(tcp);
	u32 pipe = tcp_sack_pipe(tcp);

	if (tcp->cwnd < pipe + size)
		return 0;
	piece->length = min_u32(tcp_sack_hole(tcp, 1, &piece->sequence), size); /* (1) */
	if (piece->length > 0)
		return piece->length;
	if (next_in_order(tcp, tcp->snd_nxt + tcp->cwnd - pipe, piece) > 0) /* (2) */
		return piece->length;
	piece->length = min_u32(tcp_sack_hole(tcp, 0, &piece->sequence), size); /* (3) */
	if (piece->length > 0)
		return piece->length;
	/* (4): the end of the flight, which nothing beyond it can tell to be lost. */
	if (tcp->has_rescued || tcp->sacked.count == 0)
		return 0;
	tcp->has_rescued = 1;
	piece->sequence = tcp->sacked.at[tcp->sacked.count - 1].end;
	if (seq_before(piece->sequence, tcp->snd_max - size))
		piece->sequence = tcp->snd_max - size;
	piece->length = tcp->snd_max - piece->sequence;
	return piece->length;
}

/* Whether there is something to send, in *piece. */
static u32
next_piece(struct tcp *tcp, struct piece *piece)
{
	u32 edge = tcp->snd_una + tcp->cwnd;

	if (tcp->resend_first) {
		piece->sequence = tcp_sack_skip(tcp, tcp->snd_una, &piece->length);
		piece->length = min_u32(piece->length, tcp->snd_max - piece->sequence);
		piece->length = min_u32(piece->length, segment_size(tcp));
		return piece->length;
	}
	if (tcp->is_repairing && tcp->sack_ok)
		return next_in_repair(tcp, piece);
	if (!tcp->is_repairing)
		edge += min_u32(tcp->duplicates, DUPLICATES_LIMITED) * tcp->mss;
	return next_in_order(tcp, edge, piece);
}

static void
piece_left(struct tcp *tcp, const struct piece *piece)
{
	u32 end = piece->sequence + piece->length;
	int is_probe = tcp->is_forced && tcp->snd_wnd == 0 && piece->sequence != tcp->snd_end;

	if (seq_before(piece->sequence, tcp->snd_max)) {
		tcp->retransmitted++;
		net_counters(tcp->net)->tcp_retransmitted++;
		tcp->is_timing = 0; /* which of the two will be acknowledged is not known (Karn) */
		if (tcp->is_repairing)
			tcp->high_rxt = seq_max(tcp->high_rxt, end);
	} else if (!tcp->is_timing) {
		tcp->is_timing = 1;
		tcp->timed_seq = end;
		tcp->timed_us = net_now(tcp->net);
	}
	if (piece->sequence == tcp->snd_nxt)
		tcp->snd_nxt = end;
	tcp->snd_max = seq_max(tcp->snd_max, end);
	tcp->resend_first = 0;
	tcp->is_forced = 0;
	/* A byte into a closed window will be thrown away: it goes again when that opens. */
	if (is_probe)
		tcp->snd_nxt = tcp->snd_una;
}

static s32
send_piece(struct tcp *tcp, const struct piece *piece)
{
	u32 end = piece->sequence + piece->length;
	u8 flags = TCP_ACK;
	u32 length = piece->length;
	int is_small;
	s32 error;

	if (seq_after(end, tcp->snd_end)) {
		flags |= TCP_FIN;
		length--;
	}
	if (length > 0 && !seq_before(end, tcp->snd_end))
		flags |= TCP_PSH;
	is_small = length > 0 && length < segment_size(tcp);
	error = tcp_send(tcp, piece->sequence, flags, length);
	if (error < 0)
		return error;
	if (is_small)
		tcp->snd_small = seq_max(tcp->snd_small, end);
	piece_left(tcp, piece);
	return 0;
}

static s32
output_syn(struct tcp *tcp)
{
	u8 flags = tcp->state == NET_TCP_SYN_SENT ? TCP_SYN : TCP_SYN | TCP_ACK;
	struct piece syn = {.sequence = tcp->iss, .length = 1};
	s32 error;

	if (tcp->snd_nxt != tcp->iss)
		return 0;
	error = tcp_send(tcp, tcp->iss, flags, 0);
	if (error == 0)
		piece_left(tcp, &syn);
	return error;
}

static s32
output_data(struct tcp *tcp)
{
	struct piece piece;
	s32 error = 0;
	u32 count;

	if (tcp->snd_una == tcp->snd_max && net_now(tcp->net) - tcp->sent_us > tcp_rto(tcp))
		tcp_congestion_idle(tcp);
	for (count = 0; count < BURST_MAX && error == 0; count++) {
		if (next_piece(tcp, &piece) == 0)
			return 0;
		error = send_piece(tcp, &piece);
	}
	if (error == 0)
		tcp_want_output(tcp);
	return error;
}

static s32
output_acknowledgement(struct tcp *tcp)
{
	if (tcp->ack_now || tcp->unacked >= TCP_ACK_EVERY)
		return tcp_send(tcp, tcp->snd_max, TCP_ACK, 0);
	if (tcp->unacked > 0)
		tcp_ack_delay_start(tcp);
	return 0;
}

/* Whatever wants an answer has a timer; the same goes for what may not be sent yet. */
static void
watch(struct tcp *tcp)
{
	if (tcp->snd_una == tcp->snd_max && !tcp_has_unsent(tcp)) {
		tcp->waiting_us = 0;
		timer_stop(&tcp->retransmit_timer);
		return;
	}
	if (tcp->waiting_us == 0)
		tcp->waiting_us = net_now(tcp->net);
	if (tcp->retransmit_timer.link == NULL)
		tcp_retransmit_start(tcp);
}

void
tcp_output(struct tcp *tcp)
{
	s32 error;

	switch (tcp->state) {
	case NET_TCP_CLOSED:
	case NET_TCP_LISTEN:
		return;
	case NET_TCP_SYN_SENT:
	case NET_TCP_SYN_RECEIVED:
		error = output_syn(tcp);
		break;
	case NET_TCP_TIME_WAIT:
		if (output_acknowledgement(tcp) < 0)
			tcp_block(tcp);
		return;
	default:
		error = tcp_nudge_output(tcp);
		if (error == 0)
			error = output_data(tcp);
		if (error == 0)
			error = output_acknowledgement(tcp);
	}
	if (error < 0)
		tcp_block(tcp);
	watch(tcp);
}
