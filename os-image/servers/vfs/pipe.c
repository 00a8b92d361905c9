/*
 * Pipes: bytes between processes, kept here. A process that has to wait is
 * queued at the pipe, suspended, and goes on when the other side has done
 * something; writers are served one after another, so that what one writes
 * stays together. Writes of up to PIPE_BUF are made whole or not at all.
 *
 * The memory of pipes is made when it is first needed, for several at once since
 * the kernel counts regions, and kept.
 */
#include <proto/char.h>
#include <signal.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "vfs.h"

#define WOULD_WAIT (-EAGAIN)

#define PIPES_A_REGION 16
_Static_assert(NR_PIPES % PIPES_A_REGION == 0, "regions serve whole numbers of pipes");

static struct pipe pipes[NR_PIPES];

static s32
make_memory(const struct pipe *pipe)
{
	u32 first = ROUND_DOWN((u32)(pipe - pipes), PIPES_A_REGION);
	u32 address;

	if (pipe->data != NULL)
		return 0;
	if (sys_vm_map(EP_SELF, 0, PIPES_A_REGION * PIPE_CAPACITY, VM_READ | VM_WRITE,
		       &address) < 0)
		return -ENFILE;
	for (u32 index = 0; index < PIPES_A_REGION; index++)
		pipes[first + index].data = (u8 *)address + index * PIPE_CAPACITY;
	return 0;
}

static u32
count_free(void)
{
	u32 count = 0;

	for (const struct pipe *pipe = pipes; pipe < pipes + NR_PIPES; pipe++)
		count += !pipe->is_used;
	return count;
}

s32
pipe_attach(const struct fproc *process, struct vnode *vnode)
{
	if (vnode->pipe != NULL)
		return 0;
	if (!fproc_is_root(process) && count_free() <= PIPES_FOR_ROOT)
		return -ENFILE;
	for (struct pipe *pipe = pipes; pipe < pipes + NR_PIPES; pipe++) {
		if (pipe->is_used)
			continue;
		if (make_memory(pipe) < 0)
			return -ENFILE;
		*pipe = (struct pipe){.data = pipe->data, .is_used = 1};
		vnode->pipe = pipe;
		return 0;
	}
	return -ENFILE;
}

/* ---- bytes in and out: how many, or an error ---- */

static u32
smaller(u32 a, u32 b)
{
	return a < b ? a : b;
}

/* Copies `length` bytes from or to the ring at an offset from its start. */
static s32
copy(struct pipe *pipe, u32 offset, const struct fproc *process, u32 address, u32 length,
     int writing)
{
	u32 at = (pipe->start + offset) % PIPE_CAPACITY;
	u32 first = smaller(length, PIPE_CAPACITY - at);
	s32 error;

	error = writing ? fproc_copy_in(process, pipe->data + at, address, first)
			: fproc_copy_out(process, pipe->data + at, address, first);
	if (error < 0 || first == length)
		return error;
	return writing ? fproc_copy_in(process, pipe->data, address + first, length - first)
		       : fproc_copy_out(process, pipe->data, address + first, length - first);
}

static s32
read_now(struct pipe *pipe, const struct fproc *process)
{
	const struct transfer *t = &process->transfer;
	u32 length = smaller(t->length, pipe->count);
	s32 error;

	if (pipe->count == 0)
		return pipe->writers == 0 ? 0 : WOULD_WAIT;
	error = copy(pipe, 0, process, t->address, length, 0);
	if (error < 0)
		return error;
	pipe->start = (pipe->start + length) % PIPE_CAPACITY;
	pipe->count -= length;
	return (s32)length;
}

