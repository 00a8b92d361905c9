/*
 * read: one line, split at IFS into variables; the last one takes the rest. It
 * reads no byte behind the newline, since the next command may want it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../parser.h"
#include "../trap.h"
#include "../vars.h"
#include "builtins.h"

/* A line with a parallel string that has a 1 for each byte that a backslash protects. */
struct line {
	struct text bytes, marks;
	bool is_complete; /* a newline ended it */
};

#define MARK_PLAIN 0
#define MARK_PROTECTED 1

static void
add(struct line *line, char byte, char mark)
{
	text_add(&line->bytes, byte);
	text_add(&line->marks, mark);
}

/* One byte of standard input; false at the end. A signal with an action ends the builtin. */
static bool
get_byte(char *byte)
{
	for (;;) {
		ssize_t count = read(STDIN_FILENO, byte, 1);

		if (count > 0)
			return true;
		if (count == 0 || errno != EINTR)
			return false;
		if (trap_is_pending())
			shell_unwind(STATUS_OF_SIGNAL + trap_first_pending());
	}
}

static void
read_line(struct line *line, bool is_raw)
{
	char byte;

	while (get_byte(&byte)) {
		if (byte == '\n') {
			line->is_complete = true;
			return;
		}
		if (byte != '\\' || is_raw) {
			if (byte != '\0')
				add(line, byte, MARK_PLAIN);
			continue;
		}
		if (!get_byte(&byte))
			return;
		if (byte != '\n')
			add(line, byte, MARK_PROTECTED);
	}
}

static bool
separates(const struct line *line, size_t at, const char *ifs)
{
	return line->marks.bytes[at] == MARK_PLAIN && strchr(ifs, line->bytes.bytes[at]) != NULL;
}

static bool
separates_as_blank(const struct line *line, size_t at, const char *ifs)
{
	return separates(line, at, ifs) && strchr(" \t\n", line->bytes.bytes[at]) != NULL;
}

static size_t
skip_blanks(const struct line *line, size_t at, const char *ifs)
{
	while (at < line->bytes.length && separates_as_blank(line, at, ifs))
		at++;
	return at;
}

/* The end of the field at `at`; *next is behind the separator. */
static size_t
field_end(const struct line *line, size_t at, const char *ifs, size_t *next)
{
	size_t end = at;

	while (end < line->bytes.length && !separates(line, end, ifs))
		end++;
	*next = skip_blanks(line, end, ifs);
	if (*next < line->bytes.length && separates(line, *next, ifs))
		*next = skip_blanks(line, *next + 1, ifs);
	return end;
}

/*
 * The end of the rest of the line as the last variable has it: without blanks at
 * its end; and when it is one field alone, without the separator behind that.
 */
static size_t
rest_end(const struct line *line, size_t at, const char *ifs)
{
	size_t next, end = field_end(line, at, ifs, &next);

	if (next == line->bytes.length)
		return end;
	end = line->bytes.length;
	while (end > at && separates_as_blank(line, end - 1, ifs))
		end--;
	return end;
}

static void
assign_fields(const struct line *line, char **names)
{
	const char *ifs = format_string("%s", var_ifs());
	size_t at = skip_blanks(line, 0, ifs);

	for (; *names != NULL; names++) {
		size_t next = line->bytes.length;
		size_t end = names[1] != NULL ? field_end(line, at, ifs, &next) :
				rest_end(line, at, ifs);

		var_set(*names, arena_copy(&scratch, line->bytes.bytes + at, end - at));
		at = next;
	}
}

int
builtin_read(int argc, char **argv, unsigned flags)
{
	struct line line = {.bytes = {.arena = &scratch}, .marks = {.arena = &scratch}};
	char *prompt = NULL;
	bool is_raw = false;
	int next = 1, letter;

	(void)argc;
	(void)flags;
	while ((letter = builtin_option(argv, &next, "rp:", &prompt)) != 0)
		is_raw |= letter == 'r';
	if (argv[next] == NULL)
		shell_error(STATUS_ERROR, "arg count");
	for (int i = next; argv[i] != NULL; i++)
		if (!is_valid_name(argv[i]))
			shell_error(STATUS_ERROR, "%s: bad variable name", argv[i]);
	if (prompt != NULL && isatty(STDIN_FILENO))
		fputs(prompt, stderr);
	text_string(&line.bytes);
	read_line(&line, is_raw);
	assign_fields(&line, argv + next);
	return line.is_complete ? 0 : 1;
}
