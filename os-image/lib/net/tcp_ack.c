/* The acknowledgement, window and SACK blocks of a segment that has come (RFC 9293, 3.10.7.4). */
#include "tcp.h"

/* Whether the window changed. */
static int
take_window(struct tcp *tcp, const struct tcp_segment *segment)
{
	u32 window = (u32)segment->window << tcp->snd_shift;
	u32 before = tcp->snd_wnd;

	/* Not from a segment that is older than the one that told it last. */
	if (seq_after(tcp->snd_wl1, segment->sequence) ||
	    (tcp->snd_wl1 == segment->sequence &&
	     seq_after(tcp->snd_wl2, segment->acknowledgement)))
		return 0;
	tcp->snd_wnd = window;
	tcp->snd_wnd_max = max_u32(tcp->snd_wnd_max, window);
	tcp->snd_wl1 = segment->sequence;
	tcp->snd_wl2 = segment->acknowledgement;
	if (before == 0 && window > 0) {
		/* The probes' back-off has nothing to do with what is sent now. */
		tcp->backoff = 0;
		timer_stop(&tcp->retransmit_timer);
	}
	return window != before;
}

int
tcp_acknowledged(struct tcp *tcp, u32 acknowledgement)
{
	u64 now = net_now(tcp->net);
	u32 acked = acknowledgement - tcp->snd_una;
	int was_writable = tcp_is_writable(tcp);

	if (tcp->is_timing && !seq_before(acknowledgement, tcp->timed_seq)) {
		tcp->is_timing = 0;
		tcp_timing_sample(tcp, now - tcp->timed_us);
	}
	if (tcp->snd_una == tcp->iss)
		acked--; /* a SYN widens no window (RFC 5681, 3.1) */
	tcp->snd_una = acknowledgement;
	tcp->snd_nxt = seq_max(tcp->snd_nxt, acknowledgement);
	tcp->snd_small = seq_max(tcp->snd_small, acknowledgement);
	tcp->backoff = 0;
	tcp->soft_error = 0;
	tcp_loss_acked(tcp, acked);
	tcp->waiting_us = now;
	if (tcp->snd_una == tcp->snd_max)
		timer_stop(&tcp->retransmit_timer);
	else
		tcp_retransmit_start(tcp);
	ip_confirm_neighbour(tcp->net, tcp->socket->local.ip, tcp->socket->remote.ip);
	if (!was_writable && tcp_is_writable(tcp))
		socket_changed(tcp->socket);
	if (tcp->fin_wanted && seq_after(tcp->snd_una, tcp->snd_end))
		return tcp_fin_acknowledged(tcp);
	return 1;
}

int
tcp_ack_input(struct tcp *tcp, const struct tcp_segment *segment)
{
	u32 acknowledgement = segment->acknowledgement;
	int window_changed, is_news, repeated, is_plain;

	/*
	 * What was never sent, or is too old to be on its way still, is somebody's guess (RFC
	 * 5961, 5.2).
	 */
	if (seq_after(acknowledgement, tcp->snd_max) ||
	    seq_before(acknowledgement, tcp->snd_una - tcp->snd_wnd_max)) {
		tcp_challenge(tcp);
		return 0;
	}
	window_changed = take_window(tcp, segment);
	/*
	 * A peer that answers with a window of 0 lives: only a user's own limit ends that (RFC
	 * 1122, 4.2.2.17).
	 */
	if (tcp->snd_wnd == 0 && tcp->user_timeout_ms == 0 && !tcp->socket->is_closed &&
	    tcp->waiting_us != 0)
		tcp->waiting_us = net_now(tcp->net);
	is_news = tcp_sack_input(tcp, segment, &repeated);
	if (seq_after(acknowledgement, tcp->snd_una))
		return tcp_acknowledged(tcp, acknowledgement);
	/*
	 * RFC 5681, 2, but not what tells of a segment that came twice, nor the answer to a
	 * probe.
	 */
	is_plain = acknowledgement == tcp->snd_una && tcp_segment_span(segment) == 0 &&
		   !window_changed && !repeated && tcp->snd_wnd > 0;
	if ((is_plain || is_news) && tcp->snd_una != tcp->snd_max)
		tcp_loss_duplicate(tcp);
	return 1;
}
