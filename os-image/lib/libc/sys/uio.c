/* Reading and writing several pieces of memory, one request a piece. */
#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

/* Ends at the first piece that is not done whole; an error counts only for the first one. */
static ssize_t
transfer(int fd, const struct iovec *pieces, int count, int is_write)
{
	ssize_t done = 0;

	if (count < 0 || count > IOV_MAX) {
		errno = EINVAL;
		return -1;
	}
	for (int i = 0; i < count; i++) {
		ssize_t part;

		if (pieces[i].iov_len == 0)
			continue;
		part = is_write ? write(fd, pieces[i].iov_base, pieces[i].iov_len)
				: read(fd, pieces[i].iov_base, pieces[i].iov_len);
		if (part < 0)
			return done > 0 ? done : -1;
		done += part;
		if ((size_t)part < pieces[i].iov_len)
			break;
	}
	return done;
}

ssize_t
readv(int fd, const struct iovec *pieces, int count)
{
	return transfer(fd, pieces, count, 0);
}

ssize_t
writev(int fd, const struct iovec *pieces, int count)
{
	return transfer(fd, pieces, count, 1);
}
