/*
 * Memory that grows and shrinks by pages at its end and never moves. Each region has
 * a place of its own in the address space, so that the kernel keeps it as one piece.
 */
#ifndef DS_REGION_H
#define DS_REGION_H

#include <kintsugi/types.h>

struct region {
	u8 *base;
	u32 mapped; /* bytes, whole pages */
};

/*
 * Makes the first `bytes` usable and gives whole pages behind them back. -ENOSPC when
 * the kernel has no more; then all is as before. Shrinking does not fail.
 */
s32 region_resize(struct region *region, u32 bytes);

#endif
