#include "line_editor.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "completion.h"
#include "history.h"
#include "memory.h"

#define CAPACITY_MIN 64
#define CONTROL(letter) ((letter)&0x1f)
#define KEY_ESCAPE 0x1b
#define KEY_BACKSPACE 0x7f
#define UTF8_CONTINUATION_MASK 0xc0
#define UTF8_CONTINUATION 0x80

/* Keys that are more than one byte. */
enum key {
	KEY_END_OF_INPUT = -1,
	KEY_NOTHING = 0x100,
	KEY_UP, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_DELETE,
	KEY_WORD_LEFT, KEY_WORD_RIGHT,
};

struct editor {
	struct line_display display;
	char *text;
	size_t length, capacity;
	size_t cursor;         /* a byte offset, at the start of a character */
	size_t history_index;  /* history_count(): the new line */
	char *new_line;        /* what was typed before going through the history */
	bool was_tab;          /* the last key was a Tab that could not decide */
};

/* A signal that has no handler here interrupts nothing; the shell's SIGINT comes as a byte. */
static int
read_byte(void)
{
	unsigned char byte;
	ssize_t count;

	do
		count = read(STDIN_FILENO, &byte, 1);
	while (count < 0 && errno == EINTR);
	return count == 1 ? byte : KEY_END_OF_INPUT;
}

/* ESC [ digits ~ */
static int
key_of_number(int digit)
{
	int byte;

	do
		byte = read_byte();
	while ((byte >= '0' && byte <= '9') || byte == ';');
	if (byte != '~')
		return KEY_NOTHING;
	switch (digit) {
	case '1':
	case '7': return KEY_HOME;
	case '4':
	case '8': return KEY_END;
	case '3': return KEY_DELETE;
	default: return KEY_NOTHING;
	}
}

/* What follows an escape byte. */
static int
read_escape(void)
{
	int byte = read_byte();

	if (byte == 'b')
		return KEY_WORD_LEFT;
	if (byte == 'f')
		return KEY_WORD_RIGHT;
	if (byte != '[' && byte != 'O')
		return byte == KEY_END_OF_INPUT ? byte : KEY_NOTHING;
	byte = read_byte();
	switch (byte) {
	case 'A': return KEY_UP;
	case 'B': return KEY_DOWN;
	case 'C': return KEY_RIGHT;
	case 'D': return KEY_LEFT;
	case 'H': return KEY_HOME;
	case 'F': return KEY_END;
	default: return byte >= '0' && byte <= '9' ? key_of_number(byte) : KEY_NOTHING;
	}
}

static int
read_key(void)
{
	int byte = read_byte();

	return byte == KEY_ESCAPE ? read_escape() : byte;
}

static void
draw(struct editor *e)
{
	line_display_draw(&e->display, e->text, e->length, e->cursor);
}

static bool
is_continuation(char byte)
{
	return ((unsigned char)byte & UTF8_CONTINUATION_MASK) == UTF8_CONTINUATION;
}

static size_t
character_before(const struct editor *e, size_t at)
{
	while (at > 0 && is_continuation(e->text[--at]))
		;
	return at;
}

static size_t
character_behind(const struct editor *e, size_t at)
{
	if (at < e->length)
		at++;
	while (at < e->length && is_continuation(e->text[at]))
		at++;
	return at;
}

static size_t
word_before(const struct editor *e, size_t at)
{
	while (at > 0 && e->text[at - 1] == ' ')
		at--;
	while (at > 0 && e->text[at - 1] != ' ')
		at--;
	return at;
}

static size_t
word_behind(const struct editor *e, size_t at)
{
	while (at < e->length && e->text[at] == ' ')
		at++;
	while (at < e->length && e->text[at] != ' ')
		at++;
	return at;
}

static void
insert(struct editor *e, const char *bytes, size_t length)
{
	if (e->length + length + 1 > e->capacity) {
		e->capacity = (e->length + length + 1) * 2 + CAPACITY_MIN;
		e->text = reallocate(e->text, e->capacity);
	}
	memmove(e->text + e->cursor + length, e->text + e->cursor, e->length - e->cursor);
	memcpy(e->text + e->cursor, bytes, length);
	e->length += length;
	e->cursor += length;
	e->text[e->length] = '\0';
}

/* Takes bytes from .. to out; the cursor stands where they were. */
static void
cut(struct editor *e, size_t from, size_t to)
{
	memmove(e->text + from, e->text + to, e->length - to);
	e->length -= to - from;
	e->text[e->length] = '\0';
	e->cursor = from;
}

static void
replace_line(struct editor *e, const char *line)
{
	cut(e, 0, e->length);
	insert(e, line, strlen(line));
}

static void
go_in_history(struct editor *e, int step)
{
	size_t count = history_count();

	if ((step < 0 && e->history_index == 0) || (step > 0 && e->history_index >= count))
		return;
	if (e->history_index == count) {
		free(e->new_line);
		e->new_line = copy_string(e->text);
	}
	e->history_index = step < 0 ? e->history_index - 1 : e->history_index + 1;
	replace_line(e, e->history_index == count ? e->new_line :
			history_get(e->history_index));
}

/* The newest line before the index that has the pattern in it; the index itself when none has. */
static size_t
find_in_history(const char *pattern, size_t before)
{
	for (size_t i = before; i > 0; i--)
		if (strstr(history_get(i - 1), pattern) != NULL)
			return i - 1;
	return before;
}

/*
 * ^R: each key narrows the search, ^R again goes on to older lines. Returns the
 * key that ended it, which is still to be obeyed.
 */
