/* Descriptors as such: closing, doubling, pipes. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../vfs_call.h"

int
close(int fd)
{
	struct message m;

	MESSAGE_BODY(&m, struct vfs_fd)->fd = fd;
	return vfs_call(VFS_CLOSE, &m);
}

int
dup(int fd)
{
	return fcntl(fd, F_DUPFD, 0);
}

int
dup2(int fd, int to)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_dup2) = (struct vfs_dup2){.fd = fd, .to = to};
	return vfs_call(VFS_DUP2, &m);
}

int
dup3(int fd, int to, int flags)
{
	int result;

	if (fd == to || (flags & ~O_CLOEXEC) != 0) {
		errno = EINVAL;
		return -1;
	}
	result = dup2(fd, to);
	if (result >= 0 && (flags & O_CLOEXEC) != 0)
		fcntl(result, F_SETFD, FD_CLOEXEC);
	return result;
}

int
pipe2(int fds[2], int flags)
{
	struct message m;
	const struct vfs_pipe_reply *reply = MESSAGE_BODY(&m, struct vfs_pipe_reply);

	MESSAGE_BODY(&m, struct vfs_pipe)->flags = (u32)flags;
	if (vfs_call(VFS_PIPE, &m) < 0)
		return -1;
	fds[0] = reply->read_fd;
	fds[1] = reply->write_fd;
	return 0;
}

int
pipe(int fds[2])
{
	return pipe2(fds, 0);
}
