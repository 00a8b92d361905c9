/* How processes come and go: fork, exit, and what a death means to relatives. */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <sys/wait.h>

#include "pm.h"

#define EXIT_STATUS(code) (((code)&0xff) << 8)

/* What a child has of its parent; alarms, pending signals and CPU time are its own. */
static void
inherit(struct mproc *child, const struct mproc *parent)
{
	struct mproc fresh = *child;

	*child = *parent;
	child->endpoint = fresh.endpoint;
	child->pid = fresh.pid;
	child->parent = (struct mproc *)parent;
	child->has_execed = 0;
	child->waiting = WAIT_NONE;
	child->alarm_at_us = 0;
	child->pending = 0;
	child->stopped = 0;
	child->status = 0;
	child->children_us = 0;
}

s32
do_fork(struct mproc *caller, struct message *m)
{
	struct mproc *child;
	endpoint_t endpoint;
	int error = mproc_room_for(caller);

	if (error < 0)
		return error;
	endpoint = sys_proc_fork(caller->endpoint);
	if (endpoint < 0)
		return endpoint;
	child = mproc_new(endpoint);
	ASSERT(child != NULL);
	inherit(child, caller);
	error = sys_proc_resume(endpoint);
	ASSERT(error >= 0);
	reply_to(child, PM_FORK, 0, m);
	return child->pid;
}

s32
do_exit(struct mproc *caller, struct message *m)
{
	end_process(caller, EXIT_STATUS(MESSAGE_BODY(m, struct pm_exit)->status));
	return NO_REPLY;
}

/* The children of the dead go to init, zombies included. */
static void
hand_children_to_init(const struct mproc *dead)
{
	struct mproc *init = mproc_by_pid(INIT_PID);
	int any_ended = 0;

	FOR_EACH_MPROC(p) {
		if (p->parent != dead)
			continue;
		p->parent = init;
		any_ended |= p->state == MPROC_ZOMBIE;
	}
	if (!any_ended)
		return;
	child_changed(init);
	signal_post(init, SIGCHLD);
}

void
end_process(struct mproc *p, s32 status)
{
	struct mproc *parent = p->parent;
	int error;

	if (p->pid == INIT_PID)
		boot_init_ended(status);
	p->cpu_us = cpu_time_us(p);
	error = sys_proc_exit(p->endpoint);
	ASSERT(error >= 0);
	mproc_forget_endpoint(p);
	p->state = MPROC_ZOMBIE;
	p->waiting = WAIT_NONE;
	p->alarm_at_us = 0;
	p->stopped = 0;
	p->status = status;
	hand_children_to_init(p);
	/* Who ignores the signal has said that it will not wait. */
	if (parent->actions[SIGCHLD].handler == PM_HANDLER_IGNORE)
		mproc_free(p);
	child_changed(parent);
	signal_post(parent, SIGCHLD);
}
