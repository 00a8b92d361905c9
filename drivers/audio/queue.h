/*
 * What was written and not yet played: a few fragments of DMA memory in a ring. The
 * writer fills one after the other; the card plays each by a command of its own, so that a
 * fragment has its own format and length, and a card whose driver is dead or hangs falls
 * silent at a fragment's end instead of repeating what it has.
 *
 * Knows no hardware. A fragment is open (being filled), ready (full, or closed early) or
 * playing; the oldest comes first.
 */
#ifndef AUDIO_QUEUE_H
#define AUDIO_QUEUE_H

#include "format.h"

#define FRAGMENTS 4u
#define FRAGMENT_BYTES_MAX 4096u
#define QUEUE_BYTES (FRAGMENTS * FRAGMENT_BYTES_MAX)

struct fragment {
	u8 *start;    /* FRAGMENT_BYTES_MAX bytes */
	u32 length;   /* of them used: whole frames once it is ready */
	u32 is_ready;
	struct audio_format format;
};

/* Empties the queue; its memory is QUEUE_BYTES long. */
void queue_init(u8 *memory);
void queue_clear(void);

/* How many bytes of that format make a fragment: about 1/40 s, a power of two. */
u32 queue_fragment_bytes(const struct audio_format *format);

/*
 * Where the next bytes of that format go, and how many have room there; 0: none has. They
 * count when queue_added tells so, which is to be called with nothing in between.
 */
u32 queue_room(const struct audio_format *format, u8 **start);
void queue_added(u32 bytes);

/* Makes what is being filled ready as it is, filled up to a whole frame with silence. */
void queue_flush(void);

u32 queue_ready_count(void);
int queue_is_empty(void);

/* The oldest fragment, which is ready; what is played is removed when it has ended. */
const struct fragment *queue_first(void);
void queue_remove_first(void);

/* Bytes in all fragments. */
u32 queue_bytes(void);

#endif
