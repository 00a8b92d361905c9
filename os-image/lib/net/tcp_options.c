/* The options of a segment (RFC 9293, 3.1; window scale: RFC 7323, 2; SACK: RFC 2018). */
#include <string.h>

#include "tcp.h"

#define OPTION_END 0u
#define OPTION_NOP 1u
#define OPTION_MSS 2u
#define OPTION_WINDOW_SCALE 3u
#define OPTION_SACK_PERMITTED 4u
#define OPTION_SACK 5u

#define MSS_BYTES 4u
#define WINDOW_SCALE_BYTES 3u
#define SACK_PERMITTED_BYTES 2u
#define SACK_HEAD_BYTES 2u
#define SACK_BLOCK_BYTES 8u

static void
read_sack(struct tcp_options *options, const u8 *option, u32 length)
{
	u32 count = (length - SACK_HEAD_BYTES) / SACK_BLOCK_BYTES;

	if ((length - SACK_HEAD_BYTES) % SACK_BLOCK_BYTES != 0)
		return;
	options->sack_count = (u8)min_u32(count, ARRAY_LEN(options->sack));
	for (u32 i = 0; i < options->sack_count; i++) {
		const u8 *block = option + SACK_HEAD_BYTES + i * SACK_BLOCK_BYTES;
		options->sack[i].start = get32(block);
		options->sack[i].end = get32(block + 4);
	}
}

void
tcp_options_read(struct tcp_options *options, const u8 *bytes, u32 length)
{
	u32 i = 0;

	memset(options, 0, sizeof(*options));
	while (i < length && bytes[i] != OPTION_END) {
		const u8 *option = bytes + i;
		u32 size;

		if (option[0] == OPTION_NOP) {
			i++;
			continue;
		}
		if (i + 1 == length || option[1] < 2 || option[1] > length - i)
			return;
		size = option[1];
		i += size;
		if (option[0] == OPTION_MSS && size == MSS_BYTES) {
			options->mss = get16(option + 2);
		} else if (option[0] == OPTION_WINDOW_SCALE && size == WINDOW_SCALE_BYTES) {
			options->has_window_shift = 1;
			options->window_shift = (u8)min_u32(option[2], TCP_WINDOW_SHIFT_MAX);
		} else if (option[0] == OPTION_SACK_PERMITTED && size == SACK_PERMITTED_BYTES) {
			options->sack_permitted = 1;
		} else if (option[0] == OPTION_SACK) {
			read_sack(options, option, size);
		}
	}
}

u32
tcp_options_write_syn(u8 *bytes, u16 mss, int with_shift, u8 shift, int sack_permitted)
{
	u8 *p = bytes;

	*p++ = OPTION_MSS;
	*p++ = MSS_BYTES;
	put16(p, mss);
	p += 2;
	if (with_shift) {
		*p++ = OPTION_NOP;
		*p++ = OPTION_WINDOW_SCALE;
		*p++ = WINDOW_SCALE_BYTES;
		*p++ = shift;
	}
	if (sack_permitted) {
		*p++ = OPTION_NOP;
		*p++ = OPTION_NOP;
		*p++ = OPTION_SACK_PERMITTED;
		*p++ = SACK_PERMITTED_BYTES;
	}
	return (u32)(p - bytes);
}

/* The range that was added to last, of those before `touched`; NULL: none. */
static const struct tcp_range *
latest_before(const struct tcp_ranges *ranges, u32 touched)
{
	const struct tcp_range *latest = NULL;

	for (u32 i = 0; i < ranges->count; i++) {
		const struct tcp_range *range = &ranges->at[i];
		if (seq_before(range->touched, touched) &&
		    (latest == NULL || seq_after(range->touched, latest->touched)))
			latest = range;
	}
	return latest;
}

static u8 *
write_block(u8 *p, u32 start, u32 end)
{
	put32(p, start);
	put32(p + 4, end);
	return p + SACK_BLOCK_BYTES;
}

u32
tcp_sack_write(const struct tcp *tcp, u8 bytes[TCP_OPTIONS_MAX])
{
	u32 touched = tcp->beyond.touches + 1;
	u8 *first = bytes + 2 + SACK_HEAD_BYTES; /* two NOPs align the blocks to 4 */
	u8 *p = first;
	const struct tcp_range *range;

	if (!tcp->sack_ok || (tcp->beyond.count == 0 && !tcp->has_repeated))
		return 0;
	/* What came twice goes first (RFC 2883, 4), then the latest (RFC 2018, 4). */
	if (tcp->has_repeated)
		p = write_block(p, tcp->repeated_start, tcp->repeated_end);
	while ((u32)(p - bytes) + SACK_BLOCK_BYTES <= TCP_OPTIONS_MAX &&
	       (range = latest_before(&tcp->beyond, touched)) != NULL) {
		p = write_block(p, range->start, range->end);
		touched = range->touched;
	}
	bytes[0] = OPTION_NOP;
	bytes[1] = OPTION_NOP;
	bytes[2] = OPTION_SACK;
	bytes[3] = (u8)(SACK_HEAD_BYTES + (u32)(p - first));
	return (u32)(p - bytes);
}
