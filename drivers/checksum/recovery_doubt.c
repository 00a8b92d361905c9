/* See recovery_doubt.h. */
#include "recovery_doubt.h"

int
doubt_allows(const struct doubt *doubt, u64 now_us)
{
	return now_us >= doubt->until_us;
}

/* Reads that were under way together and found the same thing count once. */
void
doubt_learn(struct doubt *doubt, int restart_helped, u64 now_us)
{
	u32 doublings = doubt->for_nothing < DOUBT_DOUBLINGS ? doubt->for_nothing : DOUBT_DOUBLINGS;

	if (restart_helped) {
		*doubt = (struct doubt){0};
	} else if (doubt_allows(doubt, now_us)) {
		doubt->for_nothing++;
		doubt->until_us = now_us + ((u64)DOUBT_PAUSE_US << doublings);
	}
}
