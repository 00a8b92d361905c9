/*
 * Input of a line: each byte that the terminal sends is mapped, may be a
 * control character, and else goes into the queue.
 */
#include <signal.h>

#include "edit.h"
#include "input.h"
#include "output.h"
#include "queue.h"

#define BACKSPACE 0x08 /* terminals differ in what their erase key sends */
#define DEL 0x7f
#define ASCII_MASK 0x7f

static int
has_flag(const struct line *line, tcflag_t flag)
{
	return (line->termios.c_lflag & flag) != 0;
}

/* Whether the byte is the control character at `index` of c_cc. */
static int
is_control(const struct line *line, u32 index, u8 byte)
{
	u8 control = line->termios.c_cc[index];

	return control != _POSIX_VDISABLE && control == byte;
}

/* A full queue is told once, not for each byte of what was pasted. */
static void
store(struct line *line, u8 byte, enum input_mark mark)
{
	static const u8 bell = '\a';

	if (input_queue_push(&line->input, byte, mark)) {
		line->is_overflowing = 0;
		return;
	}
	if (!line->is_overflowing)
		output_echo(line, &bell, 1);
	line->is_overflowing = 1;
}

static int
has_room(const struct line *line)
{
	return line->input.count < LINE_INPUT_MAX - 1;
}

/* What is not stored is not shown either. */
static void
store_and_echo(struct line *line, u8 byte, enum input_mark mark)
{
	if (has_room(line)) {
		edit_note_start(line);
		edit_echo(line, byte);
	}
	store(line, byte, mark);
}

static int
is_erase(const struct line *line, u8 byte)
{
	u8 erase = line->termios.c_cc[VERASE];
	int is_either_key = erase == DEL || erase == BACKSPACE;

	return is_control(line, VERASE, byte) ||
	       (is_either_key && (byte == DEL || byte == BACKSPACE));
}

static void
begin_literal(struct line *line)
{
	static const u8 caret_and_back[] = {'^', '\b'};

	line->is_literal_next = 1;
	if (has_flag(line, ECHO) && has_flag(line, ECHOCTL))
		output_echo(line, caret_and_back, sizeof(caret_and_back));
}

static int
take_extended(struct line *line, u8 byte)
{
	if (!has_flag(line, IEXTEN))
		return 0;
	if (is_control(line, VWERASE, byte))
		edit_erase_word(line);
	else if (is_control(line, VREPRINT, byte))
		edit_reprint(line);
	else if (is_control(line, VLNEXT, byte))
		begin_literal(line);
	else
		return 0;
	return 1;
}

static void
take_canonical(struct line *line, u8 byte)
{
	if (is_erase(line, byte)) {
		edit_erase(line);
	} else if (is_control(line, VKILL, byte)) {
		edit_kill(line);
	} else if (byte == '\n') {
		edit_echo_newline(line);
		store(line, byte, MARK_LINE_END);
	} else if (is_control(line, VEOF, byte)) {
		store(line, byte, MARK_EOF);
	} else if (is_control(line, VEOL, byte) || is_control(line, VEOL2, byte)) {
		store_and_echo(line, byte, MARK_LINE_END);
	} else if (!take_extended(line, byte)) {
		store_and_echo(line, byte, MARK_NONE);
	}
}

static void
take_raw(struct line *line, u8 byte)
{
	if (has_room(line) && byte == '\n' && has_flag(line, ECHO))
		edit_echo_newline(line);
	else if (has_room(line))
		edit_echo(line, byte);
	store(line, byte, MARK_NONE);
}

/* What waited is for the job that is interrupted, as POSIX has it; the echo comes after. */
static void
ask_for_signal(struct line *line, int signal, u8 byte)
{
	line->signals |= 1u << signal;
	line->is_stopped = 0;
	if (!has_flag(line, NOFLSH))
		(void)line_flush(line, TCIOFLUSH);
	edit_echo(line, byte);
}

static int
take_signal(struct line *line, u8 byte)
{
	if (!has_flag(line, ISIG))
		return 0;
	if (is_control(line, VINTR, byte))
		ask_for_signal(line, SIGINT, byte);
	else if (is_control(line, VQUIT, byte))
		ask_for_signal(line, SIGQUIT, byte);
	else if (is_control(line, VSUSP, byte))
		ask_for_signal(line, SIGTSTP, byte);
	else
		return 0;
	return 1;
}

/* Returns whether the byte was meant for the flow of output alone. */
static int
take_flow_control(struct line *line, u8 byte)
{
	tcflag_t flags = line->termios.c_iflag;

	if (!(flags & IXON))
		return 0;
	if (is_control(line, VSTOP, byte)) {
		line->is_stopped = !(line->is_stopped && is_control(line, VSTART, byte));
		return 1;
	}
	if (is_control(line, VSTART, byte) || flags & IXANY)
		line->is_stopped = 0;
	return is_control(line, VSTART, byte);
}

/* What the byte becomes, or -1 for nothing. */
static int
map(const struct line *line, u8 byte)
{
	tcflag_t flags = line->termios.c_iflag;

	if (byte == '\r' && flags & IGNCR)
		return -1;
	if (byte == '\r' && flags & ICRNL)
		return '\n';
	if (byte == '\n' && flags & INLCR)
		return '\r';
	return byte;
}

void
input_take(struct line *line, u8 byte)
{
	int mapped = map(line, byte);

	if (mapped < 0)
		return;
	if (has_flag(line, ICANON))
		take_canonical(line, (u8)mapped);
	else
		take_raw(line, (u8)mapped);
}

static void
receive(struct line *line, u8 byte)
{
	if (line->termios.c_iflag & ISTRIP)
		byte &= ASCII_MASK;
	if (line->is_literal_next) {
		line->is_literal_next = 0;
		store_and_echo(line, byte, MARK_NONE);
		return;
	}
	if (!take_flow_control(line, byte) && !take_signal(line, byte))
		input_take(line, byte);
}

void
line_receive(struct line *line, const u8 *bytes, u32 length, u64 now_us)
{
	line->last_input_us = now_us;
	for (u32 index = 0; index < length; index++)
		receive(line, bytes[index]);
}

void
line_receive_break(struct line *line, u64 now_us)
{
	static const u8 nul = 0;
	tcflag_t flags = line->termios.c_iflag;

	if (flags & IGNBRK)
		return;
	if (!(flags & BRKINT)) {
		line_receive(line, &nul, 1, now_us);
		return;
	}
	(void)line_flush(line, TCIOFLUSH);
	line->signals |= 1u << SIGINT;
}