static int
search_history(struct editor *e)
{
	struct text pattern = {.arena = &scratch};
	const char *prompt = e->display.prompt;
	size_t found = history_count();
	int key;

	text_string(&pattern);
	for (;;) {
		e->display.prompt = format_string("(search)'%s': ", pattern.bytes);
		draw(e);
		key = read_key();
		if (key == CONTROL('R')) {
			found = find_in_history(pattern.bytes, found);
		} else if (key == KEY_BACKSPACE || key == CONTROL('H')) {
			pattern.length -= pattern.length > 0;
			pattern.bytes[pattern.length] = '\0';
			found = find_in_history(pattern.bytes, history_count());
		} else if (key >= ' ' && key < KEY_NOTHING) {
			text_add(&pattern, (char)key);
			found = find_in_history(pattern.bytes, history_count());
		} else {
			break;
		}
		if (found < history_count()) {
			replace_line(e, history_get(found));
			e->history_index = found;
		}
	}
	e->display.prompt = prompt;
	return key;
}

/* Prints the possible completions below the line. */
static void
list_completions(struct editor *e, const struct completions *found)
{
	size_t width = 0, columns, per_row;

	for (size_t i = 0; i < found->count; i++) {
		size_t length = count_characters(found->names[i], strlen(found->names[i]));

		width = length > width ? length : width;
	}
	width += 2;
	columns = terminal_columns();
	per_row = columns / width > 0 ? columns / width : 1;
	for (size_t i = 0; i < found->count; i++)
		fprintf(stderr, "%s%-*s", i % per_row == 0 ? "\n" : "", (int)width,
				found->names[i]);
	fputs("\n", stderr);
	e->display.cursor_row = 0;
}

static void
complete(struct editor *e)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct completions found = completions_find(e->text, e->cursor);

	if (found.count > 0 && *found.insertion != '\0')
		insert(e, found.insertion, strlen(found.insertion));
	else if (found.count > 1 && e->was_tab)
		list_completions(e, &found);
	e->was_tab = found.count > 1;
	arena_release(&scratch, mark);
}

/* A byte of a character that was typed. */
static void
type(struct editor *e, char byte)
{
	insert(e, &byte, 1);
	if (e->cursor == e->length)
		line_display_append(&e->display, e->text, e->length);
	else
		draw(e);
}

/* Keys that move or delete; any other one does nothing. */
static void
edit_by_key(struct editor *e, int key)
{
	size_t cursor = e->cursor;

	switch (key) {
	case CONTROL('A'):
	case KEY_HOME: e->cursor = 0; break;
	case CONTROL('E'):
	case KEY_END: e->cursor = e->length; break;
	case CONTROL('B'):
	case KEY_LEFT: e->cursor = character_before(e, cursor); break;
	case CONTROL('F'):
	case KEY_RIGHT: e->cursor = character_behind(e, cursor); break;
	case KEY_WORD_LEFT: e->cursor = word_before(e, cursor); break;
	case KEY_WORD_RIGHT: e->cursor = word_behind(e, cursor); break;
	case CONTROL('P'):
	case KEY_UP: go_in_history(e, -1); break;
	case CONTROL('N'):
	case KEY_DOWN: go_in_history(e, 1); break;
	case CONTROL('H'):
	case KEY_BACKSPACE: cut(e, character_before(e, cursor), cursor); break;
	case CONTROL('D'):
	case KEY_DELETE:
		cut(e, cursor, character_behind(e, cursor));
		break;
	case CONTROL('K'): cut(e, cursor, e->length); break;
	case CONTROL('U'): cut(e, 0, cursor); break;
	case CONTROL('W'): cut(e, word_before(e, cursor), cursor); break;
	case CONTROL('L'):
		fputs("\033[H\033[2J", stderr);
		e->display.cursor_row = 0;
		break;
	default: break;
	}
}

/* Moves below the line, where what follows is to be printed. */
static void
leave_line(struct editor *e, const char *mark)
{
	if (e->cursor < e->length) {
		e->cursor = e->length;
		draw(e);
	}
	fprintf(stderr, "%s\n", mark);
	fflush(stderr);
}

static enum edit_result
edit(struct editor *e)
{
	for (;;) {
		int key = read_key();

		if (key == CONTROL('R')) {
			key = search_history(e);
			draw(e);
		}
		if (key == '\r' || key == '\n') {
			leave_line(e, "");
			return EDIT_LINE;
		}
		if (key == CONTROL('C')) {
			leave_line(e, "^C");
			return EDIT_INTERRUPTED;
		}
		if (key == KEY_END_OF_INPUT || (key == CONTROL('D') && e->length == 0))
			return EDIT_END;
		if (key != '\t')
			e->was_tab = false;
		if (key >= ' ' && key < KEY_NOTHING && key != KEY_BACKSPACE) {
			type(e, (char)key);
		} else {
			if (key == '\t')
				complete(e);
			else
				edit_by_key(e, key);
			draw(e);
		}
	}
}

enum edit_result
line_edit(const char *prompt, char **line)
{
	struct editor e = {.display = {.prompt = prompt}, .history_index = history_count()};
	enum edit_result result;

	insert(&e, "", 0);
	line_display_begin(&e.display);
	result = edit(&e);
	free(e.new_line);
	*line = e.text;
	if (result == EDIT_LINE) {
		history_add(e.text);
	} else {
		free(e.text);
		*line = NULL;
	}
	return result;
}
