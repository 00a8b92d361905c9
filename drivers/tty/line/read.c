/*
 * Reads. In canonical mode a read gets a line, or a part of it; in raw mode the
 * four cases of VMIN and VTIME hold (POSIX.1-2017, 11.1.7).
 */
#include "queue.h"

#define VTIME_UNIT_US 100000u

static u32
smaller(u32 a, u32 b)
{
	return a < b ? a : b;
}

static u64
later(u64 a, u64 b)
{
	return a > b ? a : b;
}

static int
is_canonical(const struct line *line)
{
	return (line->termios.c_lflag & ICANON) != 0;
}

/* The timer runs from the newest byte, and for what was there before from the read itself. */
static int
judge_between_bytes(const struct line *line, u64 began_us, u64 now_us, u64 *again_us)
{
	u64 limit_us = (u64)line->termios.c_cc[VTIME] * VTIME_UNIT_US;
	u64 until_us = later(line->last_input_us, began_us) + limit_us;

	if (line->input.count == 0)
		return 0;
	*again_us = until_us;
	return now_us >= until_us;
}

static int
judge_raw(const struct line *line, u32 wanted, u64 began_us, u64 now_us, u64 *again_us)
{
	u32 min = line->termios.c_cc[VMIN];
	u32 time = line->termios.c_cc[VTIME];
	u32 count = line->input.count;

	if (min > 0) {
		if (count >= smaller(min, wanted))
			return 1;
		return time > 0 ? judge_between_bytes(line, began_us, now_us, again_us) : 0;
	}
	if (count > 0 || time == 0)
		return 1;
	*again_us = began_us + (u64)time * VTIME_UNIT_US;
	return now_us >= *again_us;
}

int
line_read_judge(const struct line *line, u32 wanted, u64 began_us, u64 now_us, u64 *again_us)
{
	*again_us = LINE_NEVER;
	if (wanted == 0)
		return 1;
	if (is_canonical(line))
		return line->input.complete > 0;
	return judge_raw(line, wanted, began_us, now_us, again_us);
}

static u32
read_raw(struct input_queue *queue, u8 *to, u32 wanted)
{
	u32 length = 0;

	while (length < wanted && queue->count > 0) {
		to[length++] = input_queue_at(queue, 0);
		input_queue_drop_first(queue);
	}
	return length;
}

/*
 * An end-of-file mark is used up by the read that comes to it, and by one that
 * takes just what is before it: else the next read would find a second end.
 */
static u32
read_line(struct input_queue *queue, u8 *to, u32 wanted)
{
	u32 length = 0;

	while (queue->complete > 0) {
		enum input_mark mark = input_queue_mark_at(queue, 0);

		if (mark != MARK_EOF) {
			if (length == wanted)
				break;
			to[length++] = input_queue_at(queue, 0);
		}
		input_queue_drop_first(queue);
		if (mark != MARK_NONE)
			break;
	}
	return length;
}

u32
line_read(struct line *line, u8 *to, u32 wanted)
{
	if (wanted == 0)
		return 0;
	if (is_canonical(line))
		return read_line(&line->input, to, wanted);
	return read_raw(&line->input, to, wanted);
}

u32
line_readable(const struct line *line)
{
	u32 readable = 0;

	if (!is_canonical(line))
		return line->input.count;
	for (u32 index = 0; index < line->input.complete; index++)
		readable += input_queue_mark_at(&line->input, index) != MARK_EOF;
	return readable;
}

/* With a VTIME a read waits for VMIN bytes only so long, so one byte is enough. */
int
line_polls_readable(const struct line *line)
{
	u32 min = line->termios.c_cc[VMIN];

	if (is_canonical(line))
		return line->input.complete > 0;
	return line->input.count >= (min > 0 && line->termios.c_cc[VTIME] == 0 ? min : 1);
}
