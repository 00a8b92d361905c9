/*
 * The end of the process, without what exit does first. A user process tells
 * PM; a system process leaves through the kernel, which tells its manager.
 */
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <unistd.h>

#include "../pm_call.h"

_Noreturn void
_exit(int status)
{
	struct kprocess self;
	struct message m;

	if (sys_info(KINFO_SELF, &self, sizeof(self), 0) >= 0 && self.priv_id == PRIV_ID_USER) {
		MESSAGE_BODY(&m, struct pm_exit)->status = status;
		pm_call(PM_EXIT, &m);
	}
	sys_exit(EXIT_NORMAL, status, NULL, 0);
}
