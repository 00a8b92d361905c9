/*
 * Nasty values: addresses at every edge of the address space, ranges that leave
 * it or wrap around, endpoints of nobody.
 */
#include <stdlib.h>

#include "attack.h"

#define HUGE 0x7fffffffu
#define ALL 0xffffffffu
#define FAR_AWAY 0x50000000u /* nothing is mapped near it */

extern const char data_end[] __asm__("_end");

const struct nasty *
nasty_ranges(u32 *count)
{
	static struct nasty ranges[] = {
		{0, 1},
		{0, 64},
		{0, HUGE},
		{0, ALL},
		{1, 64},
		{0xfff, 1},
		{0xfff, 64},
		{FAR_AWAY, 1},
		{FAR_AWAY, 4096},
		{FAR_AWAY, HUGE},
		{USER_STACK_TOP, 1},
		{USER_STACK_TOP - 4, 64},
		{USER_STACK_TOP - USER_STACK_MAX - PAGE_SIZE, 64},
		{USER_TOP - 1, 1},
		{USER_TOP - 1, 64},
		{USER_TOP, 1},
		{USER_TOP, 64},
		{0xbfffffff, 1},
		{0xbfffffff, 64},
		{0xc0000000, 1},
		{0xc0000000, 64},
		{0xc0000000, 0x40000000},
		{0xc0100000, 64},
		{0xfffff000, 4096},
		{0xfffff000, 8192},
		{0xfffffff0, 1},
		{0xfffffff0, 64},
		{0xffffffff, 1},
		{0xffffffff, 64},
		{0xffffffff, ALL},
		{0, 64},       /* the page before the text */
		{0, HUGE},     /* from good memory on, but far too long */
		{0, ALL},      /* from good memory on, around the end of the address space */
		{0, 2 * PAGE_SIZE}, /* the last bytes of a mapped page, then nothing */
	};
	static u32 good[16];
	u32 own = ARRAY_LEN(ranges) - 4;

	ranges[own].address = text_start() - 64;
	ranges[own + 1].address = (u32)good;
	ranges[own + 2].address = (u32)good;
	ranges[own + 3].address = ROUND_UP((u32)data_end, PAGE_SIZE) - 4;
	*count = ARRAY_LEN(ranges);
	return ranges;
}

const struct nasty *
read_only_ranges(u32 *count)
{
	static const u32 constant[64] = {1};
	static struct nasty ranges[3];

	ranges[0] = (struct nasty){text_start(), 64};
	ranges[1] = (struct nasty){(u32)&read_only_ranges & ~3u, 64};
	ranges[2] = (struct nasty){(u32)constant, 64};
	*count = ARRAY_LEN(ranges);
	return ranges;
}

const endpoint_t *
dead_endpoints(u32 *count)
{
	static endpoint_t endpoints[] = {
		EP_NONE,
		ENDPOINT(0, 7),
		ENDPOINT(0, NR_PROCS - 1),
		ENDPOINT(2, 0),
		ENDPOINT(ENDPOINT_MAX_GENERATION, 0),
		ENDPOINT(ENDPOINT_MAX_GENERATION, NR_PROCS - 1),
		ENDPOINT(7, NR_PROCS - 1),
		-1,
		-2,
		-256,
		-257,
		(endpoint_t)0x80000000,
		(endpoint_t)0x80000001,
		(endpoint_t)0x800001ff,
		0x7fffffff,
		0x7fffff00,
		0, /* ourselves in our next life */
		0, /* ourselves in our last one */
	};
	u32 own = ARRAY_LEN(endpoints) - 2;

	endpoints[own] = self() + NR_PROCS;
	endpoints[own + 1] = self() - NR_PROCS;
	*count = ARRAY_LEN(endpoints);
	return endpoints;
}
