/*
 * What a peer with SACK has told of what it has (RFC 2018), and what follows for the rest
 * (RFC 6675): what must be taken for lost, how much is still on its way, what to send again.
 */
#include "tcp.h"

#define LOST_RANGES 3u /* DupThresh: that many, or more than two segments' bytes, beyond it */

int
tcp_sack_input(struct tcp *tcp, const struct tcp_segment *segment, int *repeated)
{
	u32 gained = 0;

	*repeated = 0;
	if (!tcp->sack_ok)
		return 0;
	for (u32 i = 0; i < segment->options.sack_count; i++) {
		u32 start = segment->options.sack[i].start;
		u32 end = segment->options.sack[i].end;
		if (!seq_before(start, end))
			continue;
		if (!seq_after(end, segment->acknowledgement))
			*repeated = 1;
		else if (seq_after(start, tcp->snd_una) && !seq_after(end, tcp->snd_max))
			gained += ranges_add(&tcp->sacked, start, end);
	}
	return gained > 0;
}

/* Of `bytes` in `ranges` parts, which the peer has beyond a hole. */
static int
is_lost_below(const struct tcp *tcp, u32 ranges, u32 bytes)
{
	return ranges >= LOST_RANGES || bytes > (LOST_RANGES - 1) * tcp->mss;
}

int
tcp_sack_first_is_lost(const struct tcp *tcp)
{
	return is_lost_below(tcp, tcp->sacked.count, tcp->sacked.bytes);
}

/* The part of [start, end) that was sent again in this repair: up to high_rxt. */
static u32
sent_again(const struct tcp *tcp, u32 start, u32 end)
{
	end = seq_min(end, tcp->high_rxt);
	return seq_before(start, end) ? end - start : 0;
}

u32
tcp_sack_pipe(const struct tcp *tcp)
{
	u32 hole = tcp->snd_una;
	u32 above = tcp->sacked.bytes;
	u32 pipe = 0;

	for (u32 i = 0; i < tcp->sacked.count; i++) {
		const struct tcp_range *range = &tcp->sacked.at[i];
		if (!is_lost_below(tcp, tcp->sacked.count - i, above))
			pipe += range->start - hole;
		pipe += sent_again(tcp, hole, range->start);
		above -= range->end - range->start;
		hole = range->end;
	}
	return pipe + (tcp->snd_max - hole) + sent_again(tcp, hole, tcp->snd_max);
}

u32
tcp_sack_hole(const struct tcp *tcp, int certain, u32 *sequence)
{
	u32 hole = tcp->snd_una;
	u32 above = tcp->sacked.bytes;

	for (u32 i = 0; i < tcp->sacked.count; i++) {
		const struct tcp_range *range = &tcp->sacked.at[i];
		if (certain && !is_lost_below(tcp, tcp->sacked.count - i, above))
			return 0;
		*sequence = seq_max(hole, tcp->high_rxt);
		if (seq_before(*sequence, range->start))
			return range->start - *sequence;
		above -= range->end - range->start;
		hole = range->end;
	}
	return 0;
}

u32
tcp_sack_skip(const struct tcp *tcp, u32 sequence, u32 *length)
{
	*length = TCP_BUFFER_MAX;
	for (u32 i = 0; i < tcp->sacked.count; i++) {
		const struct tcp_range *range = &tcp->sacked.at[i];
		if (seq_before(sequence, range->start)) {
			*length = range->start - sequence;
			return sequence;
		}
		if (seq_before(sequence, range->end))
			sequence = range->end;
	}
	return sequence;
}
