/*
 * The newest bytes of a text that only grows. A position counts the bytes since
 * the start; it wraps around at 2^32, which is why two of them are compared by
 * their difference.
 */
#ifndef LOG_RING_H
#define LOG_RING_H

#include <kintsugi/types.h>

#define RING_BYTES 65536u /* a power of two, so that wrapped positions find their place */

struct ring {
	u32 end;  /* position after the newest byte */
	u32 held; /* bytes in it, at most RING_BYTES */
	char text[RING_BYTES];
};

void ring_append(struct ring *ring, const char *text, u32 length);

/* The position itself, or that of the oldest byte when it was overwritten meanwhile. */
u32 ring_clamp(const struct ring *ring, u32 position);

/* The text from a clamped position on, as far as it lies in one piece; *length is 0 at the end. */
const char *ring_piece(const struct ring *ring, u32 position, u32 *length);

#endif
