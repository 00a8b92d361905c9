/* See <netkit/dial.h>. */
#include <errno.h>
#include <netkit/wait.h>
#include <netkit/dial.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static int
close_with(int fd, int error)
{
	close(fd);
	errno = error;
	return -1;
}

/* How the attempt ended; 0 or an error number. */
static int
wait_connected(int fd, int timeout_ms)
{
	int error = 0;
	socklen_t length = sizeof(error);
	int ready = wait_ready(fd, POLLOUT, timeout_ms);

	if (ready == 0)
		return ETIMEDOUT;
	if (ready < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0)
		return errno;
	return error;
}

int
dial(const struct sockaddr_in *to, int timeout_ms)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error = 0;

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)to, sizeof(*to)) != 0)
		error = errno == EINPROGRESS || errno == EINTR ? wait_connected(fd, timeout_ms) : errno;
	return error == 0 ? fd : close_with(fd, error);
}

int
dial_any(const struct sockaddr_in *list, int count, int timeout_ms)
{
	int fd = -1;

	errno = EDESTADDRREQ;
	for (int i = 0; i < count && fd < 0; i++)
		fd = dial(&list[i], timeout_ms);
	return fd;
}

int
bind_port(int type, uint16_t port)
{
	const struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		return -1;
	if (type == SOCK_STREAM && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0)
		return close_with(fd, errno);
	if (bind(fd, (const struct sockaddr *)&any, sizeof(any)) != 0)
		return close_with(fd, errno);
	return fd;
}

int
listen_port(uint16_t port, int backlog)
{
	int fd = bind_port(SOCK_STREAM, port);

	if (fd >= 0 && listen(fd, backlog) != 0)
		return close_with(fd, errno);
	return fd;
}
