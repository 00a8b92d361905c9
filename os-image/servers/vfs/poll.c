/*
 * poll(): looks at one descriptor after another; character devices are asked
 * and answer later. When none is ready, the call waits to be told of a change,
 * and then looks at all of them again. One timer serves all who wait.
 */
#include <proto/char.h>
#include <string.h>
#include <libsys/kcall.h>
#include <libsys/timer.h>

#include "vfs.h"

#define ALWAYS_TOLD (POLLERR | POLLHUP | POLLNVAL)
#define ANY_MINOR UINT32_MAX

static u32 pollers; /* processes that poll, so that pipes need not look for any */
static struct timer expiry;

static void look(struct fproc *process);

static void
end(struct fproc *process, s32 result)
{
	struct poll_state *poll = &process->poll;

	pollers--;
	if (result >= 0 && fproc_copy_out(process, poll->fds, poll->address,
					  poll->count * (u32)sizeof(poll->fds[0])) < 0)
		result = -EFAULT;
	fproc_resume(process, result);
}

static s32
count_ready(const struct poll_state *poll)
{
	s32 ready = 0;

	for (u32 index = 0; index < poll->count; index++)
		ready += poll->fds[index].revents != 0;
	return ready;
}

/* ---- time ---- */

static void set_expiry(void);

/* Who waits for a device's answer is through when that comes, or the request is cancelled. */
static void
expire(struct fproc *process)
{
	process->poll.is_expired = 1;
	process->poll.deadline_us = TIMER_NEVER;
	if (process->poll.is_watching)
		end(process, 0);
	else
		device_cancel(process);
}

/* Who never waits gets the devices' answers, and is through then. */
static int
expires(const struct fproc *process)
{
	return process->suspension == ON_POLL && process->poll.deadline_us != 0;
}

static void
time_is_up(struct timer *timer)
{
	u64 now_us = sys_uptime_us();

	(void)timer;
	FOR_EACH_FPROC(process)
		if (expires(process) && process->poll.deadline_us <= now_us)
			expire(process);
	set_expiry();
}

/* The timer set has room: there is one timer a request, besides the few of VFS. */
static void
set_expiry(void)
{
	u64 first_us = TIMER_NEVER;

	FOR_EACH_FPROC(process)
		if (expires(process) && process->poll.deadline_us < first_us)
			first_us = process->poll.deadline_us;
	expiry.fire = time_is_up;
	if (first_us == TIMER_NEVER)
		timer_cancel(&expiry);
	else
		(void)timer_arm(&expiry, first_us);
}

/* ---- looking ---- */

/* A device that can't tell has failed; of a socket nothing comes any more then. */
static u32
events_told(const struct transfer *t, s32 status)
{
	if (status >= 0)
		return (u32)status;
	return vnode_kind(t->filp->vnode) == S_IFSOCK ? POLLERR | POLLHUP : POLLERR;
}

static void
device_answered(struct fproc *process, s32 status)
{
	struct poll_state *poll = &process->poll;
	struct pollfd *fd = &poll->fds[poll->next];
	u32 wanted = (u16)fd->events | ALWAYS_TOLD;

	if (process->is_interrupted) {
		end(process, -EINTR);
		return;
	}
	if (!poll->is_expired || status >= 0) /* else it was cancelled */
		fd->revents = (short)(events_told(&process->transfer, status) & wanted);
	if (poll->is_expired) {
		end(process, count_ready(poll));
		return;
	}
	poll->next++;
	poll->is_asking = 0;
	if (!poll->is_looking)
		look(process);
}

/* The answer comes later, or at once when the device can't be asked. */
static void
ask_device(struct fproc *process, struct filp *filp, u32 events)
{
	struct poll_state *poll = &process->poll;

	process->transfer = (struct transfer){
		.filp = filp,
		.type = CHAR_POLL,
		.events = events,
		.watch = poll->deadline_us != 0 && count_ready(poll) == 0,
		.ended = device_answered,
	};
	poll->is_asking = 1;
	device_start(process);
}

