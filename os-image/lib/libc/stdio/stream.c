/*
 * The standard streams. A line-buffered stream writes when a line is complete,
 * when its buffer is full, and at exit; an unbuffered one at the end of each
 * stdio call, so that one call's text leaves in one piece if it fits.
 */
#include "stream.h"

#include <string.h>
#include <unistd.h>

static struct stream output = {.fd = STDOUT_FILENO, .buffering = BUFFER_LINE};
static struct stream errors = {.fd = STDERR_FILENO, .buffering = BUFFER_NONE};

FILE *const stdout = &output;
FILE *const stderr = &errors;

static int
flush(FILE *stream)
{
	size_t done = 0;

	while (done < stream->used) {
		ssize_t written = write(stream->fd, stream->buffer + done, stream->used - done);

		if (written < 0) {
			stream->failed = 1;
			stream->used = 0;
			return EOF;
		}
		done += (size_t)written;
	}
	stream->used = 0;
	return 0;
}

int
stream_put(FILE *stream, const char *text, size_t length)
{
	int line_ended = 0;

	while (length > 0) {
		size_t room = sizeof(stream->buffer) - stream->used;
		size_t part = length < room ? length : room;

		memcpy(stream->buffer + stream->used, text, part);
		stream->used += part;
		line_ended |= memchr(text, '\n', part) != NULL;
		text += part;
		length -= part;
		if (stream->used == sizeof(stream->buffer) && flush(stream) != 0)
			return EOF;
	}
	if (stream->buffering == BUFFER_LINE && line_ended)
		return flush(stream);
	return 0;
}

int
fflush(FILE *stream)
{
	int result = 0;

	if (stream == NULL || stream == stdout)
		result |= flush(stdout);
	if (stream == NULL || stream == stderr)
		result |= flush(stderr);
	return result;
}

int
ferror(FILE *stream)
{
	return stream->failed;
}
