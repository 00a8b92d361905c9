/* Children that end: init's own, and all those that were left to it. */
#include <errno.h>
#include <sys/wait.h>

#include "init.h"

bool
reap_children(void)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		job_ended(pid);
	return pid == 0 || errno != ECHILD;
}

bool
wait_for_child(pid_t pid, time_t limit_s)
{
	time_t until_s = uptime_s() + limit_s;
	pid_t ended;

	while ((ended = waitpid(pid, NULL, WNOHANG)) == 0 && uptime_s() < until_s) {
		wait_for_news(until_s);
		if (shutdown_asked() != SHUTDOWN_NONE)
			break;
	}
	return ended != 0;
}

void
wait_for_all(time_t limit_s)
{
	time_t until_s = uptime_s() + limit_s;

	while (reap_children() && uptime_s() < until_s)
		wait_for_news(until_s);
}