/* The events of the next descriptor; 0 when its device has yet to answer. */
static int
look_at_next(struct fproc *process)
{
	struct pollfd *fd = &process->poll.fds[process->poll.next];
	struct filp *filp = descriptor_filp(process, fd->fd);
	u32 wanted = (u16)fd->events | ALWAYS_TOLD;
	u32 events = POLLIN | POLLOUT;

	if (fd->fd < 0) {
		events = 0;
	} else if (filp == NULL) {
		events = POLLNVAL;
	} else if (vnode_kind(filp->vnode) == S_IFIFO) {
		events = pipe_events(filp);
	} else if (vnode_kind(filp->vnode) == S_IFCHR || vnode_kind(filp->vnode) == S_IFSOCK) {
		ask_device(process, filp, (u16)fd->events);
		return !process->poll.is_asking;
	}
	fd->revents = (short)(events & wanted);
	process->poll.next++;
	return 1;
}

/* Looks at the descriptors from poll->next on: true when it is through with them. */
static int
look_at_rest(struct fproc *process)
{
	struct poll_state *poll = &process->poll;

	poll->is_looking = 1;
	while (poll->next < poll->count && look_at_next(process))
		continue;
	poll->is_looking = 0;
	return poll->next == poll->count;
}

/* When something changes while a device is asked, all are looked at once more. */
static void
look(struct fproc *process)
{
	struct poll_state *poll = &process->poll;

	while (look_at_rest(process)) {
		s32 ready = count_ready(poll);

		if (ready > 0 || poll->deadline_us == 0) {
			end(process, ready);
			return;
		}
		if (!poll->has_changed) {
			poll->is_watching = 1;
			return;
		}
		poll->has_changed = 0;
		poll->next = 0;
	}
}

static void
look_again(struct fproc *process)
{
	struct poll_state *poll = &process->poll;

	if (!poll->is_watching) {
		poll->has_changed = 1;
		return;
	}
	poll->is_watching = 0;
	poll->next = 0;
	look(process);
}

/* ---- what changes ---- */

static int
polls_pipe(const struct fproc *process, const struct vnode *vnode)
{
	for (u32 index = 0; index < process->poll.count; index++) {
		const struct filp *filp = descriptor_filp(process, process->poll.fds[index].fd);

		if (filp != NULL && filp->vnode == vnode)
			return 1;
	}
	return 0;
}

void
poll_pipe_changed(const struct vnode *vnode)
{
	if (pollers == 0)
		return;
	FOR_EACH_FPROC(process)
		if (process->suspension == ON_POLL && polls_pipe(process, vnode))
			look_again(process);
}

static int
polls_device(const struct fproc *process, const struct driver *driver, u32 minor)
{
	for (u32 index = 0; index < process->poll.count; index++) {
		const struct filp *filp = descriptor_filp(process, process->poll.fds[index].fd);

		if (filp != NULL && filp->driver == driver &&
		    (minor == ANY_MINOR || filp->minor == minor))
			return 1;
	}
	return 0;
}

void
poll_device_ready(const struct driver *driver, u32 minor)
{
	FOR_EACH_FPROC(process)
		if (process->suspension == ON_POLL && polls_device(process, driver, minor))
			look_again(process);
}

void
poll_driver_died(const struct driver *driver)
{
	poll_device_ready(driver, ANY_MINOR);
}

void
poll_cancel(struct fproc *process)
{
	if (process->poll.is_watching)
		end(process, -EINTR);
	else
		device_cancel(process);
}

/* ---- the call ---- */

s32
do_poll(struct call *call)
{
	struct vfs_poll request = *MESSAGE_BODY(&call->message, const struct vfs_poll);
	struct fproc *process = call->process;
	struct poll_state *poll = &process->poll;
	s32 suspended;

	if (request.count > OPEN_MAX)
		return -EINVAL;
	if (fproc_copy_in(process, poll->fds, request.fds,
			  request.count * (u32)sizeof(poll->fds[0])) < 0)
		return -EFAULT;
	for (u32 index = 0; index < request.count; index++)
		poll->fds[index].revents = 0;
	poll->address = request.fds;
	poll->count = request.count;
	poll->next = 0;
	poll->is_looking = poll->is_asking = poll->is_watching = 0;
	poll->has_changed = poll->is_expired = 0;
	poll->deadline_us = TIMER_NEVER;
	if (request.timeout_ms == 0)
		poll->deadline_us = 0;
	else if (request.timeout_ms > 0)
		poll->deadline_us = sys_uptime_us() + (u64)request.timeout_ms * 1000u;
	pollers++;
	suspended = fproc_suspend(process, ON_POLL);
	look(process);
	set_expiry();
	return suspended;
}
