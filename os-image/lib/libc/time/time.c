/* The time of day and since boot, from the kernel's clock. */
#include <errno.h>
#include <libsys/kcall.h>
#include <time.h>

#define US_PER_S 1000000u
#define NS_PER_US 1000

int
clock_gettime(clockid_t clock, struct timespec *time)
{
	struct ktime now;
	int error;

	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) {
		errno = EINVAL;
		return -1;
	}
	error = sys_time(&now);
	if (error < 0) {
		errno = -error;
		return -1;
	}
	time->tv_sec = (time_t)(now.uptime_us / US_PER_S);
	if (clock == CLOCK_REALTIME)
		time->tv_sec += (time_t)now.boot_epoch_s;
	time->tv_nsec = (long)(now.uptime_us % US_PER_S) * NS_PER_US;
	return 0;
}

time_t
time(time_t *seconds)
{
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		return -1;
	if (seconds != NULL)
		*seconds = now.tv_sec;
	return now.tv_sec;
}
