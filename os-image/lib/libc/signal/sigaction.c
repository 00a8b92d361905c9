/* What happens on a signal. */
#include <signal.h>

#include "../pm_call.h"

_Static_assert(SA_NOCLDSTOP == PM_SA_NOCLDSTOP && SA_NODEFER == PM_SA_NODEFER &&
		       SA_RESETHAND == PM_SA_RESETHAND && NSIG == PM_NR_SIGNALS,
	       "signal numbers and flags go to PM as they are");

void signal_trampoline(void);

int
sigaction(int signal, const struct sigaction *action, struct sigaction *old)
{
	struct message m;
	const struct pm_sig_action_reply *reply = MESSAGE_BODY(&m, struct pm_sig_action_reply);
	struct pm_sig_action *request = MESSAGE_BODY(&m, struct pm_sig_action);

	*request = (struct pm_sig_action){.signal = signal, .trampoline = (u32)signal_trampoline};
	if (action != NULL) {
		request->change = 1;
		request->handler = (u32)action->sa_handler;
		request->mask = action->sa_mask;
		request->flags = action->sa_flags;
	}
	if (pm_call(PM_SIG_ACTION, &m) < 0)
		return -1;
	if (old != NULL) {
		old->sa_handler = (sighandler_t)reply->handler;
		old->sa_mask = reply->mask;
		old->sa_flags = reply->flags;
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
