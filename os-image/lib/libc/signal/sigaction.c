/*
 * What happens on a signal. PM is told one function for all handlers: it counts
 * those that interrupt calls for good, and goes on to the program's own.
 */
#include <errno.h>
#include <signal.h>

#include "../pm_call.h"
#include "restart.h"

_Static_assert(SA_NOCLDSTOP == PM_SA_NOCLDSTOP && SA_NODEFER == PM_SA_NODEFER &&
		       SA_RESETHAND == PM_SA_RESETHAND && NSIG == PM_NR_SIGNALS,
	       "signal numbers and flags go to PM as they are");

void signal_trampoline(void);

static sighandler_t handlers[NSIG];
static sigset_t restarting; /* signals whose handlers have SA_RESTART */

/* The interrupted code finds its errno again. */
static void
dispatch(int signal)
{
	int error = errno;

	if ((restarting & (1u << (signal - 1))) == 0)
		interrupting_handlers++;
	handlers[signal](signal);
	errno = error;
}

/* What to tell PM; the program's handler is noted here. */
static void
set_handler(struct pm_sig_action *request, int signal, const struct sigaction *action)
{
	request->change = 1;
	request->handler = (u32)action->sa_handler;
	request->mask = action->sa_mask;
	request->flags = action->sa_flags & ~SA_RESTART;
	if (action->sa_handler == SIG_DFL || action->sa_handler == SIG_IGN)
		return;
	request->handler = (u32)dispatch;
	handlers[signal] = action->sa_handler;
	if ((action->sa_flags & SA_RESTART) != 0)
		restarting |= 1u << (signal - 1);
	else
		restarting &= ~(1u << (signal - 1));
}

int
sigaction(int signal, const struct sigaction *action, struct sigaction *old)
{
	struct message m;
	const struct pm_sig_action_reply *reply = MESSAGE_BODY(&m, struct pm_sig_action_reply);
	struct pm_sig_action *request = MESSAGE_BODY(&m, struct pm_sig_action);
	sighandler_t old_handler;
	sigset_t old_restarting = restarting;

	if (signal < 1 || signal >= NSIG) {
		errno = EINVAL;
		return -1;
	}
	old_handler = handlers[signal];
	*request = (struct pm_sig_action){.signal = signal, .trampoline = (u32)signal_trampoline};
	/* Before PM knows, since the signal may come as soon as it does. */
	if (action != NULL)
		set_handler(request, signal, action);
	if (pm_call(PM_SIG_ACTION, &m) < 0) {
		handlers[signal] = old_handler;
		restarting = old_restarting;
		return -1;
	}
	if (old == NULL)
		return 0;
	old->sa_handler = (sighandler_t)reply->handler;
	old->sa_mask = reply->mask;
	old->sa_flags = reply->flags;
	if (old->sa_handler == dispatch) {
		old->sa_handler = old_handler;
		if ((old_restarting & (1u << (signal - 1))) != 0)
			old->sa_flags |= SA_RESTART;
	}
	return 0;
}

sighandler_t
signal(int signal, sighandler_t handler)
{
	struct sigaction action = {.sa_handler = handler};
	struct sigaction old;

	return sigaction(signal, &action, &old) < 0 ? SIG_ERR : old.sa_handler;
}
