/* Sending signals. */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "../pm_call.h"

int
kill(pid_t pid, int signal)
{
	struct message m;

	*MESSAGE_BODY(&m, struct pm_kill) = (struct pm_kill){.pid = pid, .signal = signal};
	return pm_call(PM_KILL, &m);
}

int
raise(int signal)
{
	return kill(getpid(), signal);
}

int
killpg(pid_t group, int signal)
{
	if (group < 1) {
		errno = EINVAL;
		return -1;
	}
	return kill(-group, signal);
}
