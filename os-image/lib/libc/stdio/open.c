/* Opening and closing streams. A stream and its buffer are one piece of malloc's memory. */
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CREATION_MODE 0666

struct allocated_stream {
	FILE stream;
	struct stream_storage storage;
};

int
stream_mode(const char *mode, unsigned *flags)
{
	int open_flags;

	switch (*mode++) {
	case 'r':
		open_flags = O_RDONLY;
		*flags = STREAM_READABLE;
		break;
	case 'w':
		open_flags = O_WRONLY | O_CREAT | O_TRUNC;
		*flags = STREAM_WRITABLE;
		break;
	case 'a':
		open_flags = O_WRONLY | O_CREAT | O_APPEND;
		*flags = STREAM_WRITABLE | STREAM_APPENDS;
		break;
	default:
		errno = EINVAL;
		return -1;
	}
	for (; *mode != '\0'; mode++) {
		switch (*mode) {
		case '+':
			open_flags = (open_flags & ~O_ACCMODE) | O_RDWR;
			*flags |= STREAM_READABLE | STREAM_WRITABLE;
			break;
		case 'e':
			open_flags |= O_CLOEXEC;
			break;
		case 'x':
			open_flags |= O_EXCL;
			break;
		case 'b':
			break;
		default:
			errno = EINVAL;
			return -1;
		}
	}
	return open_flags;
}

static FILE *
stream_of(int fd, unsigned flags)
{
	struct allocated_stream *allocated = malloc(sizeof(*allocated));

	if (allocated == NULL)
		return NULL;
	allocated->stream = (FILE){
		.next = allocated->storage.buffer,
		.buffer = allocated->storage.buffer,
		.size = sizeof(allocated->storage.buffer),
		.fd = fd,
		.flags = flags | STREAM_ALLOCATED,
	};
	return &allocated->stream;
}

FILE *
fopen(const char *restrict path, const char *restrict mode)
{
	unsigned flags;
	int open_flags = stream_mode(mode, &flags);
	FILE *stream;
	int fd;

	if (open_flags < 0)
		return NULL;
	fd = open(path, open_flags, CREATION_MODE);
	if (fd < 0)
		return NULL;
	stream = stream_of(fd, flags);
	if (stream == NULL)
		close(fd);
	return stream;
}

FILE *
fdopen(int fd, const char *mode)
{
	unsigned flags;
	int open_flags = stream_mode(mode, &flags);
	int status;

	if (open_flags < 0)
		return NULL;
	status = fcntl(fd, F_GETFL);
	if (status < 0)
		return NULL;
	if ((status & O_ACCMODE) != O_RDWR && (status & O_ACCMODE) != (open_flags & O_ACCMODE)) {
		errno = EINVAL;
		return NULL;
	}
	if ((flags & STREAM_APPENDS) != 0 && (status & O_APPEND) == 0)
		fcntl(fd, F_SETFL, status | O_APPEND);
	if ((open_flags & O_CLOEXEC) != 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return stream_of(fd, flags);
}

/* The stream keeps its descriptor's number, so that children get what they expect. */
FILE *
freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
	unsigned flags;
	int open_flags = stream_mode(mode, &flags);
	int fd = open_flags < 0 ? -1 : open(path, open_flags, CREATION_MODE);
	int error = errno;

	stream_idle(stream);
	if (fd >= 0 && fd != stream->fd) {
		int moved = dup2(fd, stream->fd);

		error = errno;
		close(fd);
		if (moved >= 0 && (open_flags & O_CLOEXEC) != 0)
			fcntl(moved, F_SETFD, FD_CLOEXEC);
		fd = moved;
	}
	if (fd < 0) {
		fclose(stream);
		errno = error;
		return NULL;
	}
	stream->flags &= STREAM_ALLOCATED | STREAM_LISTED | STREAM_UNBUFFERED;
	stream->flags |= flags;
	return stream;
}

int
fclose(FILE *stream)
{
	int result = stream_idle(stream);
	int error = errno;

	stream_unlist(stream);
	if (close(stream->fd) < 0)
		result = EOF;
	else if (result != 0)
		errno = error;
	if ((stream->flags & STREAM_ALLOCATED) != 0)
		free(stream);
	return result;
}
