/* Process groups and sessions. */
#include <unistd.h>

#include "../pm_call.h"

pid_t
getpgid(pid_t pid)
{
	struct message m;

	MESSAGE_BODY(&m, struct pm_get_group)->pid = pid;
	return pm_call(PM_GET_GROUP, &m);
}

int
setpgid(pid_t pid, pid_t group)
{
	struct message m;

	*MESSAGE_BODY(&m, struct pm_set_group) = (struct pm_set_group){.pid = pid, .group = group};
	return pm_call(PM_SET_GROUP, &m);
}

pid_t
setsid(void)
{
	struct message m;

	return pm_call(PM_SET_SESSION, &m);
}
