/*
 * When segments are taken for lost, and the order in which they are repaired: fast
 * retransmit and NewReno (RFC 6582), with SACK RFC 6675, and time-outs (RFC 6298, 5).
 */
#include "tcp.h"

#define DUPLICATES_OF_LOSS 3u /* RFC 5681, 3.2 */

void
tcp_loss_go_back(struct tcp *tcp)
{
	tcp->snd_nxt = tcp->snd_una;
	tcp->recover = tcp->snd_max;
	tcp->high_rxt = tcp->snd_una;
	tcp->is_repairing = 0;
	tcp->resend_first = 0;
	tcp->duplicates = 0;
	tcp->is_timing = 0;
}

void
tcp_loss_timeout(struct tcp *tcp)
{
	tcp_congestion_timeout(tcp);
	/*
	 * The peer may have thrown away what it had beyond a gap: that is not relied on (RFC
	 * 2018, 8).
	 */
	ranges_clear(&tcp->sacked);
	tcp_loss_go_back(tcp);
}

/* All that was sent when the loss was noticed has arrived. */
static void
finish(struct tcp *tcp)
{
	u32 in_flight = tcp->snd_max - tcp->snd_una;

	tcp->prior_cwnd = 0;
	tcp->after_timeout = 0;
	if (!tcp->is_repairing)
		return;
	tcp->is_repairing = 0;
	tcp->resend_first = 0;
	tcp->cwnd = tcp->ssthresh;
	/*
	 * Without SACK nothing has held the window down to what left: no burst now (RFC 6582,
	 * 3.2).
	 */
	if (!tcp->sack_ok)
		tcp->cwnd = min_u32(tcp->cwnd, max_u32(in_flight, tcp->mss) + tcp->mss);
}

/* What follows a part that was repaired was lost as well. */
static void
repair_next(struct tcp *tcp, u32 acked)
{
	tcp->high_rxt = seq_max(tcp->high_rxt, tcp->snd_una);
	if (tcp->high_rxt == tcp->snd_una)
		tcp->resend_first = 1;
	if (tcp->sack_ok)
		return;
	/*
	 * The window was widened for segments that had left; these are among them (RFC 6582,
	 * 3.2).
	 */
	tcp->cwnd = max_u32(tcp->cwnd - min_u32(tcp->cwnd, acked), tcp->mss);
	if (acked >= tcp->mss)
		tcp->cwnd += tcp->mss;
}

void
tcp_loss_acked(struct tcp *tcp, u32 acked)
{
	int is_repaired = !seq_before(tcp->snd_una, tcp->recover);

	ranges_trim(&tcp->sacked, tcp->snd_una);
	/*
	 * It acknowledges less than it has said it has: nothing it said is relied on (RFC 2018,
	 * 8).
	 */
	if (tcp->sacked.count > 0 && tcp->sacked.at[0].start == tcp->snd_una)
		ranges_clear(&tcp->sacked);
	tcp->duplicates = 0;
	if (!tcp->is_repairing)
		tcp_congestion_acked(tcp, acked);
	else if (!is_repaired)
		repair_next(tcp, acked);
	if (is_repaired) {
		tcp->recover = tcp->snd_una; /* or it would seem to lie ahead, 2 GB later */
		finish(tcp);
	}
}

/*
 * Time-outs have sent the first segment again, and nothing came of it. A peer that repeats
 * itself now is within reach again and still lacks it, as one whose driver was dead for longer
 * than a time-out. It is answered at once, and once for each time-out: its next one is later by
 * the back-off.
 */
static void
hear_again(struct tcp *tcp)
{
	if (tcp->backoff == 0 || ++tcp->duplicates < DUPLICATES_OF_LOSS)
		return;
	tcp->backoff = 0;
	timer_stop(&tcp->retransmit_timer); /* tcp_output sets it anew */
	tcp_loss_go_back(tcp);
}

void
tcp_loss_duplicate(struct tcp *tcp)
{
	if (tcp->is_repairing) {
		/* One more segment has left the way; SACK tells that better. */
		if (!tcp->sack_ok)
			tcp->cwnd = min_u32(tcp->cwnd + tcp->mss, TCP_BUFFER_MAX);
		return;
	}
	/* Within what is sent again anyway it tells nothing of a loss (RFC 6582, 4.1). */
	if (seq_before(tcp->snd_una, tcp->recover)) {
		hear_again(tcp);
		return;
	}
	if (tcp->duplicates < DUPLICATES_OF_LOSS)
		tcp->duplicates++;
	if (tcp->duplicates < DUPLICATES_OF_LOSS && !tcp_sack_first_is_lost(tcp))
		return;
	tcp_congestion_lost(tcp);
	tcp_loss_go_back(tcp);
	/*
	 * A peer that knows SACK and repeats itself without naming anything has nothing of the
	 * flight, such as one whose network driver has just been replaced: all of it goes again,
	 * within the halved window.
	 */
	if (tcp->sack_ok && tcp->sacked.count == 0)
		return;
	tcp->snd_nxt = tcp->snd_max;
	tcp->is_repairing = 1;
	tcp->resend_first = 1;
	tcp->has_rescued = 0;
	if (!tcp->sack_ok)
		tcp->cwnd += DUPLICATES_OF_LOSS * tcp->mss;
}
