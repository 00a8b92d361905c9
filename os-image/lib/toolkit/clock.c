/* See <toolkit/clock.h>. */
#include <time.h>
#include <toolkit/clock.h>

#define NS_PER_US 1000

uint64_t
clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * US_PER_S + (uint64_t)(now.tv_nsec / NS_PER_US);
}
