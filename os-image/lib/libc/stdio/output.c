/*
 * Unformatted output to streams. A line-buffered stream writes when a line is
 * complete; an unbuffered one at the end of each call.
 */
#include "stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Makes a stream that is not writing write. 0 or EOF. */
static int
begin(FILE *stream)
{
	if ((stream->flags & STREAM_WRITABLE) == 0) {
		stream->flags |= STREAM_ERROR;
		errno = EBADF;
		return EOF;
	}
	stream_start(stream);
	stream_idle(stream);
	stream->next = stream->buffer;
	stream->write_end = stream->buffer;
	if ((stream->flags & (STREAM_LINES | STREAM_UNBUFFERED)) == 0)
		stream->write_end += stream->size;
	return 0;
}

/* Past the buffer: for what would fill it anyway. 0 or EOF. */
static int
write_directly(FILE *stream, const unsigned char *from, size_t length)
{
	while (length > 0) {
		ssize_t written = write(stream->fd, from, length);

		if (written <= 0) {
			stream->flags |= STREAM_ERROR;
			return EOF;
		}
		from += written;
		length -= (size_t)written;
	}
	return 0;
}

int
stream_write(FILE *stream, const void *from, size_t length)
{
	const unsigned char *bytes = from;
	size_t room;

	if (stream->write_end == NULL && begin(stream) != 0)
		return EOF;
	room = (size_t)(stream->buffer + stream->size - stream->next);
	if (length >= room || (stream->flags & STREAM_UNBUFFERED) != 0) {
		if (stream->next > stream->buffer && length >= room) {
			/* Fills the buffer up, so that writes are of whole blocks. */
			memcpy(stream->next, bytes, room);
			stream->next += room;
			bytes += room;
			length -= room;
		}
		if (stream_flush(stream) != 0)
			return EOF;
		if (length >= stream->size || (stream->flags & STREAM_UNBUFFERED) != 0)
			return write_directly(stream, bytes, length);
	}
	memcpy(stream->next, bytes, length);
	stream->next += length;
	if ((stream->flags & STREAM_LINES) != 0 && memchr(bytes, '\n', length) != NULL)
		return stream_flush(stream);
	return 0;
}

int
stream_put_byte(int byte, FILE *stream)
{
	unsigned char one = (unsigned char)byte;

	return stream_write(stream, &one, 1) != 0 ? EOF : one;
}

int
fputc(int byte, FILE *stream)
{
	return stream_put(byte, stream);
}

int
fputs(const char *restrict text, FILE *restrict stream)
{
	return stream_write(stream, text, strlen(text));
}

int
puts(const char *line)
{
	return fputs(line, stdout) != 0 || stream_put('\n', stdout) == EOF ? EOF : 0;
}

size_t
fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict stream)
{
	size_t length;

	if (__builtin_mul_overflow(size, count, &length)) {
		errno = EINVAL;
		return 0;
	}
	return length == 0 || stream_write(stream, from, length) != 0 ? 0 : count;
}
