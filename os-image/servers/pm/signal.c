/*
 * Signals: posting, and carrying out what is pending.
 *
 * A signal is delivered in one of four ways: to a handler (the kernel moves the
 * process there; a wait of its ends with EINTR), by ending the process, by
 * stopping it, or not at all. While a process' own request is being handled its
 * signals only become pending; main.c delivers them when it has its reply.
 *
 * The first process can't be ended or stopped by a signal that it has no
 * handler for, only by its own fault.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "pm.h"

#define ALWAYS_DELIVERED (PM_SIGNAL_BIT(SIGKILL) | PM_SIGNAL_BIT(SIGSTOP))
#define STOP_SIGNALS                                                                               \
	(PM_SIGNAL_BIT(SIGSTOP) | PM_SIGNAL_BIT(SIGTSTP) | PM_SIGNAL_BIT(SIGTTIN) |                \
	 PM_SIGNAL_BIT(SIGTTOU))
#define IGNORED_BY_DEFAULT                                                                         \
	(PM_SIGNAL_BIT(SIGCHLD) | PM_SIGNAL_BIT(SIGCONT) | PM_SIGNAL_BIT(SIGURG) |                 \
	 PM_SIGNAL_BIT(SIGWINCH))

#define STOP_STATUS(signal) (((signal) << 8) | 0x7f)

static int
has_handler(const struct mproc *p, int signal)
{
	return p->actions[signal].handler > PM_HANDLER_IGNORE;
}

int
signal_is_ignored(const struct mproc *p, int signal)
{
	u32 handler = p->actions[signal].handler;

	if (handler == PM_HANDLER_DEFAULT)
		return p->pid == INIT_PID || (IGNORED_BY_DEFAULT & PM_SIGNAL_BIT(signal)) != 0;
	return handler == PM_HANDLER_IGNORE;
}

/* What came while it was stopped is delivered before it runs on. */
static void
go_on(struct mproc *p)
{
	if (!p->stopped)
		return;
	p->stopped = 0;
	if (!is_being_served(p))
		signal_deliver(p);
	if (p->state == MPROC_ALIVE && !p->stopped && !p->unpausing && !p->starting && !p->held)
		sys_proc_resume(p->endpoint);
}

void
signal_post(struct mproc *p, int signal)
{
	u32 bit = PM_SIGNAL_BIT(signal);

	if (p->state != MPROC_ALIVE)
		return;
	if (signal == SIGCONT) {
		p->pending &= ~STOP_SIGNALS;
		go_on(p);
	} else if ((bit & STOP_SIGNALS) != 0) {
		p->pending &= ~PM_SIGNAL_BIT(SIGCONT);
	}
	if (p->state != MPROC_ALIVE || (signal_is_ignored(p, signal) && (p->mask & bit) == 0))
		return;
	p->pending |= bit;
	if (!is_being_served(p))
		signal_deliver(p);
}

/* VFS has answered the call that it had of the process, or won't: now a handler may run. */
static void
unpaused(struct mproc *p, s32 status, const struct message *reply)
{
	(void)reply;
	p->unpausing = 0;
	if (p->state != MPROC_ALIVE)
		return;
	p->waits_in_vain = status >= 0;
	if (status >= 0)
		signal_deliver(p);
	p->waits_in_vain = 0;
	if (p->state == MPROC_ALIVE && !p->stopped && !p->unpausing)
		sys_proc_resume(p->endpoint);
}

void
signal_unpause(struct mproc *p)
{
	struct vfs_pm_unpause waiting = {.process = p->endpoint, .restart = p->unpause_restarts};

	if (p->unpausing && p->state == MPROC_ALIVE && p->vfs_state == VFS_IDLE)
		vfs_ask(p, VFS_PM_UNPAUSE, &waiting, sizeof(waiting), unpaused);
}

