/*
 * Opening FIFOs: an end waits, suspended, until the other is opened. It already
 * has its descriptor then, and counts as an end, so that the two find each
 * other; it loses both if the wait is interrupted.
 */
#include "vfs.h"

/* How often the other side has been opened; `done` remembers it from the start of the wait. */
static u32
others_opened(const struct filp *filp)
{
	const struct pipe *pipe = filp->vnode->pipe;

	return filp_can_read(filp) ? pipe->writes_opened : pipe->reads_opened;
}

static int
has_other_side(const struct filp *filp)
{
	const struct pipe *pipe = filp->vnode->pipe;

	return filp_can_read(filp) ? pipe->writers > 0 : pipe->readers > 0;
}

static s32
give_up(struct fproc *process, s32 fd, s32 error)
{
	filp_put(descriptor_take(process, fd), NULL);
	return error;
}

s32
fifo_open(struct call *call, struct filp *filp, s32 fd)
{
	struct fproc *process = call->process;

	pipe_opened(filp);
	fifo_wake(filp->vnode);
	if (has_other_side(filp))
		return fd;
	if (filp->flags & O_NONBLOCK)
		return filp_can_read(filp) ? fd : give_up(process, fd, -ENXIO);
	process->transfer = (struct transfer){
		.filp = filp,
		.address = (u32)fd,
		.done = others_opened(filp),
	};
	return fproc_suspend(process, ON_FIFO);
}

void
fifo_wake(struct vnode *vnode)
{
	FOR_EACH_FPROC(process) {
		struct transfer *t = &process->transfer;

		if (process->suspension == ON_FIFO && t->filp->vnode == vnode &&
		    others_opened(t->filp) != t->done)
			fproc_resume(process, (s32)t->address);
	}
}

void
fifo_cancel(struct fproc *process)
{
	fproc_resume(process, give_up(process, (s32)process->transfer.address, -EINTR));
}
