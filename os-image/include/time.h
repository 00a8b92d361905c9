/* The time of day and since boot; calendar time, which is UTC everywhere. */
#ifndef TIME_H
#define TIME_H

#include <sys/types.h>

struct timespec {
	time_t tv_sec;
	long tv_nsec;
};

struct tm {
	int tm_sec;
	int tm_min;
	int tm_hour;
	int tm_mday;
	int tm_mon; /* from 0 */
	int tm_year; /* since 1900 */
	int tm_wday; /* from Sunday, 0 */
	int tm_yday; /* from 0 */
	int tm_isdst; /* 0 */
};

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCKS_PER_SEC 1000000

int clock_gettime(clockid_t clock, struct timespec *time);
int clock_getres(clockid_t clock, struct timespec *resolution);
time_t time(time_t *seconds);
/* CPU time of the process, in units of 1 / CLOCKS_PER_SEC seconds. */
clock_t clock(void);
/* EINTR when a handler interrupted it; *left then has the rest. */
int nanosleep(const struct timespec *duration, struct timespec *left);

/* EOVERFLOW when the year is no int; without _r in memory that the next call uses again. */
struct tm *gmtime(const time_t *seconds);
struct tm *gmtime_r(const time_t *restrict seconds, struct tm *restrict fields);
struct tm *localtime(const time_t *seconds);
struct tm *localtime_r(const time_t *restrict seconds, struct tm *restrict fields);
/* Fields out of range count on; they are put right, with tm_wday and tm_yday. */
time_t mktime(struct tm *fields);
time_t timegm(struct tm *fields);

/* Conversions of C11 in the C locale, but for E and O. 0: it does not fit. */
size_t strftime(char *restrict text, size_t size, const char *restrict format,
		const struct tm *restrict fields);
/* "Thu Jan  1 00:00:00 1970\n" */
char *asctime(const struct tm *fields);
char *asctime_r(const struct tm *restrict fields, char *restrict text);
char *ctime(const time_t *seconds);

#endif
