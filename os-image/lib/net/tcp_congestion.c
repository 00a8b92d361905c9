/*
 * Congestion control (RFC 5681): slow start and avoidance, counted in bytes (RFC 3465), from
 * an initial window of ten segments (RFC 6928). When losses were noticed is for tcp_loss.c.
 */
#include "tcp.h"

#define INITIAL_SEGMENTS 10u
#define INITIAL_BYTES 14600u
#define LOSS_SEGMENTS 1u      /* RFC 5681, equation 4 */
#define SSTHRESH_SEGMENTS 2u  /* the least: the same */
#define SLOW_START_SEGMENTS 2u /* L of RFC 3465, 2.2; 1 after a time-out (2.3) */
#define SSTHRESH_NONE 0x7fffffffu

static u32
initial_window(const struct tcp *tcp)
{
	return min_u32(INITIAL_SEGMENTS * tcp->mss, max_u32(2 * tcp->mss, INITIAL_BYTES));
}

void
tcp_congestion_start(struct tcp *tcp, int syn_was_lost)
{
	tcp->cwnd = syn_was_lost ? LOSS_SEGMENTS * tcp->mss : initial_window(tcp);
	tcp->ssthresh = SSTHRESH_NONE;
	tcp->cwnd_acked = 0;
	tcp->prior_cwnd = 0;
	tcp->after_timeout = 0;
}

void
tcp_congestion_acked(struct tcp *tcp, u32 acked)
{
	u32 most = max_u32(tcp->send.size, initial_window(tcp));

	if (tcp->cwnd < tcp->ssthresh) {
		u32 segments = tcp->after_timeout ? 1 : SLOW_START_SEGMENTS;
		tcp->cwnd += min_u32(acked, segments * tcp->mss);
	} else {
		tcp->cwnd_acked += acked;
		if (tcp->cwnd_acked >= tcp->cwnd) {
			tcp->cwnd_acked -= tcp->cwnd;
			tcp->cwnd += tcp->mss;
		}
	}
	/* More than the buffer holds is never in flight, so more would never be put to the test. */
	tcp->cwnd = min_u32(tcp->cwnd, most);
}

static void
remember(struct tcp *tcp)
{
	if (tcp->prior_cwnd != 0)
		return;
	tcp->prior_cwnd = tcp->cwnd;
	tcp->prior_ssthresh = tcp->ssthresh;
}

void
tcp_congestion_lost(struct tcp *tcp)
{
	u32 in_flight = tcp->snd_max - tcp->snd_una;

	remember(tcp);
	tcp->ssthresh = max_u32(in_flight / 2, SSTHRESH_SEGMENTS * tcp->mss);
	tcp->cwnd = tcp->ssthresh;
	tcp->cwnd_acked = 0;
}

void
tcp_congestion_timeout(struct tcp *tcp)
{
	/*
	 * Segments that are lost again tell nothing new: only the first time-out halves (RFC
	 * 5681, 3.1).
	 */
	if (tcp->backoff <= 1)
		tcp_congestion_lost(tcp);
	tcp->cwnd = LOSS_SEGMENTS * tcp->mss;
	tcp->after_timeout = 1;
}

void
tcp_congestion_idle(struct tcp *tcp)
{
	tcp->cwnd = min_u32(tcp->cwnd, initial_window(tcp)); /* RFC 5681, 4.1 */
}
