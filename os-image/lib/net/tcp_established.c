/*
 * Segments for connections that both sides have begun: the checks of RFC 9293, 3.10.7.4,
 * in its order, with those of RFC 5961 against blind attacks.
 */
#include <errno.h>

#include "tcp.h"

/* Whether any part of it lies within the window. */
static int
is_acceptable(const struct tcp *tcp, const struct tcp_segment *segment)
{
	u32 sequence = segment->sequence;
	u32 edge = tcp->rcv_nxt + tcp_receive_room(tcp);

	/* With a closed window too: its acknowledgement and flags count, its data won't fit. */
	if (sequence == tcp->rcv_nxt)
		return 1;
	if (seq_after(sequence, tcp->rcv_nxt))
		return seq_before(sequence, edge);
	return seq_after(sequence + tcp_segment_span(segment), tcp->rcv_nxt);
}

static void
refuse(struct tcp *tcp, const struct tcp_segment *segment)
{
	if (segment->flags & TCP_RST)
		return;
	/*
	 * Data that came already: the acknowledgement was lost, and without a new one it would
	 * come for ever.
	 */
	if (segment->length > 0 && seq_before(segment->sequence, tcp->rcv_nxt) &&
	    tcp_receives(tcp)) {
		tcp_data_input(tcp, segment->sequence, segment->data, segment->length);
		tcp_send_ack_at_once(tcp);
		return;
	}
	tcp_challenge(tcp);
}

static void
take_reset(struct tcp *tcp, const struct tcp_segment *segment)
{
	/* Only the exact number is proof enough (RFC 5961, 3.2). */
	if (segment->sequence != tcp->rcv_nxt) {
		tcp_challenge(tcp);
		return;
	}
	net_counters(tcp->net)->tcp_resets_received++;
	tcp_end(tcp, tcp->state == NET_TCP_SYN_RECEIVED ? -ECONNREFUSED : -ECONNRESET);
}

void
tcp_text_input(struct tcp *tcp, const struct tcp_segment *segment)
{
	u32 length = segment->length;
	u32 end = segment->sequence + length;

	if (!tcp_receives(tcp)) {
		/* After its FIN a peer has nothing to say, but may not know that we heard it. */
		if (tcp_segment_span(segment) > 0)
			tcp->ack_now = 1;
		tcp_want_output(tcp);
		return;
	}
	if (tcp->socket->is_closed && length > 0 && seq_after(end, tcp->rcv_nxt)) {
		/* Nobody will ever read it: the peer should know (RFC 1122, 4.2.2.13). */
		tcp_send_reset(tcp);
		tcp_end(tcp, -ECONNRESET);
		return;
	}
	if (segment->flags & TCP_FIN && !tcp->has_fin &&
	    !seq_after(end, tcp->rcv_nxt + tcp_receive_room(tcp))) {
		tcp->has_fin = 1;
		tcp->fin_at = end;
	}
	if (tcp->has_fin && seq_after(end, tcp->fin_at))
		length -= min_u32(length, end - tcp->fin_at);
	if (length > 0)
		tcp_data_input(tcp, segment->sequence, segment->data, length);
	if (tcp->has_fin && tcp->rcv_nxt == tcp->fin_at)
		tcp_fin_input(tcp);
	if (tcp->unacked >= TCP_ACK_STRETCH)
		tcp_send_ack_at_once(tcp);
	tcp_want_output(tcp);
}

void
tcp_synchronized_input(struct tcp *tcp, struct tcp_segment *segment)
{
	if (!is_acceptable(tcp, segment)) {
		refuse(tcp, segment);
		return;
	}
	if (segment->flags & TCP_RST) {
		take_reset(tcp, segment);
		return;
	}
	if (segment->flags & TCP_SYN) {
		/* A peer that really began anew answers with a reset (RFC 5961, 4.2). */
		tcp_challenge(tcp);
		return;
	}
	if (!(segment->flags & TCP_ACK))
		return;
	if (tcp->state == NET_TCP_SYN_RECEIVED) {
		if (!seq_after(segment->acknowledgement, tcp->snd_una) ||
		    seq_after(segment->acknowledgement, tcp->snd_max)) {
			tcp_reset_unknown(tcp->net, segment);
			return;
		}
		tcp->snd_wl1 = segment->sequence;
		tcp->snd_wl2 = segment->acknowledgement;
		tcp_enter_established(tcp);
	}
	if (tcp_ack_input(tcp, segment))
		tcp_text_input(tcp, segment);
}
