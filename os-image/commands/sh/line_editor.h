/*
 * Editing one line on a terminal that knows the usual escape sequences. Bytes
 * are UTF-8, each character one column wide; the line wraps at any width.
 *
 * Keys: cursor keys, Home and End, Delete, ^A ^B ^D ^E ^F ^H ^K ^L ^N ^P ^U ^W,
 * M-b and M-f by words, Tab to complete, up and down through the history, ^R to
 * search in it, ^C to give the line up.
 */
#ifndef SH_LINE_EDITOR_H
#define SH_LINE_EDITOR_H

#include <stddef.h>

enum edit_result {
	EDIT_LINE,        /* Enter */
	EDIT_INTERRUPTED, /* ^C */
	EDIT_END,         /* ^D on an empty line, or no more input */
};

/* Reads keys from standard input (in raw mode) and draws on standard error.
 * For EDIT_LINE *line is the line without a newline, to be freed. */
enum edit_result line_edit(const char *prompt, char **line);

/* ---- line_display.c ---- */

/* What of a line is on the screen. */
struct line_display {
	const char *prompt;
	size_t cursor_row; /* rows from the first one to the cursor, as last drawn */
};

/* The columns of the terminal: as it says, else 80. */
size_t terminal_columns(void);
/* Characters in the first `length` bytes of UTF-8. */
size_t count_characters(const char *text, size_t length);
/* Shows the prompt of a line that has nothing in it yet. */
void line_display_begin(struct line_display *display);
/* Shows the last byte of a text whose end the cursor is at. */
void line_display_append(struct line_display *display, const char *text, size_t length);
/* Draws prompt and text anew over what was drawn before; cursor is a byte offset. */
void line_display_draw(struct line_display *display, const char *text, size_t length,
		size_t cursor);

#endif
