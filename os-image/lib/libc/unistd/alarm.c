/* SIGALRM after a time; the seconds that an earlier alarm had left. */
#include <unistd.h>

#include "../pm_call.h"

#define US_PER_S 1000000u

unsigned
alarm(unsigned seconds)
{
	struct message m;

	MESSAGE_BODY(&m, struct pm_alarm)->delay_us = (u64)seconds * US_PER_S;
	if (pm_call(PM_ALARM, &m) < 0)
		return 0;
	return (unsigned)((MESSAGE_BODY(&m, struct pm_alarm_reply)->left_us + US_PER_S - 1) / US_PER_S);
}
