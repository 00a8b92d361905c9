/*
 * Unformatted input from streams. Before a terminal is asked, what is buffered
 * for terminals is written out, so that a prompt shows.
 */
#include "stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void
flush_lines(void)
{
	for (FILE *stream = streams_in_use; stream != NULL; stream = stream->following)
		if ((stream->flags & STREAM_LINES) != 0)
			stream_flush(stream);
}

/* Makes a stream that is not reading read. 0 or EOF. */
static int
begin(FILE *stream)
{
	if ((stream->flags & STREAM_READABLE) == 0) {
		stream->flags |= STREAM_ERROR;
		errno = EBADF;
		return EOF;
	}
	stream_start(stream);
	if (stream_idle(stream) != 0)
		return EOF;
	stream->read_end = stream->buffer;
	return 0;
}

/* read, with the end or the error noted; 0 then. */
static size_t
read_directly(FILE *stream, void *to, size_t length)
{
	ssize_t got;

	if ((stream->flags & STREAM_EOF) != 0)
		return 0;
	if ((stream->flags & (STREAM_LINES | STREAM_UNBUFFERED)) != 0)
		flush_lines();
	got = read(stream->fd, to, length);
	if (got > 0)
		return (size_t)got;
	stream->flags |= got == 0 ? STREAM_EOF : STREAM_ERROR;
	return 0;
}

int
stream_fill(FILE *stream)
{
	size_t got;

	if (stream->read_end == NULL && begin(stream) != 0)
		return EOF;
	got = read_directly(stream, stream->buffer,
			    (stream->flags & STREAM_UNBUFFERED) != 0 ? 1 : stream->size);
	stream->next = stream->buffer;
	stream->read_end = stream->buffer + got;
	return got == 0 ? EOF : 0;
}

int
stream_fill_byte(FILE *stream)
{
	return stream_fill(stream) != 0 ? EOF : *stream->next++;
}

int
fgetc(FILE *stream)
{
	return stream_get(stream);
}

int
ungetc(int byte, FILE *stream)
{
	if (byte == EOF || (stream->read_end == NULL && begin(stream) != 0))
		return EOF;
	if (stream->next == stream->buffer - STREAM_PUSHBACK)
		return EOF;
	*--stream->next = (unsigned char)byte;
	stream->flags &= ~STREAM_EOF;
	return (unsigned char)byte;
}

/* Takes up to length bytes out of the buffer. */
static size_t
take(FILE *stream, void *to, size_t length)
{
	size_t there = (size_t)(stream->read_end - stream->next);
	size_t part = length < there ? length : there;

	memcpy(to, stream->next, part);
	stream->next += part;
	return part;
}

size_t
fread(void *restrict to, size_t size, size_t count, FILE *restrict stream)
{
	unsigned char *bytes = to;
	size_t length;
	size_t done = 0;

	if (__builtin_mul_overflow(size, count, &length)) {
		errno = EINVAL;
		return 0;
	}
	if (length == 0 || (stream->read_end == NULL && begin(stream) != 0))
		return 0;
	for (;;) {
		done += take(stream, bytes + done, length - done);
		if (done == length)
			return count;
		if (length - done >= stream->size) {
			size_t got = read_directly(stream, bytes + done, length - done);

			if (got == 0)
				break;
			done += got;
		} else if (stream_fill(stream) != 0) {
			break;
		}
	}
	return done / size;
}
