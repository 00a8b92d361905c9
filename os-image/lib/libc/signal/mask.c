/* Which signals are held back, which are waiting, and waiting for one. */
#include <signal.h>
#include <unistd.h>

#include "../pm_call.h"

_Static_assert(SIG_BLOCK == PM_MASK_BLOCK && SIG_UNBLOCK == PM_MASK_UNBLOCK &&
		       SIG_SETMASK == PM_MASK_SET,
	       "mask operations go to PM as they are");

int
sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	struct message m;

	*MESSAGE_BODY(&m, struct pm_sig_mask) = (struct pm_sig_mask){
		.how = set != NULL ? (u32)how : PM_MASK_ASK,
		.set = set != NULL ? *set : 0,
	};
	if (pm_call(PM_SIG_MASK, &m) < 0)
		return -1;
	if (old != NULL)
		*old = MESSAGE_BODY(&m, struct pm_sig_set_reply)->set;
	return 0;
}

int
sigpending(sigset_t *set)
{
	struct message m;

	if (pm_call(PM_SIG_PENDING, &m) < 0)
		return -1;
	*set = MESSAGE_BODY(&m, struct pm_sig_set_reply)->set;
	return 0;
}

int
sigsuspend(const sigset_t *mask)
{
	struct message m;

	MESSAGE_BODY(&m, struct pm_sig_suspend)->mask = *mask;
	return pm_waiting_call(PM_SIG_SUSPEND, &m);
}

int
pause(void)
{
	sigset_t mask;

	if (sigprocmask(SIG_BLOCK, NULL, &mask) < 0)
		return -1;
	return sigsuspend(&mask);
}
