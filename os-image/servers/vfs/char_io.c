/* Reading, writing and ioctl of character devices; see device_io.c for how it waits. */
#include <proto/char.h>
#include <string.h>
#include <sys/ioctl.h>

#include "vfs.h"

/* Suspends the call for a transfer whose fields are set. */
static s32
begin(struct fproc *process)
{
	s32 suspended = fproc_suspend(process, ON_DEVICE);

	device_start(process);
	return suspended;
}

/*
 * A write goes on until all is written, a read as long as the driver gives all
 * that it is asked for: a piece that is not full is the end of what there is.
 */
static int
goes_on(const struct transfer *t, s32 status)
{
	if (t->done >= t->length)
		return 0;
	return t->type == CHAR_WRITE ? status > 0 : status == (s32)CHAR_TRANSFER_MAX;
}

static void
transfer_ended(struct fproc *process, s32 status)
{
	struct transfer *t = &process->transfer;

	if (status < 0) {
		fproc_resume(process, t->done > 0 ? (s32)t->done : status);
		return;
	}
	t->done += (u32)status;
	t->filp->position += status;
	if (goes_on(t, status) && !process->is_interrupted)
		device_start(process);
	else
		fproc_resume(process, (s32)t->done);
}

s32
char_read_write(struct call *call, struct filp *filp, u32 address, u32 length, int writing)
{
	struct fproc *process = call->process;
	s32 error = device_is_open(filp);

	if (error == 0 && !writing)
		error = terminal_check_read(process, filp);
	if (error < 0 || length == 0)
		return error;
	process->transfer = (struct transfer){
		.filp = filp,
		.type = writing ? CHAR_WRITE : CHAR_READ,
		.address = address,
		.length = length,
		.ended = transfer_ended,
	};
	return begin(process);
}

static void
ioctl_ended(struct fproc *process, s32 status)
{
	fproc_resume(process, status);
}

s32
char_ioctl(struct call *call, struct filp *filp, u32 request, u32 argument)
{
	struct fproc *process = call->process;
	s32 error = device_is_open(filp);

	if (error < 0)
		return error;
	error = terminal_ioctl(call, filp, request, argument);
	if (error != -ENOTTY)
		return error;
	process->transfer = (struct transfer){
		.filp = filp,
		.type = CHAR_IOCTL,
		.address = argument,
		.length = request & (IOCTL_TO_DRIVER | IOCTL_FROM_DRIVER) ? IOCTL_SIZE(request) : 0,
		.ioctl = request,
		.ended = ioctl_ended,
	};
	return begin(process);
}

/* What a descriptor of any kind may be asked. */
s32
do_ioctl(struct call *call)
{
	struct vfs_ioctl request = *MESSAGE_BODY(&call->message, const struct vfs_ioctl);
	struct filp *filp = descriptor_filp(call->process, request.fd);
	s32 waiting;

	if (filp == NULL)
		return -EBADF;
	switch (vnode_kind(filp->vnode)) {
	case S_IFCHR:
	case S_IFSOCK:
		return char_ioctl(call, filp, request.request, request.argument);
	case S_IFBLK:
		if (request.request == BLKGETSIZE64)
			return fproc_copy_out(call->process, &filp->device_size, request.argument,
					      sizeof(filp->device_size));
		break;
	case S_IFIFO:
		waiting = (s32)filp->vnode->pipe->count;
		if (request.request == FIONREAD)
			return fproc_copy_out(call->process, &waiting, request.argument,
					      sizeof(waiting));
		break;
	}
	return -ENOTTY;
}
