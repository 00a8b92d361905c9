/* The time of day and since boot, from the kernel's clock; CPU time, from PM. */
#include <errno.h>
#include <libsys/kcall.h>
#include <sys/time.h>
#include <time.h>

#include "../pm_call.h"

#define US_PER_S 1000000u
#define NS_PER_US 1000

static int
cpu_time(u64 *self_us)
{
	struct message m;

	if (pm_call(PM_TIMES, &m) < 0)
		return -1;
	*self_us = MESSAGE_BODY(&m, struct pm_times_reply)->self_us;
	return 0;
}

int
clock_gettime(clockid_t clock, struct timespec *time)
{
	struct ktime now;
	u64 us;
	int error;

	if (clock == CLOCK_PROCESS_CPUTIME_ID) {
		if (cpu_time(&us) < 0)
			return -1;
	} else if (clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC) {
		error = sys_time(&now);
		if (error < 0) {
			errno = -error;
			return -1;
		}
		us = now.uptime_us;
		if (clock == CLOCK_REALTIME)
			us += now.boot_epoch_s * US_PER_S;
	} else {
		errno = EINVAL;
		return -1;
	}
	time->tv_sec = (time_t)(us / US_PER_S);
	time->tv_nsec = (long)(us % US_PER_S) * NS_PER_US;
	return 0;
}

int
clock_getres(clockid_t clock, struct timespec *resolution)
{
	struct timespec now;

	if (clock_gettime(clock, &now) < 0)
		return -1;
	if (resolution != NULL)
		*resolution = (struct timespec){.tv_nsec = NS_PER_US};
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

int
gettimeofday(struct timeval *restrict time, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		return -1;
	time->tv_sec = now.tv_sec;
	time->tv_usec = now.tv_nsec / NS_PER_US;
	return 0;
}

clock_t
clock(void)
{
	u64 us;

	return cpu_time(&us) < 0 ? -1 : (clock_t)us;
}
