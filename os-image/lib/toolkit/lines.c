/*
 * Lines of any length: a buffer that is filled in blocks and grows when one line
 * fills it. The newline is overwritten by the NUL that ends the line, and one
 * byte behind the data is kept free for the last line's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>

void
lines_begin(struct line_reader *reader, int fd)
{
	*reader = (struct line_reader){.fd = fd, .size = BLOCK_SIZE};
	reader->buffer = need_memory(reader->size + 1);
}

void
lines_end(struct line_reader *reader)
{
	free(reader->buffer);
	reader->buffer = NULL;
}

/* More bytes behind those that are there; false at the end or on an error. */
static bool
fill(struct line_reader *reader)
{
	ssize_t got;

	if (reader->at_end)
		return false;
	if (reader->begin > 0) {
		reader->end -= reader->begin;
		memmove(reader->buffer, reader->buffer + reader->begin, reader->end);
		reader->begin = 0;
	}
	if (reader->end == reader->size) {
		reader->size *= 2;
		reader->buffer = need_more_memory(reader->buffer, reader->size + 1);
	}
	got = read_block(reader->fd, reader->buffer + reader->end, reader->size - reader->end);
	if (got <= 0) {
		reader->at_end = true;
		reader->error = got < 0 ? errno : 0;
		return false;
	}
	reader->end += (size_t)got;
	return true;
}

bool
lines_next(struct line_reader *reader)
{
	size_t searched = 0;
	char *newline;

	for (;;) {
		size_t there = reader->end - reader->begin;
		char *from = reader->buffer + reader->begin;

		newline = memchr(from + searched, '\n', there - searched);
		if (newline != NULL)
			break;
		searched = there;
		if (!fill(reader))
			break;
	}
	reader->line = reader->buffer + reader->begin;
	reader->had_newline = newline != NULL;
	if (reader->error != 0 || (newline == NULL && reader->begin == reader->end))
		return false;
	if (newline == NULL)
		newline = reader->buffer + reader->end;
	reader->length = (size_t)(newline - reader->line);
	reader->begin += reader->length + reader->had_newline;
	*newline = '\0';
	return true;
}
