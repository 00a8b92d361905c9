/*
 * A connection read through a buffer, where no wait lasts for ever.
 *
 * Reading and writing wait at most timeout_ms for the other side to move, and, while a deadline
 * is set, not beyond that. They return -1 with errno: ETIMEDOUT then, else the connection's.
 */
#ifndef NETKIT_CONNECTION_H
#define NETKIT_CONNECTION_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct connection {
	int fd; /* non-blocking; connection_close closes it */
	int timeout_ms;
	uint64_t deadline_us; /* in clock_us(); 0: none */
	char *buffer;
	size_t begin, end; /* what was read, but not taken yet */
};

void connection_begin(struct connection *connection, int fd, int timeout_ms);
void connection_close(struct connection *connection);

/* All waits from now on end after so long; 0: no more. */
void connection_limit(struct connection *connection, int limit_ms);

/* What there is, at least a byte; 0: the other side has ended. */
ssize_t connection_read(struct connection *connection, void *to, size_t size);

/*
 * A line without its end (CR LF or LF) as text of at most size - 1 bytes: its length. NULs are
 * kept. -1 with EMSGSIZE: it is longer; with ECONNABORTED: the other side ended before its end.
 */
ssize_t connection_line(struct connection *connection, char *line, size_t size);

/* All of it: 0 or -1. */
int connection_write(struct connection *connection, const void *from, size_t size);

#endif
