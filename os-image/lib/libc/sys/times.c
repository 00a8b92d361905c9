/* CPU time used. */
#include <libsys/kcall.h>
#include <sys/times.h>

#include "../pm_call.h"

#define US_PER_TICK (1000000u / CLK_TCK)

clock_t
times(struct tms *times)
{
	struct message m;

	if (pm_call(PM_TIMES, &m) < 0)
		return -1;
	*times = (struct tms){
		.tms_utime = (clock_t)(MESSAGE_BODY(&m, struct pm_times_reply)->self_us / US_PER_TICK),
		.tms_cutime =
			(clock_t)(MESSAGE_BODY(&m, struct pm_times_reply)->children_us / US_PER_TICK),
	};
	return (clock_t)(sys_uptime_us() / US_PER_TICK);
}
