/* Waiting for children. */
#include <sys/wait.h>

#include "../pm_call.h"

pid_t
waitpid(pid_t pid, int *status, int options)
{
	struct message m;
	pid_t child;

	*MESSAGE_BODY(&m, struct pm_wait) = (struct pm_wait){.pid = pid, .options = (u32)options};
	child = pm_waiting_call(PM_WAIT, &m);
	if (child > 0 && status != NULL)
		*status = MESSAGE_BODY(&m, struct pm_wait_reply)->status;
	return child;
}

pid_t
wait(int *status)
{
	return waitpid(-1, status, 0);
}