static s32
write_now(struct pipe *pipe, const struct fproc *process)
{
	const struct transfer *t = &process->transfer;
	u32 room = PIPE_CAPACITY - pipe->count;
	u32 length = smaller(t->length - t->done, room);
	s32 error;

	if (pipe->readers == 0) {
		pm_signal_process(process, SIGPIPE);
		return -EPIPE;
	}
	if (room == 0 || (t->length <= PIPE_BUF && room < t->length))
		return WOULD_WAIT;
	error = copy(pipe, pipe->count, process, t->address + t->done, length, 1);
	if (error < 0)
		return error;
	pipe->count += length;
	return (s32)length;
}

/* Goes on with a transfer: its result, or WOULD_WAIT. */
static s32
proceed(struct pipe *pipe, struct fproc *process)
{
	struct transfer *t = &process->transfer;
	s32 done;

	if (t->type == CHAR_READ)
		return read_now(pipe, process);
	done = write_now(pipe, process);
	if (done < 0)
		return done != WOULD_WAIT && t->done > 0 ? (s32)t->done : done;
	t->done += (u32)done;
	return t->done == t->length ? (s32)t->done : WOULD_WAIT;
}

/* ---- those who wait ---- */

struct queue {
	struct fproc **first;
	struct fproc **last;
};

static struct queue
queue_of(struct pipe *pipe, u32 type)
{
	if (type == CHAR_READ)
		return (struct queue){&pipe->read_first, &pipe->read_last};
	return (struct queue){&pipe->write_first, &pipe->write_last};
}

static void
append(struct queue queue, struct fproc *process)
{
	process->transfer.next = NULL;
	if (*queue.first == NULL)
		*queue.first = process;
	else
		(*queue.last)->transfer.next = process;
	*queue.last = process;
}

static void
take_out(struct queue queue, const struct fproc *process)
{
	struct fproc **link = queue.first;

	*queue.last = NULL;
	while (*link != NULL) {
		if (*link == process) {
			*link = process->transfer.next;
			continue;
		}
		*queue.last = *link;
		link = &(*link)->transfer.next;
	}
}

/* Lets the first in line go on: true when the pipe's state has changed. */
static int
serve_first(struct pipe *pipe, u32 type)
{
	struct queue queue = queue_of(pipe, type);
	struct fproc *process = *queue.first;
	u32 count = pipe->count;
	s32 result;

	if (process == NULL)
		return 0;
	result = proceed(pipe, process);
	if (result == WOULD_WAIT)
		return pipe->count != count;
	take_out(queue, process);
	fproc_resume(process, result);
	return 1;
}

/* After any change: whoever can go on does. Each turn moves bytes or ends a call. */
static void
serve(struct vnode *vnode)
{
	struct pipe *pipe = vnode->pipe;
	int changed;

	do {
		changed = serve_first(pipe, CHAR_WRITE);
		changed |= serve_first(pipe, CHAR_READ);
	} while (changed);
	poll_pipe_changed(vnode);
}

s32
pipe_read_write(struct call *call, struct filp *filp, u32 address, u32 length, int writing)
{
	struct fproc *process = call->process;
	struct pipe *pipe = filp->vnode->pipe;
	u32 type = writing ? CHAR_WRITE : CHAR_READ;
	s32 result = WOULD_WAIT;

	if (length == 0)
		return 0;
	process->transfer = (struct transfer){
		.filp = filp,
		.type = type,
		.address = address,
		.length = length,
	};
	if (*queue_of(pipe, type).first == NULL)
		result = proceed(pipe, process);
	if (result == WOULD_WAIT && filp->flags & O_NONBLOCK)
		result = process->transfer.done > 0 ? (s32)process->transfer.done : -EAGAIN;
	else if (result == WOULD_WAIT) {
		result = fproc_suspend(process, ON_PIPE);
		append(queue_of(pipe, type), process);
	}
	serve(filp->vnode);
	return result;
}

void
pipe_cancel(struct fproc *process)
{
	struct transfer *t = &process->transfer;
	struct vnode *vnode = t->filp->vnode;

	take_out(queue_of(vnode->pipe, t->type), process);
	fproc_resume(process, t->done > 0 ? (s32)t->done : -EINTR);
	if (vnode->pipe != NULL)
		serve(vnode);
}

