/* Time in microseconds. */
#ifndef SYS_TIME_H
#define SYS_TIME_H

#include <sys/types.h>

struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;
};

/* The zone is for old programs only, and ignored. */
int gettimeofday(struct timeval *restrict time, void *restrict zone);
/* Times of access and of change; NULL: now. */
int utimes(const char *path, const struct timeval times[2]);

#endif
