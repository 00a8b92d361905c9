/* See edit.h. */
#include <string.h>

#include "columns.h"
#include "edit.h"
#include "output.h"
#include "queue.h"

#define DEL 0x7f
#define CONTROL_TO_LETTER 0x40 /* ^A is 0x01, 'A' is 0x41; and DEL is ^? */

static int
has_flag(const struct line *line, tcflag_t flag)
{
	return (line->termios.c_lflag & flag) != 0;
}

static void
print(struct line *line, const char *text)
{
	output_echo(line, (const u8 *)text, strlen(text));
}

/* Whether it is echoed as ^ and a letter. */
static int
shows_as_control(const struct line *line, u8 byte)
{
	return has_flag(line, ECHOCTL) && (byte < ' ' || byte == DEL) && byte != '\t';
}

static void
print_character(struct line *line, u8 byte)
{
	u8 as_control[2] = {'^', byte ^ CONTROL_TO_LETTER};

	if (shows_as_control(line, byte))
		output_echo(line, as_control, sizeof(as_control));
	else
		output_echo(line, &byte, 1);
}

void
edit_echo(struct line *line, u8 byte)
{
	if (has_flag(line, ECHO))
		print_character(line, byte);
}

void
edit_echo_newline(struct line *line)
{
	if (has_flag(line, ECHO | ECHONL))
		print(line, "\n");
}

void
edit_note_start(struct line *line)
{
	if (input_queue_unfinished(&line->input) == 0)
		line->edit_column = line->tracker.column;
}

/* The column after the first `length` bytes of the line being edited. */
static u32
column_after(const struct line *line, u32 length)
{
	u32 column = line->edit_column;

	for (u32 index = 0; index < length; index++) {
		u8 byte = input_queue_at(&line->input, line->input.complete + index);

		if (byte == '\t')
			column += TAB_WIDTH - column % TAB_WIDTH;
		else if (shows_as_control(line, byte))
			column += 2;
		else if (byte >= ' ' && !is_utf8_continuation(byte))
			column++;
	}
	return column;
}

static u8
last_byte(const struct line *line)
{
	return input_queue_at(&line->input, line->input.count - 1);
}

/* Bytes of the last character: what continues it goes with it. */
static u32
last_character_length(const struct line *line)
{
	u32 unfinished = input_queue_unfinished(&line->input);
	u32 length = 1;

	while (length < unfinished &&
	       is_utf8_continuation(input_queue_at(&line->input, line->input.count - length)))
		length++;
	return length;
}

static void
drop_last(struct line *line, u32 length)
{
	while (length-- > 0)
		input_queue_drop_last(&line->input);
}

/* Overwrites with blanks; a tab held blanks already, so that going back is enough. */
static void
rub_out(struct line *line, u32 columns, u8 byte)
{
	while (columns-- > 0)
		print(line, byte == '\t' ? "\b" : "\b \b");
}

static void
erase_character(struct line *line, int is_shown)
{
	u32 unfinished = input_queue_unfinished(&line->input);
	u32 length = last_character_length(line);
	u32 columns = column_after(line, unfinished) - column_after(line, unfinished - length);
	u8 byte = last_byte(line);

	drop_last(line, length);
	if (is_shown)
		rub_out(line, columns, byte);
}

static int
erases_on_screen(const struct line *line)
{
	return has_flag(line, ECHO) && has_flag(line, ECHOE);
}

void
edit_erase(struct line *line)
{
	if (input_queue_unfinished(&line->input) == 0)
		return;
	erase_character(line, erases_on_screen(line));
	if (has_flag(line, ECHO) && !has_flag(line, ECHOE))
		print_character(line, line->termios.c_cc[VERASE]);
}

static int
ends_in_blank(const struct line *line)
{
	return last_byte(line) == ' ' || last_byte(line) == '\t';
}

void
edit_erase_word(struct line *line)
{
	const struct input_queue *input = &line->input;
	int is_shown = erases_on_screen(line);

	while (input_queue_unfinished(input) > 0 && ends_in_blank(line))
		erase_character(line, is_shown);
	while (input_queue_unfinished(input) > 0 && !ends_in_blank(line))
		erase_character(line, is_shown);
}

void
edit_kill(struct line *line)
{
	u32 unfinished = input_queue_unfinished(&line->input);
	u32 columns = column_after(line, unfinished) - line->edit_column;

	drop_last(line, unfinished);
	if (erases_on_screen(line) && has_flag(line, ECHOKE)) {
		rub_out(line, columns, ' ');
	} else if (has_flag(line, ECHO)) {
		print_character(line, line->termios.c_cc[VKILL]);
		if (has_flag(line, ECHOK))
			print(line, "\n");
	}
}

void
edit_reprint(struct line *line)
{
	u32 unfinished = input_queue_unfinished(&line->input);

	if (!has_flag(line, ECHO))
		return;
	print_character(line, line->termios.c_cc[VREPRINT]);
	print(line, "\n");
	line->edit_column = line->tracker.column;
	for (u32 index = 0; index < unfinished; index++)
		print_character(line, input_queue_at(&line->input, line->input.complete + index));
}
