/* The requests about signals: sending them, and saying what shall happen on them. */
#include <errno.h>
#include <libsys/kcall.h>

#include "pm.h"

#define NOT_MASKABLE (PM_SIGNAL_BIT(SIGKILL) | PM_SIGNAL_BIT(SIGSTOP))

static int
is_signal(s32 signal)
{
	return signal > 0 && signal < PM_NR_SIGNALS;
}

static int
may_signal(const struct mproc *from, const struct mproc *to, int signal)
{
	if (from->effective_uid == 0 || (signal == SIGCONT && from->session == to->session))
		return 1;
	return from->uid == to->uid || from->uid == to->saved_uid || from->effective_uid == to->uid ||
	       from->effective_uid == to->saved_uid;
}

/* Whether kill(pid) from the caller means that process. */
static int
is_meant(const struct mproc *p, const struct mproc *caller, s32 pid)
{
	if (pid > 0)
		return p->pid == pid;
	if (pid == 0)
		return p->group == caller->group;
	if (pid == -1)
		return p->pid != INIT_PID && p != caller;
	return p->group == -pid;
}

/*
 * Succeeds when at least one process could be signalled. A zombie counts as
 * found but feels nothing.
 */
s32
do_kill(struct mproc *caller, struct message *m)
{
	struct pm_kill request = *MESSAGE_BODY(m, struct pm_kill);
	s32 result = -ESRCH;

	if (request.signal != 0 && !is_signal(request.signal))
		return -EINVAL;
	if (request.pid >= PM_SERVICE_PID_BASE)
		return service_kill(caller, &request);
	FOR_EACH_MPROC(p) {
		if (!is_meant(p, caller, request.pid))
			continue;
		if (!may_signal(caller, p, request.signal)) {
			if (result == -ESRCH)
				result = -EPERM;
			continue;
		}
		result = 0;
		if (request.signal != 0)
			signal_post(p, request.signal);
	}
	return result;
}

s32
do_sig_action(struct mproc *caller, struct message *m)
{
	struct pm_sig_action request = *MESSAGE_BODY(m, struct pm_sig_action);
	struct pm_sig_action_reply *reply = MESSAGE_BODY(m, struct pm_sig_action_reply);
	struct signal_action *action;
	u32 deaf_to;

	if (!is_signal(request.signal))
		return -EINVAL;
	if (request.change && (PM_SIGNAL_BIT(request.signal) & NOT_MASKABLE) != 0)
		return -EINVAL;
	action = &caller->actions[request.signal];
	reply->handler = action->handler;
	reply->mask = action->mask;
	reply->flags = action->flags;
	if (!request.change)
		return 0;
	deaf_to = ids_deaf_to(caller);
	*action = (struct signal_action){
		.handler = request.handler,
		.mask = request.mask & ~NOT_MASKABLE,
		.flags = request.flags,
	};
	caller->trampoline = request.trampoline;
	if (signal_is_ignored(caller, request.signal))
		caller->pending &= ~PM_SIGNAL_BIT(request.signal);
	if (ids_deaf_to(caller) != deaf_to)
		ids_changed(caller);
	return 0;
}

s32
do_sig_mask(struct mproc *caller, struct message *m)
{
	struct pm_sig_mask request = *MESSAGE_BODY(m, struct pm_sig_mask);
	u32 mask = caller->mask;
	u32 deaf_to = ids_deaf_to(caller);

	switch (request.how) {
	case PM_MASK_BLOCK:
		mask |= request.set;
		break;
	case PM_MASK_UNBLOCK:
		mask &= ~request.set;
		break;
	case PM_MASK_SET:
		mask = request.set;
		break;
	case PM_MASK_ASK:
		break;
	default:
		return -EINVAL;
	}
	MESSAGE_BODY(m, struct pm_sig_set_reply)->set = caller->mask;
	caller->mask = mask & ~NOT_MASKABLE;
	if (ids_deaf_to(caller) != deaf_to)
		ids_changed(caller);
	return 0;
}

s32
do_sig_pending(struct mproc *caller, struct message *m)
{
	MESSAGE_BODY(m, struct pm_sig_set_reply)->set = caller->pending;
	return 0;
}

s32
do_sig_suspend(struct mproc *caller, struct message *m)
{
	caller->suspended_mask = caller->mask;
	caller->mask = MESSAGE_BODY(m, struct pm_sig_suspend)->mask & ~NOT_MASKABLE;
	caller->waiting = WAIT_SIGNAL;
	return NO_REPLY;
}

/* A handler returned. A context that the kernel does not take ends the process. */
s32
do_sig_return(struct mproc *caller, struct message *m)
{
	u32 mask = 0;
	u32 context = MESSAGE_BODY(m, struct pm_sig_return)->context;

	if (sys_sig_return(caller->endpoint, context, &mask) < 0) {
		end_process(caller, SIGSEGV);
		return NO_REPLY;
	}
	caller->mask = mask & ~NOT_MASKABLE;
	return NO_REPLY;
}
