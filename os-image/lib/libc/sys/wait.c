/* Waiting for children. */
#include <errno.h>
#include <sys/wait.h>

#include "../pm_call.h"
#include "../signal/restart.h"

pid_t
waitpid(pid_t pid, int *status, int options)
{
	unsigned interruptions = interrupting_handlers;
	struct message m;
	pid_t child;

	do {
		*MESSAGE_BODY(&m, struct pm_wait) =
			(struct pm_wait){.pid = pid, .options = (u32)options};
		child = pm_waiting_call(PM_WAIT, &m);
	} while (child < 0 && errno == EINTR && interrupting_handlers == interruptions);
	if (child > 0 && status != NULL)
		*status = MESSAGE_BODY(&m, struct pm_wait_reply)->status;
	return child;
}

pid_t
wait(int *status)
{
	return waitpid(-1, status, 0);
}
