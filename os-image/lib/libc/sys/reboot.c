/* The end of the machine's run, which PM prepares. */
#include <sys/reboot.h>

#include "../pm_call.h"

int
reboot(int how, int status)
{
	struct message m;

	*MESSAGE_BODY(&m, struct pm_reboot) = (struct pm_reboot){.how = (u32)how, .status = status};
	return pm_call(PM_REBOOT, &m);
}
