/* The kernel calls that are measured on both sides. */
#include <libsys/kcall.h>

#include "bench.h"

#define NO_SUCH_CALL 0x7fffu

void
refused_call(void)
{
	kernel_call(NO_SUCH_CALL, 0, 0, 0, 0, 0);
}

void
time_call(void)
{
	struct ktime time;

	sys_time(&time);
}
