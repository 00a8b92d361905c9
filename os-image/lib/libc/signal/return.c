/* The end of a signal handler. */
#include <unistd.h>

#include "../pm_call.h"

_Noreturn void signal_return(u32 context);

/* Asks PM to put back what the signal interrupted; PM does not answer that. */
_Noreturn void
signal_return(u32 context)
{
	struct message m;

	MESSAGE_BODY(&m, struct pm_sig_return)->context = context;
	for (;;)
		pm_call(PM_SIG_RETURN, &m);
}
