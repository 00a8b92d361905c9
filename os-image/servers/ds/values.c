/* See values.h. */
#include "values.h"

#include <string.h>

#define VALUES_AT 0x78000000u /* where they lie in the address space */

static struct region room = {.base = (u8 *)VALUES_AT};
static u32 used;

s32
values_add(const void *data, u32 length, u32 *offset)
{
	s32 error = region_resize(&room, used + length);

	if (error < 0)
		return error;
	memcpy(room.base + used, data, length);
	*offset = used;
	used += length;
	return 0;
}

void
values_remove(u32 offset, u32 length)
{
	u32 end = offset + length;

	memmove(room.base + offset, room.base + end, used - end);
	used -= length;
	(void)region_resize(&room, used);
}

const void *
values_at(u32 offset)
{
	return room.base + offset;
}
