/*
 * Ordered lists of disjoint ranges of sequence numbers, of bounded length: what came
 * beyond a gap (tcp_reassembly.c), and what the peer says came there (tcp_scoreboard.c).
 */
#include <string.h>

#include "tcp.h"

u32
ranges_add(struct tcp_ranges *ranges, u32 start, u32 end)
{
	struct tcp_range *at = ranges->at;
	u32 first = 0;
	u32 last, had = 0, gained;

	while (first < ranges->count && seq_before(at[first].end, start))
		first++;
	/* From here on those that overlap or touch become one. */
	for (last = first; last < ranges->count && !seq_after(at[last].start, end); last++) {
		start = seq_min(start, at[last].start);
		end = seq_max(end, at[last].end);
		had += at[last].end - at[last].start;
	}
	if (last == first && ranges->count == TCP_RANGES_MAX)
		return 0;
	memmove(&at[first + 1], &at[last], (ranges->count - last) * sizeof(at[0]));
	ranges->count = ranges->count + 1 - (last - first);
	at[first] = (struct tcp_range){.start = start, .end = end, .touched = ++ranges->touches};
	gained = end - start - had;
	ranges->bytes += gained;
	return gained;
}

void
ranges_trim(struct tcp_ranges *ranges, u32 start)
{
	struct tcp_range *at = ranges->at;
	u32 gone = 0;

	while (gone < ranges->count && !seq_after(at[gone].end, start)) {
		ranges->bytes -= at[gone].end - at[gone].start;
		gone++;
	}
	if (gone > 0) {
		ranges->count -= gone;
		memmove(at, &at[gone], ranges->count * sizeof(at[0]));
	}
	if (ranges->count > 0 && seq_before(at[0].start, start)) {
		ranges->bytes -= start - at[0].start;
		at[0].start = start;
	}
}

void
ranges_clear(struct tcp_ranges *ranges)
{
	ranges->count = 0;
	ranges->bytes = 0;
}

int
ranges_has(const struct tcp_ranges *ranges, u32 start, u32 end)
{
	for (u32 i = 0; i < ranges->count; i++) {
		if (!seq_before(start, ranges->at[i].start) && !seq_after(end, ranges->at[i].end))
			return 1;
	}
	return 0;
}
