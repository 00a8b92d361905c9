/*
 * VFS has its own copy of who each process is, for permissions and terminals.
 * Whoever changes that gets the reply when VFS knows of it, so that its next
 * call to VFS finds things as it left them.
 */
#include <errno.h>
#include <signal.h>

#include "pm.h"

static struct mproc *changed; /* by the request that is being handled */

void
ids_changed(struct mproc *p)
{
	changed = p;
}

static u32
is_deaf(const struct mproc *p, int signal)
{
	return signal_is_ignored(p, signal) || (p->mask & PM_SIGNAL_BIT(signal)) != 0;
}

u32
ids_deaf_to(const struct mproc *p)
{
	return (is_deaf(p, SIGTTIN) ? VFS_PM_DEAF_TTIN : 0) |
	       (is_deaf(p, SIGTTOU) ? VFS_PM_DEAF_TTOU : 0);
}

static void
release_waiters(const struct mproc *p)
{
	FOR_EACH_MPROC(waiter) {
		struct message *m = &waiter->held_reply;

		if (waiter->waits_for_ids_of != p->pid)
			continue;
		waiter->waits_for_ids_of = 0;
		answer(waiter, m->type, MESSAGE_BODY(m, struct pm_reply)->result, m);
	}
}

static void
told(struct mproc *p, s32 status, const struct message *reply)
{
	(void)status; /* VFS knows no such process when that has just ended */
	(void)reply;
	if (!p->ids_due)
		release_waiters(p);
}

void
ids_tell(struct mproc *p)
{
	struct vfs_pm_ids ids = {
		.process = p->endpoint,
		.pid = p->pid,
		.group = p->group,
		.session = p->session,
		.uid = p->uid,
		.effective_uid = p->effective_uid,
		.gid = p->gid,
		.effective_gid = p->effective_gid,
		.deaf_to = ids_deaf_to(p),
	};

	if (!p->ids_due || p->state != MPROC_ALIVE || p->vfs_state != VFS_IDLE)
		return;
	p->ids_due = 0;
	vfs_ask(p, VFS_PM_IDS, &ids, sizeof(ids), told);
}

int
ids_hold_reply(struct mproc *caller, u32 request, s32 result, const struct message *m)
{
	struct mproc *p = changed;

	changed = NULL;
	if (p == NULL || result < 0)
		return 0;
	caller->busy = 1;
	caller->waits_for_ids_of = p->pid;
	caller->held_reply = *m;
	caller->held_reply.type = request;
	MESSAGE_BODY(&caller->held_reply, struct pm_reply)->result = result;
	p->ids_due = 1;
	ids_tell(p);
	return 1;
}

void
ids_forget(struct mproc *p)
{
	p->ids_due = 0;
	release_waiters(p);
}
