/* A copy of this process. */
#include <unistd.h>

#include "../pm_call.h"

pid_t
fork(void)
{
	struct message m;

	return pm_call(PM_FORK, &m);
}

pid_t
vfork(void)
{
	return fork();
}
