/*
 * Putting dirty buffers in order. Most are in order already, since neighbouring
 * blocks are put into neighbouring buffers: so the runs that ascend by
 * themselves are found and merged, two at a time, until one is left.
 */
#include "cache_internal.h"

#include <string.h>

/* How many at the front of the list ascend. */
static u32
ascending(struct buffer *const *list, u32 count)
{
	u32 length = 1;

	if (count == 0)
		return 0;
	while (length < count && list[length - 1]->block < list[length]->block)
		length++;
	return length;
}

/* The two runs at the front of `from`, in order, to `to`. */
static void
merge(struct buffer *const *from, u32 first, u32 second, struct buffer **to)
{
	struct buffer *const *other = from + first;
	u32 a = 0;
	u32 b = 0;

	while (a < first && b < second)
		*to++ = from[a]->block < other[b]->block ? from[a++] : other[b++];
	memcpy(to, from + a, (first - a) * sizeof(*to));
	memcpy(to + first - a, other + b, (second - b) * sizeof(*to));
}

void
buffers_sort(struct buffer **list, struct buffer **scratch, u32 count)
{
	while (ascending(list, count) < count) {
		for (u32 at = 0; at < count;) {
			u32 first = ascending(list + at, count - at);
			u32 second = ascending(list + at + first, count - at - first);

			merge(list + at, first, second, scratch + at);
			at += first + second;
		}
		memcpy(list, scratch, count * sizeof(*list));
	}
}
