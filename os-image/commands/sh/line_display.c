#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "line_editor.h"
#include "memory.h"

#define DEFAULT_COLUMNS 80
#define UTF8_CONTINUATION_MASK 0xc0
#define UTF8_CONTINUATION 0x80

size_t
terminal_columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return DEFAULT_COLUMNS;
	return size.ws_col;
}

size_t
count_characters(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & UTF8_CONTINUATION_MASK) != UTF8_CONTINUATION;
	return count;
}

/* The last line of a prompt: what is drawn anew. */
static const char *
last_line(const char *prompt)
{
	const char *newline = strrchr(prompt, '\n');

	return newline != NULL ? newline + 1 : prompt;
}

/* Columns of the last line of a prompt, escape sequences for colours left out. */
static size_t
prompt_columns(const char *prompt)
{
	size_t columns = 0;

	for (const char *at = last_line(prompt); *at != '\0'; at++) {
		if (at[0] == '\033' && at[1] == '[') {
			at += 2 + strcspn(at + 2, "ABCDHJKfhlmsu");
			if (*at == '\0')
				break;
			continue;
		}
		columns += count_characters(at, 1);
	}
	return columns;
}

void
line_display_begin(struct line_display *display)
{
	fputs(display->prompt, stderr);
	fflush(stderr);
	display->cursor_row = prompt_columns(display->prompt) / terminal_columns();
}

/* What is typed at the end needs no drawing, unless a row is full. */
void
line_display_append(struct line_display *display, const char *text, size_t length)
{
	size_t columns = prompt_columns(display->prompt) + count_characters(text, length);

	if (columns % terminal_columns() == 0) {
		line_display_draw(display, text, length, length);
		return;
	}
	fputc((unsigned char)text[length - 1], stderr);
	fflush(stderr);
}

/* One write for all, so that nothing flickers. */
void
line_display_draw(struct line_display *display, const char *text, size_t length, size_t cursor)
{
	struct arena_mark mark = arena_mark(&scratch);
	size_t columns = terminal_columns(), start = prompt_columns(display->prompt);
	size_t end = start + count_characters(text, length);
	size_t at = start + count_characters(text, cursor);
	const char *prompt = last_line(display->prompt), *move;
	struct text out = {.arena = &scratch};

	if (display->cursor_row > 0) {
		move = format_string("\033[%zuA", display->cursor_row);
		text_append(&out, move, strlen(move));
	}
	text_append(&out, "\r\033[J", strlen("\r\033[J"));
	text_append(&out, prompt, strlen(prompt));
	text_append(&out, text, length);
	/* Behind a full row a terminal waits with the wrap until something is printed. */
	if (end > 0 && end % columns == 0)
		text_append(&out, " \r\033[K", strlen(" \r\033[K"));
	if (end / columns > at / columns) {
		move = format_string("\033[%zuA", end / columns - at / columns);
		text_append(&out, move, strlen(move));
	}
	if (at < end) {
		move = at % columns > 0 ? format_string("\r\033[%zuC", at % columns) : "\r";
		text_append(&out, move, strlen(move));
	}
	fwrite(out.bytes, 1, out.length, stderr);
	fflush(stderr);
	display->cursor_row = at / columns;
	arena_release(&scratch, mark);
}
