/* See ring.h. */
#include "ring.h"

#include <string.h>

static u32
least(u32 a, u32 b)
{
	return a < b ? a : b;
}

void
ring_append(struct ring *ring, const char *text, u32 length)
{
	while (length > 0) {
		u32 place = ring->end % RING_BYTES;
		u32 now = least(length, RING_BYTES - place);

		memcpy(ring->text + place, text, now);
		ring->end += now;
		ring->held = least(ring->held + now, RING_BYTES);
		text += now;
		length -= now;
	}
}

u32
ring_clamp(const struct ring *ring, u32 position)
{
	return ring->end - position > ring->held ? ring->end - ring->held : position;
}

const char *
ring_piece(const struct ring *ring, u32 position, u32 *length)
{
	u32 place = position % RING_BYTES;

	*length = least(ring->end - position, RING_BYTES - place);
	return ring->text + place;
}