/* ---- ends that open and close ---- */

void
pipe_opened(struct filp *filp)
{
	struct pipe *pipe = filp->vnode->pipe;

	filp->is_pipe_end = 1;
	if (filp_can_read(filp)) {
		pipe->readers++;
		pipe->reads_opened++;
	}
	if (filp_can_write(filp)) {
		pipe->writers++;
		pipe->writes_opened++;
	}
}

void
pipe_closed(struct filp *filp)
{
	struct vnode *vnode = filp->vnode;
	struct pipe *pipe = vnode->pipe;

	filp->is_pipe_end = 0;
	if (filp_can_read(filp))
		pipe->readers--;
	if (filp_can_write(filp))
		pipe->writers--;
	if (pipe->readers + pipe->writers > 0)
		serve(vnode);
	else
		pipe_detach(vnode);
}

/* What nobody has read is lost. */
void
pipe_detach(struct vnode *vnode)
{
	struct pipe *pipe = vnode->pipe;

	if (pipe == NULL)
		return;
	ASSERT(pipe->read_first == NULL && pipe->write_first == NULL);
	pipe->is_used = 0;
	vnode->pipe = NULL;
}

u32
pipe_events(const struct filp *filp)
{
	const struct pipe *pipe = filp->vnode->pipe;
	u32 events = 0;

	if (filp_can_read(filp)) {
		if (pipe->count > 0)
			events |= POLLIN;
		if (pipe->writers == 0)
			events |= POLLHUP;
	}
	if (filp_can_write(filp)) {
		if (pipe->readers == 0)
			events |= POLLERR;
		else if (PIPE_CAPACITY - pipe->count >= PIPE_BUF)
			events |= POLLOUT;
	}
	return events;
}

/* ---- the call ---- */

/* The two ends of a new pipe, or -ENFILE, which leaves nothing behind. */
static s32
make_ends(const struct fproc *process, u32 flags, struct filp *ends[2])
{
	struct vnode *vnode = vnode_new_anonymous(process, S_IFIFO | S_IRUSR | S_IWUSR);

	if (vnode == NULL)
		return -ENFILE;
	ends[0] = NULL;
	if (pipe_attach(process, vnode) == 0)
		ends[0] = filp_new(process, vnode, O_RDONLY | flags);
	if (ends[0] == NULL) {
		vnode_put(vnode);
		return -ENFILE;
	}
	ends[1] = filp_new(process, vnode_ref(vnode), O_WRONLY | flags);
	if (ends[1] == NULL) {
		vnode_put(vnode);
		filp_put(ends[0], NULL);
		return -ENFILE;
	}
	pipe_opened(ends[0]);
	pipe_opened(ends[1]);
	return 0;
}

s32
do_pipe(struct call *call)
{
	const struct vfs_pipe *request = MESSAGE_BODY(&call->message, const struct vfs_pipe);
	struct vfs_pipe_reply *reply = MESSAGE_BODY(&call->message, struct vfs_pipe_reply);
	struct fproc *process = call->process;
	u32 flags = request->flags & (O_CLOEXEC | O_NONBLOCK);
	s32 read_fd = descriptor_free(process, 0);
	s32 write_fd = read_fd < 0 ? read_fd : descriptor_free(process, (u32)read_fd + 1);
	struct filp *ends[2];
	s32 error;

	if (request->flags != flags)
		return -EINVAL;
	if (write_fd < 0)
		return write_fd;
	error = make_ends(process, flags, ends);
	if (error < 0)
		return error;
	descriptor_set(process, read_fd, ends[0], flags & O_CLOEXEC);
	descriptor_set(process, write_fd, ends[1], flags & O_CLOEXEC);
	reply->read_fd = read_fd;
	reply->write_fd = write_fd;
	return 0;
}
