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
	child->vfs_state = VFS_IDLE;
	child->busy = 0;
	child->ids_due = 0;
	child->exit_due = 0;
	child->unpausing = 0;
	child->waits_for_ids_of = 0;
	child->exec_waiting = 0;
	child->held = 0;
	child->hangup_due = 0;
}

/* The child of a fork that VFS has no room for. */
static void
take_back(struct mproc *child)
{
	int error = sys_proc_exit(child->endpoint);

	ASSERT(error >= 0);
	mproc_forget_endpoint(child);
	mproc_free(child);
}

/* VFS knows the child: both run on. */
static void
forked(struct mproc *child, s32 status, const struct message *reply)
{
	struct mproc *parent = child->parent;
	struct message m = {0};
	int error;

	(void)reply;
	child->starting = 0;
	if (status < 0) {
		take_back(child);
		answer(parent, PM_FORK, status, &m);
		return;
	}
	error = sys_proc_resume(child->endpoint);
	ASSERT(error >= 0);
	reply_to(child, PM_FORK, 0, &m);
	signal_deliver(child);
	answer(parent, PM_FORK, child->pid, &m);
}

s32
do_fork(struct mproc *caller, struct message *m)
{
	struct vfs_pm_new new;
	struct mproc *child;
	endpoint_t endpoint;
	int error = mproc_room_for(caller);

	(void)m;
	if (error < 0)
		return error;
	endpoint = sys_proc_fork(caller->endpoint);
	if (endpoint < 0)
		return endpoint;
	child = mproc_new(endpoint);
	ASSERT(child != NULL);
	inherit(child, caller);
	child->starting = 1;
	caller->busy = 1;
	new = (struct vfs_pm_new){
		.process = endpoint,
		.parent = caller->endpoint,
		.pid = child->pid,
		.group = child->group,
		.session = child->session,
	};
	vfs_ask(child, VFS_PM_NEW, &new, sizeof(new), forked);
	return NO_REPLY;
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
		orphans_mark(dead, p);
		any_ended |= p->state == MPROC_ZOMBIE;
	}
	if (!any_ended)
		return;
	child_changed(init);
	signal_post(init, SIGCHLD);
}

/* VFS has closed what it had open: now its parent may know, if there is one. */
static void
closed(struct mproc *p, s32 status, const struct message *reply)
{
	struct mproc *parent = p->parent;

	(void)status;
	(void)reply;
	if (parent == NULL) {
		mproc_free(p);
		return;
	}
	p->state = MPROC_ZOMBIE;
	/* Who ignores the signal has said that it will not wait. */
	if (parent->actions[SIGCHLD].handler == PM_HANDLER_IGNORE)
		mproc_free(p);
	child_changed(parent);
	signal_post(parent, SIGCHLD);
}

void
exit_tell(struct mproc *p)
{
	struct vfs_pm_process ended = {.process = p->last_endpoint};

	if (!p->exit_due || p->vfs_state != VFS_IDLE)
		return;
	p->exit_due = 0;
	vfs_ask(p, VFS_PM_EXIT, &ended, sizeof(ended), closed);
}

void
end_process(struct mproc *p, s32 status)
{
	int error;

	if (p->pid == INIT_PID) {
		boot_init_ended(status);
		return;
	}
	p->cpu_us = cpu_time_us(p);
	error = sys_proc_exit(p->endpoint);
	ASSERT(error >= 0);
	mproc_forget_endpoint(p);
	p->state = MPROC_EXITING;
	p->waiting = WAIT_NONE;
	p->alarm_at_us = 0;
	p->stopped = 0;
	p->unpausing = 0;
	p->exec_waiting = 0;
	p->status = status;
	ids_forget(p);
	hand_children_to_init(p);
	orphans_mark(p->parent, p);
	run_ended(p);
	p->exit_due = 1;
	exit_tell(p);
	orphans_hang_up();
}
