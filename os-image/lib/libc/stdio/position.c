/* Where a stream is in its file. */
#include "stream.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

/* Bytes that the descriptor is ahead of the stream: below 0 when it is behind. */
static off_t
ahead(const FILE *stream)
{
	if (stream->read_end != NULL)
		return stream->read_end - stream->next;
	if (stream->write_end != NULL)
		return stream->buffer - stream->next;
	return 0;
}

int
fseeko(FILE *stream, off_t offset, int whence)
{
	if (stream_flush(stream) != 0)
		return -1;
	if (whence == SEEK_CUR)
		offset -= ahead(stream);
	if (lseek(stream->fd, offset, whence) < 0)
		return -1;
	stream->next = stream->buffer;
	stream->read_end = NULL;
	stream->write_end = NULL;
	stream->flags &= ~STREAM_EOF;
	return 0;
}

off_t
ftello(FILE *stream)
{
	off_t position;

	/* Only when it is written it is known where the end is that it goes to. */
	if ((stream->flags & STREAM_APPENDS) != 0 && stream_flush(stream) != 0)
		return -1;
	position = lseek(stream->fd, 0, SEEK_CUR);
	if (position < 0)
		return -1;
	position -= ahead(stream);
	return position < 0 ? 0 : position;
}

int
fseek(FILE *stream, long offset, int whence)
{
	return fseeko(stream, offset, whence);
}

long
ftell(FILE *stream)
{
	off_t position = ftello(stream);

	if (position > LONG_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	return (long)position;
}

void
rewind(FILE *stream)
{
	fseeko(stream, 0, SEEK_SET);
	clearerr(stream);
}

int
fgetpos(FILE *restrict stream, fpos_t *restrict position)
{
	*position = ftello(stream);
	return *position < 0 ? -1 : 0;
}

int
fsetpos(FILE *stream, const fpos_t *position)
{
	return fseeko(stream, *position, SEEK_SET);
}
