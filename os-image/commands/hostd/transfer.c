/* What the children of `put` and `get` do; their exit status is 0 or the error's number. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hostd.h"

#define DEFAULT_MODE 0644
#define COPY_SIZE 8192

/* Writes to the descriptor, at the position if that is not below 0. */
static void
write_all(int fd, const char *from, size_t length, off_t position)
{
	while (length > 0) {
		ssize_t written = position < 0 ? write(fd, from, length)
					       : pwrite(fd, from, length, position);

		if (written < 0)
			_exit(errno);
		from += written;
		length -= (size_t)written;
		if (position >= 0)
			position += written;
	}
}

_Noreturn void
transfer_put(const void *argument)
{
	const struct put_order *order = argument;
	int flags = order->offset == 0 ? O_CREAT | O_TRUNC : 0;
	int fd = open(order->path, O_WRONLY | O_NONBLOCK | flags, DEFAULT_MODE);

	if (fd < 0 || (order->mode >= 0 && fchmod(fd, (mode_t)order->mode) < 0))
		_exit(errno);
	write_all(fd, order->data, order->length, order->offset);
	_exit(close(fd) < 0 ? errno : 0);
}

_Noreturn void
transfer_get(const void *path)
{
	static char buffer[COPY_SIZE];
	/* A FIFO or terminal in the place of a file must not keep the child waiting. */
	int fd = open(path, O_RDONLY | O_NONBLOCK);
	ssize_t length;

	if (fd < 0)
		_exit(errno);
	while ((length = read(fd, buffer, sizeof(buffer))) > 0)
		write_all(STDOUT_FILENO, buffer, (size_t)length, -1);
	_exit(length < 0 ? errno : 0);
}
