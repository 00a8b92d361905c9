/*
 * Whether wrong data is a reason to complain about the driver. When a fresh instance
 * reads the same, the disk is at fault, and a restart was for nothing: the next
 * complaint has to wait, twice as long each time, so that a rotten disk does not keep
 * the driver from working. A restart that helped takes all of that back. Plain data.
 */
#ifndef CHECKSUM_RECOVERY_DOUBT_H
#define CHECKSUM_RECOVERY_DOUBT_H

#include <kintsugi/types.h>

#define DOUBT_PAUSE_US (5u * 1000u * 1000u) /* after the first restart for nothing */
#define DOUBT_DOUBLINGS 7u                  /* at most: 640 s */

struct doubt {
	u32 for_nothing; /* restarts in a row */
	u64 until_us;    /* no complaint before that */
};

int doubt_allows(const struct doubt *doubt, u64 now_us);
void doubt_learn(struct doubt *doubt, int restart_helped, u64 now_us);

#endif
