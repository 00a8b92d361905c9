/* The retransmission time-out from measured round trips (RFC 6298). */
#include "tcp.h"

#define RTO_FIRST_US 1000000u /* (2.1) */
/*
 * The RFC would have a second. Peers delay acknowledgements by at most 0.5 s on paper and by
 * 40 to 200 ms in fact, and a second of silence is what recovery is to avoid.
 */
#define RTO_MIN_US 200000u
#define RTO_MAX_US 60000000u /* (2.5) */
#define GRANULARITY_US 1000u /* of the owner's timers, as far as it is known */
#define SAMPLE_MAX_US RTO_MAX_US

void
tcp_timing_reset(struct tcp *tcp)
{
	tcp->srtt_us = 0;
	tcp->rttvar_us = 0;
	tcp->rto_us = RTO_FIRST_US;
	tcp->backoff = 0;
	tcp->is_timing = 0;
}

void
tcp_timing_sample(struct tcp *tcp, u64 round_trip_us)
{
	u32 sample = round_trip_us < SAMPLE_MAX_US ? (u32)round_trip_us : SAMPLE_MAX_US;

	if (sample == 0)
		sample = 1; /* 0 means "not known" */
	if (tcp->srtt_us == 0) { /* (2.2) */
		tcp->srtt_us = sample;
		tcp->rttvar_us = sample / 2;
	} else { /* (2.3), with alpha 1/8 and beta 1/4 */
		u32 off = tcp->srtt_us > sample ? tcp->srtt_us - sample : sample - tcp->srtt_us;
		tcp->rttvar_us = tcp->rttvar_us - tcp->rttvar_us / 4 + off / 4;
		tcp->srtt_us = max_u32(tcp->srtt_us - tcp->srtt_us / 8 + sample / 8, 1);
	}
	tcp->rto_us = tcp->srtt_us + max_u32(GRANULARITY_US, 4 * tcp->rttvar_us);
	tcp->rto_us = min_u32(max_u32(tcp->rto_us, RTO_MIN_US), RTO_MAX_US);
}

u64
tcp_rto(const struct tcp *tcp)
{
	u64 rto = (u64)tcp->rto_us << tcp->backoff; /* (5.5) */

	return rto < RTO_MAX_US ? rto : RTO_MAX_US;
}
