/* Searching in bitmaps, a byte at a time where all its bits are alike. See minixfs/bitmap.h. */
#include <minixfs/bitmap.h>

static u32
find(const u8 *map, u32 from, u32 end, int wanted)
{
	u8 nothing = wanted ? 0x00 : 0xff;
	u32 bit = from;

	while (bit < end) {
		if (bit % 8 == 0 && map[bit / 8] == nothing)
			bit += 8;
		else if (bitmap_test(map, bit) == wanted)
			return bit;
		else
			bit++;
	}
	return end;
}

u32
bitmap_find_clear(const u8 *map, u32 from, u32 end)
{
	return find(map, from, end, 0);
}

u32
bitmap_find_set(const u8 *map, u32 from, u32 end)
{
	return find(map, from, end, 1);
}

u32
bitmap_count_clear(const u8 *map, u32 end)
{
	u32 count = 0;

	for (u32 byte = 0; byte < end / 8; byte++)
		count += 8 - (u32)__builtin_popcount(map[byte]);
	for (u32 bit = end / 8 * 8; bit < end; bit++)
		count += !bitmap_test(map, bit);
	return count;
}
