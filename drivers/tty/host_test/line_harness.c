/*
 * Gives the tests on the host a way to the line discipline: built for
 * WebAssembly from the sources that the guest uses. Bytes go in and out through
 * one buffer.
 */
#include <string.h>

#include "../line/line.h"
#include "../recovery.h"

#define EXPORT(name) __attribute__((export_name(#name)))

static struct line line;
static struct termios termios;
static struct winsize winsize;
static u8 buffer[2 * LINE_OUTPUT_MAX];

EXPORT(buffer_address) u8 *
buffer_address(void)
{
	return buffer;
}

EXPORT(termios_address) struct termios *
termios_address(void)
{
	termios = line.termios;
	return &termios;
}

EXPORT(reset) void
reset(void)
{
	line_init(&line, 24, 80);
}

EXPORT(apply_termios) void
apply_termios(void)
{
	line_set_termios(&line, &termios);
}

EXPORT(type) void
type(u32 length, u64 now_us)
{
	line_receive(&line, buffer, length, now_us);
}

EXPORT(hold_break) void
hold_break(u64 now_us)
{
	line_receive_break(&line, now_us);
}

/* Whether the read is due; if not, when to ask again is in the buffer's first 8 bytes. */
EXPORT(judge) int
judge(u32 wanted, u64 began_us, u64 now_us)
{
	u64 again_us;
	int due = line_read_judge(&line, wanted, began_us, now_us, &again_us);

	memcpy(buffer, &again_us, sizeof(again_us));
	return due;
}

EXPORT(take) u32
take(u32 wanted)
{
	return line_read(&line, buffer, wanted);
}

EXPORT(write) u32
write(u32 length)
{
	return line_write(&line, buffer, length);
}

/* What the device gets, as far as nothing stops it. */
EXPORT(drain) u32
drain(void)
{
	const u8 *bytes;
	u32 length;
	u32 total = 0;

	while ((length = line_output_peek(&line, &bytes)) > 0) {
		memcpy(buffer + total, bytes, length);
		total += length;
		line_output_drop(&line, length);
	}
	return total;
}

EXPORT(readable) u32
readable(void)
{
	return line_readable(&line);
}

EXPORT(polls_readable) int
polls_readable(void)
{
	return line_polls_readable(&line);
}

EXPORT(write_room) u32
write_room(void)
{
	return line_write_room(&line);
}

EXPORT(flush) int
flush(int queue)
{
	return line_flush(&line, queue);
}

EXPORT(resize) void
resize(u32 rows, u32 columns)
{
	winsize = line.winsize;
	winsize.ws_row = (u16)rows;
	winsize.ws_col = (u16)columns;
	line_set_winsize(&line, &winsize);
}

EXPORT(take_signals) u32
take_signals(void)
{
	u32 signals = line.signals;

	line.signals = 0;
	return signals;
}

EXPORT(pack) u32
pack(void)
{
	return recovery_pack_line(&line, buffer);
}

EXPORT(unpack) int
unpack(u32 length)
{
	return recovery_unpack_line(&line, buffer, length);
}

/* What must hold whatever was typed and written: 0, or the number of what does not. */
EXPORT(broken_invariant) u32
broken_invariant(void)
{
	const struct input_queue *input = &line.input;
	const struct output_queue *output = &line.output;

	if (input->first >= LINE_INPUT_MAX || input->count > LINE_INPUT_MAX)
		return 1;
	if (input->complete > input->count)
		return 2;
	if (output->first >= LINE_OUTPUT_MAX || output->count > LINE_OUTPUT_MAX)
		return 3;
	for (u32 index = input->complete; index < input->count; index++)
		if (input->marks[(input->first + index) % LINE_INPUT_MAX] != MARK_NONE)
			return 4;
	return 0;
}
