/* The time of day and since boot. */
#ifndef TIME_H
#define TIME_H

#include <sys/types.h>

struct timespec {
	time_t tv_sec;
	long tv_nsec;
};

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1

int clock_gettime(clockid_t clock, struct timespec *time);
time_t time(time_t *seconds);
/* EINTR when a handler interrupted it; *left then has the rest. */
int nanosleep(const struct timespec *duration, struct timespec *left);

#endif
