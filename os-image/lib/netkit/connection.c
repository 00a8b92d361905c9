/*
 * See <netkit/connection.h>. Under load there is mostly something to read, or room to write: so the
 * call is tried first, and waited for only when it has to be.
 */
#include <errno.h>
#include <fcntl.h>
#include <netkit/connection.h>
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
connection_begin(struct connection *connection, int fd, int timeout_ms)
{
	*connection = (struct connection){
		.fd = fd,
		.timeout_ms = timeout_ms,
		.buffer = need_memory(BUFFER_SIZE),
	};
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
}

void
connection_close(struct connection *connection)
{
	close(connection->fd);
	free(connection->buffer);
	*connection = (struct connection){.fd = -1};
}

void
connection_limit(struct connection *connection, int limit_ms)
{
	connection->deadline_us = limit_ms > 0 ? clock_us() + (uint64_t)limit_ms * US_PER_MS : 0;
}

/* 0 when the call can be tried again, -1 with errno when it is over. */
static int
wait_for_other_side(const struct connection *connection, short events)
{
	int timeout_ms = connection->timeout_ms;
	int ready;

	if (connection->deadline_us != 0) {
		uint64_t now = clock_us();
		uint64_t end = connection->deadline_us;
		uint64_t left_ms = now < end ? (end - now) / US_PER_MS : 0;

		if (left_ms < (uint64_t)timeout_ms)
			timeout_ms = (int)left_ms;
	}
	ready = wait_ready(connection->fd, events, timeout_ms);
	if (ready == 0)
		errno = ETIMEDOUT;
	return ready > 0 ? 0 : -1;
}

/* From the connection itself. */
static ssize_t
receive(struct connection *connection, void *to, size_t size)
{
	for (;;) {
		ssize_t got = read(connection->fd, to, size);

		if (got >= 0 || (errno != EAGAIN && errno != EINTR))
			return got;
		if (errno == EAGAIN && wait_for_other_side(connection, POLLIN) != 0)
			return -1;
	}
}

ssize_t
connection_read(struct connection *connection, void *to, size_t size)
{
	size_t there = connection->end - connection->begin;

	if (there == 0)
		return receive(connection, to, size);
	if (there > size)
		there = size;
	memcpy(to, connection->buffer + connection->begin, there);
	connection->begin += there;
	return (ssize_t)there;
}

/* More bytes into the empty buffer. */
static int
fill(struct connection *connection)
{
	ssize_t got = receive(connection, connection->buffer, BUFFER_SIZE);

	connection->begin = 0;
	connection->end = got > 0 ? (size_t)got : 0;
	if (got == 0)
		errno = ECONNABORTED;
	return got > 0 ? 0 : -1;
}

ssize_t
connection_line(struct connection *connection, char *line, size_t size)
{
	size_t length = 0;
	const char *newline = NULL;

	while (newline == NULL) {
		const char *from;
		size_t part;

		if (connection->begin == connection->end && fill(connection) != 0)
			return -1;
		from = connection->buffer + connection->begin;
		part = connection->end - connection->begin;
		newline = memchr(from, '\n', part);
		if (newline != NULL)
			part = (size_t)(newline - from) + 1;
		if (part > size - length) {
			errno = EMSGSIZE;
			return -1;
		}
		memcpy(line + length, from, part);
		length += part;
		connection->begin += part;
	}
	length--;
	if (length > 0 && line[length - 1] == '\r')
		length--;
	line[length] = '\0';
	return (ssize_t)length;
}

int
connection_write(struct connection *connection, const void *from, size_t size)
{
	const char *at = from;

	while (size > 0) {
		ssize_t sent = send(connection->fd, at, size, MSG_NOSIGNAL);

		if (sent >= 0) {
			at += sent;
			size -= (size_t)sent;
		} else if (errno == EAGAIN) {
			if (wait_for_other_side(connection, POLLOUT) != 0)
				return -1;
		} else if (errno != EINTR) {
			return -1;
		}
	}
	return 0;
}
