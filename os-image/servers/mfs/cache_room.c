/*
 * Which buffers are used for something else: the clock algorithm. A hand goes
 * round the buffers of a part; one that was used since its last visit gets
 * another round. It looks for neighbours that can go together.
 */
#include "cache_internal.h"

#include <errno.h>

#define GOOD_RUN 8u /* neighbours that are worth taking although more were wanted */

static int
can_be_taken(const struct buffer *buffer)
{
	return buffer->pins == 0 &&
	       !(buffer->flags & (BUFFER_DIRTY | BUFFER_READING | BUFFER_WRITING));
}

static void
empty(struct buffer *buffer)
{
	if (buffer->block != NO_BLOCK)
		cache_remove(buffer);
	buffer->flags = 0;
	buffer->failures = 0;
	buffer->owner = CACHE_NO_OWNER;
	buffer->error = 0;
}

/* Moves the hand one on. Whether the buffer it was at can go now. */
static int
visit(struct part *part, struct buffer **visited)
{
	struct buffer *buffer = &cache.buffers[part->hand++];

	*visited = buffer;
	if (!can_be_taken(buffer))
		return 0;
	if (!(buffer->flags & BUFFER_REFERENCED))
		return 1;
	buffer->flags &= (u8)~BUFFER_REFERENCED;
	return 0;
}

u32
cache_take(enum cache_part part_number, u32 wanted, struct buffer **first)
{
	struct part *part = &cache.parts[part_number];
	u32 looks = 2 * (part->end - part->begin) + wanted;
	u32 good = wanted < GOOD_RUN ? wanted : GOOD_RUN;
	u32 best = 0;
	u32 run = 0;

	while (looks-- > 0 && run < wanted) {
		struct buffer *buffer;
		int can_go;

		if (part->hand == part->end) {
			part->hand = part->begin;
			run = 0;
		}
		can_go = visit(part, &buffer);
		if (!can_go && best >= good)
			break;
		run = can_go ? run + 1 : 0;
		if (run > best) {
			best = run;
			*first = buffer + 1 - run;
		}
	}
	for (u32 index = 0; index < best; index++)
		empty(*first + index);
	return best;
}
