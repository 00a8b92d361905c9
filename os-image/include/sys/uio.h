/* Reading and writing several pieces of memory. */
#ifndef SYS_UIO_H
#define SYS_UIO_H

#include <sys/types.h>

struct iovec {
	void *iov_base;
	size_t iov_len;
};

#define IOV_MAX 1024

/* Piece by piece: only a single piece is read or written as one. */
ssize_t readv(int fd, const struct iovec *pieces, int count);
ssize_t writev(int fd, const struct iovec *pieces, int count);

#endif
