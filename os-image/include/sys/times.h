/* CPU time used, in units of 1 / CLK_TCK seconds. */
#ifndef SYS_TIMES_H
#define SYS_TIMES_H

#include <sys/types.h>

#define CLK_TCK 100

struct tms {
	clock_t tms_utime; /* all CPU time of the process: user and system aren't told apart */
	clock_t tms_stime; /* 0 */
	clock_t tms_cutime; /* of the children it has waited for */
	clock_t tms_cstime; /* 0 */
};

/* Returns the time since boot in the same units. */
clock_t times(struct tms *times);

#endif
