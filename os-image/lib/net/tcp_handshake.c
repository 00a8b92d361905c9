/*
 * The opening of connections from this side, simultaneous open included (RFC 9293, 3.5 and
 * 3.10.7.3).
 */
#include <errno.h>

#include "tcp.h"

#define UNSCALED_WINDOW_MAX 0xffffu

u8
tcp_shift_for(u32 size)
{
	u8 shift = 0;

	while (shift < TCP_WINDOW_SHIFT_MAX && size >> shift > UNSCALED_WINDOW_MAX)
		shift++;
	return shift;
}

void
tcp_begin(struct tcp *tcp, u32 iss)
{
	tcp->iss = iss;
	tcp->snd_una = iss;
	tcp->snd_nxt = iss;
	tcp->snd_max = iss;
	tcp->snd_small = iss;
	tcp->snd_end = iss + 1;
	tcp->recover = iss;
	tcp->high_rxt = iss;
	tcp->snd_wnd = 0;
	tcp->snd_wnd_max = 0;
	tcp->snd_shift = 0;
	tcp->rcv_shift = tcp_shift_for(tcp->receive.size);
	tcp->has_shift = 0;
	tcp->sack_ok = 0;
	tcp->fin_wanted = 0;
	tcp->has_fin = 0;
	tcp->soft_error = 0;
	tcp->heard_us = net_now(tcp->net);
	ranges_clear(&tcp->sacked);
	ranges_clear(&tcp->beyond);
	tcp_timing_reset(tcp);
	tcp_set_mss(tcp, TCP_MSS_DEFAULT);
	tcp_congestion_start(tcp, 0);
}

u32
tcp_own_mss(struct net *net, ip_address local, ip_address remote)
{
	u32 payload_max;

	if (ip_source_for(net, remote, &local, &payload_max) < 0)
		return TCP_MSS_DEFAULT;
	return min_u32(payload_max - TCP_HEADER_BYTES, 0xffff);
}

void
tcp_set_mss(struct tcp *tcp, u32 peer_mss)
{
	tcp->mss = max_u32(min_u32(peer_mss, tcp->own_mss), TCP_MSS_MIN);
}

void
tcp_take_syn(struct tcp *tcp, u32 irs, const struct tcp_options *options)
{
	tcp->rcv_nxt = irs + 1;
	tcp->rcv_read = irs + 1;
	tcp->rcv_adv = irs + 1;
	tcp_set_mss(tcp, options->mss != 0 ? options->mss : TCP_MSS_DEFAULT);
	tcp->sack_ok = options->sack_permitted;
	tcp->has_shift = options->has_window_shift;
	tcp->snd_shift = options->window_shift;
	if (!tcp->has_shift)
		tcp->rcv_shift = 0;
}

void
tcp_enter_established(struct tcp *tcp)
{
	struct net_statistics *counters = net_counters(tcp->net);
	int syn_was_lost = tcp->backoff > 0;

	tcp->state = NET_TCP_ESTABLISHED;
	tcp->was_connected = 1;
	tcp_congestion_start(tcp, syn_was_lost);
	if (syn_was_lost)
		tcp->rto_us = TCP_RTO_AFTER_LOST_SYN_US;
	tcp_keep_alive_start(tcp);
	if (tcp->listener != NULL) {
		counters->tcp_accepted++;
		tcp_accept_add(tcp->listener, tcp);
	} else {
		counters->tcp_opened++;
	}
	socket_changed(tcp->socket);
}

static void
take_syn_window(struct tcp *tcp, const struct tcp_segment *segment)
{
	tcp->snd_wnd = segment->window; /* never scaled in a SYN (RFC 7323, 2.2) */
	tcp->snd_wnd_max = tcp->snd_wnd;
	tcp->snd_wl1 = segment->sequence;
	tcp->snd_wl2 = segment->acknowledgement;
}

void
tcp_syn_sent_input(struct tcp *tcp, struct tcp_segment *segment)
{
	int is_acknowledged = segment->flags & TCP_ACK &&
			      seq_after(segment->acknowledgement, tcp->iss) &&
			      !seq_after(segment->acknowledgement, tcp->snd_max);

	if (segment->flags & TCP_ACK && !is_acknowledged) {
		tcp_reset_unknown(tcp->net, segment);
		return;
	}
	if (segment->flags & TCP_RST) {
		if (is_acknowledged) {
			net_counters(tcp->net)->tcp_resets_received++;
			tcp_end(tcp, -ECONNREFUSED);
		}
		return;
	}
	if (!(segment->flags & TCP_SYN))
		return;
	tcp_take_syn(tcp, segment->sequence, &segment->options);
	take_syn_window(tcp, segment);
	if (!is_acknowledged) {
		/* Both sides have begun at once: our SYN again, with the answer to theirs. */
		tcp->state = NET_TCP_SYN_RECEIVED;
		tcp->snd_nxt = tcp->iss;
		tcp_want_output(tcp);
		return;
	}
	tcp_enter_established(tcp);
	tcp_acknowledged(tcp, segment->acknowledgement);
	tcp->ack_now = 1;
	/* What stands behind the SYN. */
	segment->sequence++;
	segment->flags &= (u8)~TCP_SYN;
	tcp_text_input(tcp, segment);
}
