/* Descriptors: the numbers by which a process names what it has open, and dup, fcntl and close. */
#include "vfs.h"

struct filp *
descriptor_filp(const struct fproc *process, s32 fd)
{
	return fd >= 0 && fd < OPEN_MAX ? process->fds[fd] : NULL;
}

s32
descriptor_free(const struct fproc *process, u32 from)
{
	for (u32 fd = from; fd < OPEN_MAX; fd++)
		if (process->fds[fd] == NULL)
			return (s32)fd;
	return -EMFILE;
}

static u64
bit(s32 fd)
{
	return (u64)1 << fd;
}

_Static_assert(OPEN_MAX <= 64, "a set of descriptors has a bit for each");

void
descriptor_set(struct fproc *process, s32 fd, struct filp *filp, int close_on_exec)
{
	process->fds[fd] = filp;
	process->close_on_exec &= ~bit(fd);
	if (close_on_exec)
		process->close_on_exec |= bit(fd);
}

struct filp *
descriptor_take(struct fproc *process, s32 fd)
{
	struct filp *filp = process->fds[fd];

	process->fds[fd] = NULL;
	process->close_on_exec &= ~bit(fd);
	return filp;
}

void
descriptors_close_on_exec(struct fproc *process)
{
	for (s32 fd = 0; fd < OPEN_MAX; fd++)
		if (process->close_on_exec & bit(fd))
			filp_put(descriptor_take(process, fd), NULL);
}

/* After a filp_put on the caller's behalf: waits for the device to close, if it has to. */
static s32
closed(struct fproc *process, s32 result)
{
	return process->closing > 0 ? fproc_suspend(process, ON_CLOSE) : result;
}

s32
do_close(struct call *call)
{
	const struct vfs_fd *request = MESSAGE_BODY(&call->message, const struct vfs_fd);
	struct fproc *process = call->process;

	if (descriptor_filp(process, request->fd) == NULL)
		return -EBADF;
	filp_put(descriptor_take(process, request->fd), process);
	return closed(process, 0);
}

/* dup2 does not wait for the device that it closes: nobody asks how that ended. */
s32
do_dup2(struct call *call)
{
	const struct vfs_dup2 *request = MESSAGE_BODY(&call->message, const struct vfs_dup2);
	struct fproc *process = call->process;
	struct filp *filp = descriptor_filp(process, request->fd);
	s32 to = request->to;

	if (filp == NULL || to < 0 || to >= OPEN_MAX)
		return -EBADF;
	if (to == request->fd)
		return to;
	filp_ref(filp);
	if (process->fds[to] != NULL)
		filp_put(descriptor_take(process, to), NULL);
	descriptor_set(process, to, filp, 0);
	return to;
}

static s32
duplicate_from(struct fproc *process, struct filp *filp, u32 from, int close_on_exec)
{
	s32 fd;

	if (from >= OPEN_MAX)
		return -EINVAL;
	fd = descriptor_free(process, from);
	if (fd >= 0)
		descriptor_set(process, fd, filp_ref(filp), close_on_exec);
	return fd;
}

s32
do_fcntl(struct call *call)
{
	const struct vfs_fcntl *request = MESSAGE_BODY(&call->message, const struct vfs_fcntl);
	const u32 changeable = O_APPEND | O_NONBLOCK;
	struct fproc *process = call->process;
	struct filp *filp = descriptor_filp(process, request->fd);

	if (filp == NULL)
		return -EBADF;
	switch (request->command) {
	case F_DUPFD:
		return duplicate_from(process, filp, request->argument, 0);
	case F_DUPFD_CLOEXEC:
		return duplicate_from(process, filp, request->argument, 1);
	case F_GETFD:
		return process->close_on_exec & bit(request->fd) ? FD_CLOEXEC : 0;
	case F_SETFD:
		descriptor_set(process, request->fd, filp, request->argument & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return (s32)filp->flags;
	case F_SETFL:
		filp->flags = (filp->flags & ~changeable) | (request->argument & changeable);
		return 0;
	}
	return -EINVAL;
}
