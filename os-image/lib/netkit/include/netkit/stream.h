/*
 * A connection read through a buffer, where no wait lasts for ever.
 *
 * Reading and writing wait at most timeout_ms for the other side to move, and, while a deadline
 * is set, not beyond that. They return -1 with errno: ETIMEDOUT then, else the connection's.
 */
#ifndef NETKIT_STREAM_H
#define NETKIT_STREAM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct stream {
	int fd; /* non-blocking; stream_close closes it */
	int timeout_ms;
	uint64_t deadline_us; /* in clock_us(); 0: none */
	char *buffer;
	size_t begin, end; /* what was read, but not taken yet */
};

void stream_begin(struct stream *stream, int fd, int timeout_ms);
void stream_close(struct stream *stream);

/* All waits from now on end after so long; 0: no more. */
void stream_limit(struct stream *stream, int limit_ms);

/* What there is, at least a byte; 0: the other side has ended. */
ssize_t stream_read(struct stream *stream, void *to, size_t size);

/*
 * A line without its end (CR LF or LF) as text of at most size - 1 bytes: its length. NULs are
 * kept. -1 with EMSGSIZE: it is longer; with ECONNABORTED: the other side ended before its end.
 */
ssize_t stream_line(struct stream *stream, char *line, size_t size);

/* All of it: 0 or -1. */
int stream_write(struct stream *stream, const void *from, size_t size);

#endif
