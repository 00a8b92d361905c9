/* Waiting for time to pass. */
#include <errno.h>
#include <libsys/kcall.h>
#include <time.h>
#include <unistd.h>

#include "../pm_call.h"

#define US_PER_S 1000000u
#define NS_PER_US 1000u
#define NS_PER_S 1000000000

/* Sleeps until that time since boot; returns the microseconds missing when interrupted. */
static u64
sleep_until(u64 until_us)
{
	struct message m;
	u64 now_us;

	MESSAGE_BODY(&m, struct pm_sleep)->until_us = until_us;
	if (pm_waiting_call(PM_SLEEP, &m) == 0)
		return 0;
	now_us = sys_uptime_us();
	return now_us < until_us ? until_us - now_us : 0;
}

unsigned
sleep(unsigned seconds)
{
	u64 left_us = sleep_until(sys_uptime_us() + (u64)seconds * US_PER_S);

	return (unsigned)((left_us + US_PER_S - 1) / US_PER_S);
}

int
usleep(useconds_t microseconds)
{
	return sleep_until(sys_uptime_us() + microseconds) > 0 ? -1 : 0;
}

int
nanosleep(const struct timespec *duration, struct timespec *left)
{
	u64 left_us;

	if (duration->tv_sec < 0 || duration->tv_nsec < 0 || duration->tv_nsec >= NS_PER_S) {
		errno = EINVAL;
		return -1;
	}
	left_us = sleep_until(sys_uptime_us() + (u64)duration->tv_sec * US_PER_S +
			      ((u32)duration->tv_nsec + NS_PER_US - 1) / NS_PER_US);
	if (left_us == 0)
		return 0;
	if (left != NULL) {
		left->tv_sec = (time_t)(left_us / US_PER_S);
		left->tv_nsec = (long)(left_us % US_PER_S) * (long)NS_PER_US;
	}
	return -1;
}
