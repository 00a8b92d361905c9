/*
 * The end of the process, without what exit does first. A user process tells
 * PM; a system process leaves through the kernel, which tells its manager.
 */
#include <libsys/kcall.h>
#include <unistd.h>

#include "../pm_call.h"
#include "../process_kind.h"

_Noreturn void
_exit(int status)
{
	struct message m;

	if (!process_is_system()) {
		MESSAGE_BODY(&m, struct pm_exit)->status = status;
		pm_call(PM_EXIT, &m);
	}
	sys_exit(EXIT_NORMAL, status, NULL, 0);
}
