/*
 * Output of a line: what programs write is processed as the settings say and
 * queued for the device. Tabs are left to the terminal.
 */
#include "columns.h"
#include "output.h"
#include "queue.h"

#define LONGEST 2u /* a newline that becomes a return and a newline */

void
output_byte(struct line *line, u8 byte)
{
	output_queue_push(&line->output, byte);
	columns_follow(&line->tracker, byte);
}

static void
process(struct line *line, u8 byte)
{
	tcflag_t flags = line->termios.c_oflag;

	if (flags & OPOST && byte == '\n' && flags & ONLCR)
		output_byte(line, '\r');
	else if (flags & OPOST && byte == '\r' && flags & OCRNL)
		byte = '\n';
	output_byte(line, byte);
}

void
output_echo(struct line *line, const u8 *bytes, u32 length)
{
	u32 index;

	if (output_queue_room(&line->output) < length * LONGEST)
		return;
	for (index = 0; index < length; index++)
		process(line, bytes[index]);
}

u32
line_write(struct line *line, const u8 *bytes, u32 length)
{
	u32 index;

	u32 taken = line_write_room(line);

	if (taken > length)
		taken = length;
	for (index = 0; index < taken; index++)
		process(line, bytes[index]);
	return taken;
}

u32
line_write_room(const struct line *line)
{
	u32 room = output_queue_room(&line->output);

	if (line->is_stopped || room <= LINE_ECHO_RESERVE)
		return 0;
	return (room - LINE_ECHO_RESERVE) / LONGEST;
}

u32
line_output_peek(const struct line *line, const u8 **bytes)
{
	const struct output_queue *queue = &line->output;
	u32 together = LINE_OUTPUT_MAX - queue->first;

	if (line->is_stopped)
		return 0;
	*bytes = queue->bytes + queue->first;
	return queue->count < together ? queue->count : together;
}

void
line_output_drop(struct line *line, u32 length)
{
	line->output.first = (line->output.first + length) % LINE_OUTPUT_MAX;
	line->output.count -= length;
}
