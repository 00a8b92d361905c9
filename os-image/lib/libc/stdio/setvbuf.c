/* How streams are buffered. */
#include "stream.h"

#include <errno.h>

/*
 * The lowest bytes of a buffer that is handed in serve ungetc; one too small for
 * that, or none, leaves the stream its own.
 */
int
setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t size)
{
	if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF) {
		errno = EINVAL;
		return -1;
	}
	if (stream_idle(stream) != 0)
		return -1;
	if (buffer != NULL && size > 2 * STREAM_PUSHBACK && mode != _IONBF) {
		stream->buffer = (unsigned char *)buffer + STREAM_PUSHBACK;
		stream->size = size - STREAM_PUSHBACK;
		stream->next = stream->buffer;
	} else if (stream->size == 0 && mode != _IONBF) {
		errno = ENOMEM;
		return -1;
	}
	stream->flags &= ~(STREAM_LINES | STREAM_UNBUFFERED);
	stream->flags |= STREAM_DECIDED;
	if (mode == _IOLBF)
		stream->flags |= STREAM_LINES;
	else if (mode == _IONBF)
		stream->flags |= STREAM_UNBUFFERED;
	return 0;
}

void
setbuf(FILE *restrict stream, char *restrict buffer)
{
	setvbuf(stream, buffer, buffer != NULL ? _IOFBF : _IONBF, BUFSIZ);
}

void
setlinebuf(FILE *stream)
{
	setvbuf(stream, NULL, _IOLBF, 0);
}
