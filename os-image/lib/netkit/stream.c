/*
 * See <netkit/stream.h>. Under load there is mostly something to read, or room to write: so the
 * call is tried first, and waited for only when it has to be.
 */
#include <errno.h>
#include <fcntl.h>
#include <netkit/stream.h>
#include <netkit/wait.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <toolkit/clock.h>
#include <toolkit/tool.h>
#include <unistd.h>

#define BUFFER_SIZE 16384u

void
stream_begin(struct stream *stream, int fd, int timeout_ms)
{
	*stream = (struct stream){
		.fd = fd,
		.timeout_ms = timeout_ms,
		.buffer = need_memory(BUFFER_SIZE),
	};
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
}

void
stream_close(struct stream *stream)
{
	close(stream->fd);
	free(stream->buffer);
	*stream = (struct stream){.fd = -1};
}

void
stream_limit(struct stream *stream, int limit_ms)
{
	stream->deadline_us = limit_ms > 0 ? clock_us() + (uint64_t)limit_ms * US_PER_MS : 0;
}

/* 0 when the call can be tried again, -1 with errno when it is over. */
static int
wait_for_other_side(const struct stream *stream, short events)
{
	int timeout_ms = stream->timeout_ms;
	int ready;

	if (stream->deadline_us != 0) {
		uint64_t now = clock_us();
		uint64_t left_ms = now < stream->deadline_us ? (stream->deadline_us - now) / US_PER_MS : 0;

		if (left_ms < (uint64_t)timeout_ms)
			timeout_ms = (int)left_ms;
	}
	ready = wait_ready(stream->fd, events, timeout_ms);
	if (ready == 0)
		errno = ETIMEDOUT;
	return ready > 0 ? 0 : -1;
}

/* From the connection itself. */
static ssize_t
receive(struct stream *stream, void *to, size_t size)
{
	for (;;) {
		ssize_t got = read(stream->fd, to, size);

		if (got >= 0 || (errno != EAGAIN && errno != EINTR))
			return got;
		if (errno == EAGAIN && wait_for_other_side(stream, POLLIN) != 0)
			return -1;
	}
}

ssize_t
stream_read(struct stream *stream, void *to, size_t size)
{
	size_t there = stream->end - stream->begin;

	if (there == 0)
		return receive(stream, to, size);
	if (there > size)
		there = size;
	memcpy(to, stream->buffer + stream->begin, there);
	stream->begin += there;
	return (ssize_t)there;
}

/* More bytes into the empty buffer. */
static int
fill(struct stream *stream)
{
	ssize_t got = receive(stream, stream->buffer, BUFFER_SIZE);

	stream->begin = 0;
	stream->end = got > 0 ? (size_t)got : 0;
	if (got == 0)
		errno = ECONNABORTED;
	return got > 0 ? 0 : -1;
}

ssize_t
stream_line(struct stream *stream, char *line, size_t size)
{
	size_t length = 0;
	const char *newline = NULL;

	while (newline == NULL) {
		const char *from;
		size_t part;

		if (stream->begin == stream->end && fill(stream) != 0)
			return -1;
		from = stream->buffer + stream->begin;
		part = stream->end - stream->begin;
		newline = memchr(from, '\n', part);
		if (newline != NULL)
			part = (size_t)(newline - from) + 1;
		if (part > size - length) {
			errno = EMSGSIZE;
			return -1;
		}
		memcpy(line + length, from, part);
		length += part;
		stream->begin += part;
	}
	length--;
	if (length > 0 && line[length - 1] == '\r')
		length--;
	line[length] = '\0';
	return (ssize_t)length;
}

int
stream_write(struct stream *stream, const void *from, size_t size)
{
	const char *at = from;

	while (size > 0) {
		ssize_t sent = send(stream->fd, at, size, MSG_NOSIGNAL);

		if (sent >= 0) {
			at += sent;
			size -= (size_t)sent;
		} else if (errno == EAGAIN) {
			if (wait_for_other_side(stream, POLLOUT) != 0)
				return -1;
		} else if (errno != EINTR) {
			return -1;
		}
	}
	return 0;
}