static int
waits_for_vfs(const struct mproc *p)
{
	struct kprocess info;
	int error = sys_info(KINFO_PROCESS, &info, sizeof(info), (u32)ENDPOINT_SLOT(p->endpoint));

	return error >= 0 && info.endpoint == p->endpoint && (info.state & PROC_RECEIVING) != 0 &&
	       info.blocked_on == vfs_endpoint();
}

static void
stop(struct mproc *p, int signal)
{
	p->stopped = 1;
	p->stop_reported = 0;
	p->status = STOP_STATUS(signal);
	sys_proc_stop(p->endpoint);
	/* What it waits for is for others now: a terminal's next line, say. */
	if (waits_for_vfs(p)) {
		p->unpausing = 1;
		p->unpause_restarts = 1;
		signal_unpause(p);
	}
	if (p->parent == NULL)
		return;
	child_changed(p->parent);
	if ((p->parent->actions[SIGCHLD].flags & PM_SA_NOCLDSTOP) == 0)
		signal_post(p->parent, SIGCHLD);
}

/*
 * Moves the process to its handler; one whose stack can't take that ends, as
 * does one that waits for VFS though that has nothing to answer. A signal that
 * has to wait for VFS is pending again.
 */
static void
call_handler(struct mproc *p, int signal)
{
	struct signal_action *action = &p->actions[signal];
	struct ksigframe frame = {
		.handler = action->handler,
		.trampoline = p->trampoline,
		.signal = signal,
		.mask = p->waiting == WAIT_SIGNAL ? p->suspended_mask : p->mask,
	};

	int error = sys_sig_send(p->endpoint, &frame);

	if (error == -EBUSY && !p->waits_in_vain) {
		p->pending |= PM_SIGNAL_BIT(signal);
		p->unpausing = 1;
		p->unpause_restarts = 0;
		sys_proc_stop(p->endpoint);
		signal_unpause(p);
		return;
	}
	if (error < 0) {
		end_process(p, SIGSEGV);
		return;
	}
	p->waiting = WAIT_NONE;
	p->mask |= action->mask;
	if ((action->flags & PM_SA_NODEFER) == 0)
		p->mask |= PM_SIGNAL_BIT(signal);
	p->mask &= ~ALWAYS_DELIVERED;
	if ((action->flags & PM_SA_RESETHAND) != 0)
		action->handler = PM_HANDLER_DEFAULT;
}

static void
carry_out(struct mproc *p, int signal)
{
	if (has_handler(p, signal))
		call_handler(p, signal);
	else if (signal_is_ignored(p, signal))
		return;
	else if (signal != SIGSTOP && (PM_SIGNAL_BIT(signal) & STOP_SIGNALS) != 0 &&
		 group_is_orphaned(p->group))
		return;
	else if ((PM_SIGNAL_BIT(signal) & STOP_SIGNALS) != 0)
		stop(p, signal);
	else
		end_process(p, signal);
}

/* The signals that could be carried out now. */
static u32
ready_signals(const struct mproc *p)
{
	u32 ready = p->pending & ~p->mask;

	if (p->unpausing)
		return 0;
	return p->stopped ? ready & PM_SIGNAL_BIT(SIGKILL) : ready;
}

int
signal_is_due(const struct mproc *p)
{
	return ready_signals(p) != 0;
}

/* Ends: each turn takes one signal from the pending ones, and none is added meanwhile. */
void
signal_deliver(struct mproc *p)
{
	while (p->state == MPROC_ALIVE && signal_is_due(p)) {
		int signal = __builtin_ctz(ready_signals(p)) + 1;

		p->pending &= ~PM_SIGNAL_BIT(signal);
		carry_out(p, signal);
	}
}

int
signal_fault(struct mproc *p, int signal)
{
	if (!has_handler(p, signal) || (p->mask & PM_SIGNAL_BIT(signal)) != 0)
		return 0;
	call_handler(p, signal);
	return 1;
}

void
signal_reset_handlers(struct mproc *p)
{
	for (int signal = 1; signal < PM_NR_SIGNALS; signal++)
		if (has_handler(p, signal))
			p->actions[signal] = (struct signal_action){0};
	p->trampoline = 0;
}
