#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alias.h"
#include "terminal_input.h"

#define BLOCK_SIZE 1024
#define KEPT_BYTES 1 /* of the text before, in front of the buffer */

void
source_of_string(struct source *source, const char *text, int line)
{
	*source = (struct source){.kind = SOURCE_STRING, .line = line, .text = text, .fd = -1};
	source->length = strlen(text);
}

void
source_of_file(struct source *source, enum source_kind kind, int fd)
{
	*source = (struct source){.kind = kind, .line = 1, .fd = fd};
}

void
source_close(struct source *source)
{
	while (source->inserted != NULL) {
		source->inserted->alias->is_in_use = false;
		source->inserted = source->inserted->outer;
	}
	free(source->buffer);
	source->buffer = NULL;
	source->length = source->position = 0;
	source->at_end = true;
}

/* Bytes read, 0 at the end, or below 0 for an error; a signal that interrupts is not one. */
static ssize_t
read_on(int fd, char *buffer, size_t size)
{
	ssize_t count;

	do
		count = read(fd, buffer, size);
	while (count < 0 && errno == EINTR);
	return count;
}

/* What can't be read is the end of standard input, a terminal that is gone, say. */
static size_t
read_some(int fd, char *buffer, size_t size)
{
	ssize_t count = read_on(fd, buffer, size);

	return count > 0 ? (size_t)count : 0;
}

/* A script that is cut off by an error must not pass for one that is over, and has succeeded. */
static size_t
read_script(int fd, char *buffer, size_t size)
{
	ssize_t count = read_on(fd, buffer, size);

	if (count < 0)
		shell_error(STATUS_ERROR, "the script can't be read: %s", strerror(errno));
	return (size_t)count;
}

/* Makes room for so many bytes behind the kept one. */
static char *
reserve(struct source *source, size_t size)
{
	source->buffer = reallocate(source->buffer, KEPT_BYTES + size);
	return source->buffer + KEPT_BYTES;
}

/*
 * One line of a file that is shared: its length. Of a file that can be positioned
 * a block is read and what follows the line is given back; of a pipe one byte
 * after another.
 */
static size_t
read_shared_line(struct source *source)
{
	size_t length = 0, capacity = BLOCK_SIZE;
	bool can_seek = lseek(source->fd, 0, SEEK_CUR) >= 0;

	for (;;) {
		char *to = reserve(source, capacity) + length;
		size_t count = read_some(source->fd, to, can_seek ? capacity - length : 1);
		char *newline = memchr(to, '\n', count);

		if (newline != NULL) {
			size_t used = (size_t)(newline + 1 - to);

			if (count > used)
				lseek(source->fd, (off_t)used - (off_t)count, SEEK_CUR);
			return length + used;
		}
		length += count;
		if (count == 0)
			return length;
		if (length == capacity)
			capacity *= 2;
	}
}

static size_t
read_terminal_line(struct source *source)
{
	char *line = terminal_read_line(source->second_prompt);
	size_t length = line != NULL ? strlen(line) : 0;

	source->second_prompt = true;
	memcpy(reserve(source, length), line != NULL ? line : "", length);
	free(line);
	return length;
}

/*
 * Reads the next piece of text; false at the end. The last byte of the piece
 * before is kept in front, so that one can always step back over it.
 */
static bool
refill(struct source *source)
{
	char last = source->length > 0 ? source->text[source->length - 1] : '\0';
	size_t length;

	if (source->kind == SOURCE_STRING || source->at_end)
		return false;
	if (source->kind == SOURCE_TERMINAL)
		length = read_terminal_line(source);
	else if (source->kind == SOURCE_SHARED)
		length = read_shared_line(source);
	else
		length = read_script(source->fd, reserve(source, BLOCK_SIZE), BLOCK_SIZE);
	source->buffer[0] = last;
	source->text = source->buffer;
	source->length = KEPT_BYTES + length;
	source->position = source->shown = KEPT_BYTES;
	source->at_end = length == 0;
	return !source->at_end;
}

/* Under -v each line is shown when its first byte is read. */
static void
show_line(struct source *source)
{
	const char *start = source->text + source->position, *newline;
	size_t length = source->length - source->position;

	if (source->kind == SOURCE_STRING || source->position < source->shown)
		return;
	newline = memchr(start, '\n', length);
	if (newline != NULL)
		length = (size_t)(newline + 1 - start);
	source->shown = source->position + length;
	if (option(OPTION_VERBOSE))
		fwrite(start, 1, length, stderr);
}

int
source_get(struct source *source)
{
	char byte;

	while (source->inserted != NULL) {
		if (*source->inserted->at != '\0')
			return (unsigned char)*source->inserted->at++;
		source->inserted->alias->is_in_use = false;
		source->inserted = source->inserted->outer;
	}
	/* A NUL byte means nothing to a shell: it is left out. */
	do {
		if (source->position == source->length && !refill(source))
			return INPUT_END;
		show_line(source);
		byte = source->text[source->position++];
	} while (byte == '\0');
	if (byte == '\n')
		source->line++;
	return (unsigned char)byte;
}

void
source_unget(struct source *source, int byte)
{
	if (byte == INPUT_END)
		return;
	if (source->inserted != NULL) {
		source->inserted->at--;
		return;
	}
	if (byte == '\n')
		source->line--;
	source->position--;
}

void
source_insert(struct source *source, struct arena *arena, struct alias *alias, const char *text)
{
	struct inserted_text *inserted = arena_allocate(arena, sizeof(*inserted));

	*inserted = (struct inserted_text){
		.outer = source->inserted,
		.alias = alias,
		.at = arena_copy(arena, text, strlen(text)),
	};
	alias->is_in_use = true;
	source->inserted = inserted;
}

void
source_drop_line(struct source *source)
{
	while (source->inserted != NULL) {
		source->inserted->alias->is_in_use = false;
		source->inserted = source->inserted->outer;
	}
	source->position = source->length;
}
