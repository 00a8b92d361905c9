#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alias.h"
#include "terminal_input.h"

#define BLOCK_SIZE 1024

void
source_of_string(struct source *source, const char *text, int line)
{
	*source = (struct source){
		.kind = SOURCE_STRING, .line = line, .text = text, .length = strlen(text), .fd = -1};
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

/* Bytes read or 0 at the end; a signal that interrupts is not the end. */
static size_t
read_some(int fd, char *buffer, size_t size)
{
	ssize_t count;

	do
		count = read(fd, buffer, size);
	while (count < 0 && errno == EINTR);
	return count > 0 ? (size_t)count : 0;
}

/*
 * One line of a file that is shared. Of a file that can be positioned a block is
 * read and what follows the line is given back; of a pipe one byte after another.
 */
static size_t
read_shared_line(struct source *source)
{
	size_t length = 0, capacity = BLOCK_SIZE;
	bool can_seek = lseek(source->fd, 0, SEEK_CUR) >= 0;

	for (;;) {
		size_t count = read_some(source->fd, source->buffer + length,
				can_seek ? capacity - length : 1);
		char *newline = memchr(source->buffer + length, '\n', count);

		if (newline != NULL) {
			size_t used = (size_t)(newline + 1 - (source->buffer + length));

			if (count > used)
				lseek(source->fd, (off_t)used - (off_t)count, SEEK_CUR);
			return length + used;
		}
		length += count;
		if (count == 0)
			return length;
		if (length == capacity) {
			capacity *= 2;
			source->buffer = reallocate(source->buffer, capacity);
		}
	}
}

/* Reads the next piece of text; false at the end. */
static bool
refill(struct source *source)
{
	char *old = source->buffer;

	if (source->kind == SOURCE_STRING || source->at_end)
		return false;
	if (source->kind == SOURCE_TERMINAL) {
		/* Reading may unwind, and then the source is closed: it must not hold a freed line. */
		source->buffer = NULL;
		free(old);
		source->buffer = terminal_read_line(source->second_prompt);
		source->second_prompt = true;
		source->length = source->buffer != NULL ? strlen(source->buffer) : 0;
	} else {
		source->buffer = reallocate(source->buffer, BLOCK_SIZE);
		source->length = source->kind == SOURCE_SHARED ?
				read_shared_line(source) :
				read_some(source->fd, source->buffer, BLOCK_SIZE);
	}
	source->text = source->buffer;
	source->position = source->shown = 0;
	source->at_end = source->length == 0;
	return !source->at_end;
}

/* Under -v each line is shown when its first byte is read. */
static void
show_line(struct source *source)
{
	const char *start = source->text + source->position;
	size_t left = source->length - source->position;
	const char *newline = memchr(start, '\n', left);
	size_t length = newline != NULL ? (size_t)(newline + 1 - start) : left;

	if (source->kind == SOURCE_STRING || source->position < source->shown)
		return;
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
