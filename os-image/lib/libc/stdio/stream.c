/*
 * What all streams share: the list of those in use, how they are buffered, and
 * how reading or writing ends.
 */
#include "stream.h"

#include <errno.h>
#include <unistd.h>

#include "../process_kind.h"

FILE *streams_in_use;

/* The kernel's console counts as a terminal. */
static int
is_terminal(int fd)
{
	int error = errno;
	int answer = process_is_system() || isatty(fd);

	errno = error;
	return answer;
}

void
stream_start(FILE *stream)
{
	if ((stream->flags & STREAM_DECIDED) == 0) {
		stream->flags |= STREAM_DECIDED;
		if (is_terminal(stream->fd))
			stream->flags |= STREAM_LINES;
	}
	if ((stream->flags & STREAM_LISTED) == 0) {
		stream->flags |= STREAM_LISTED;
		stream->following = streams_in_use;
		streams_in_use = stream;
	}
}

void
stream_unlist(FILE *stream)
{
	for (FILE **at = &streams_in_use; *at != NULL; at = &(*at)->following)
		if (*at == stream) {
			*at = stream->following;
			break;
		}
	stream->flags &= ~STREAM_LISTED;
}

int
stream_flush(FILE *stream)
{
	unsigned char *from = stream->buffer;

	if (stream->write_end == NULL)
		return 0;
	while (from < stream->next) {
		ssize_t written = write(stream->fd, from, (size_t)(stream->next - from));

		if (written <= 0) {
			stream->flags |= STREAM_ERROR;
			stream->next = stream->buffer;
			return EOF;
		}
		from += written;
	}
	stream->next = stream->buffer;
	return 0;
}

int
stream_idle(FILE *stream)
{
	int result = stream_flush(stream);

	if (stream->read_end != NULL && stream->next < stream->read_end) {
		int error = errno;

		lseek(stream->fd, (off_t)(stream->next - stream->read_end), SEEK_CUR);
		errno = error;
	}
	stream->next = stream->buffer;
	stream->read_end = NULL;
	stream->write_end = NULL;
	return result;
}

/* Gives back what was read ahead where that can be done; else it stays to be read. */
static void
give_back(FILE *stream)
{
	int error = errno;

	if (stream->next < stream->read_end &&
	    lseek(stream->fd, (off_t)(stream->next - stream->read_end), SEEK_CUR) >= 0) {
		stream->next = stream->buffer;
		stream->read_end = NULL;
	}
	errno = error;
}

int
fflush(FILE *stream)
{
	int result = 0;

	if (stream == NULL) {
		for (stream = streams_in_use; stream != NULL; stream = stream->following)
			result |= fflush(stream);
		return result;
	}
	if (stream->read_end != NULL) {
		give_back(stream);
		return 0;
	}
	return stream_flush(stream);
}
