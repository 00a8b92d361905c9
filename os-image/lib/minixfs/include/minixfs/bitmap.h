/* One block of a bitmap, or a whole one in memory. Bit n is bit n % 8 of byte n / 8. */
#ifndef MINIXFS_BITMAP_H
#define MINIXFS_BITMAP_H

#include <kintsugi/types.h>

static inline int
bitmap_test(const u8 *map, u32 bit)
{
	return map[bit / 8] >> (bit % 8) & 1;
}

static inline void
bitmap_set(u8 *map, u32 bit)
{
	map[bit / 8] |= (u8)(1u << (bit % 8));
}

static inline void
bitmap_clear(u8 *map, u32 bit)
{
	map[bit / 8] &= (u8) ~(1u << (bit % 8));
}

/* The first clear bit from `from` on, or `end`. */
u32 bitmap_find_clear(const u8 *map, u32 from, u32 end);

/* The first set bit from `from` on, or `end`. */
u32 bitmap_find_set(const u8 *map, u32 from, u32 end);

/* How many bits are clear among the first `end`. */
u32 bitmap_count_clear(const u8 *map, u32 end);

#endif
