/* See ring.h. */
#include "ring.h"

#include <string.h>

/* Status of a frame. Damaged ones are not wanted (AER and AR are off), so none may be there. */
#define STATUS_ROK 0x0001u
#define STATUS_DAMAGED 0x003eu /* ISE, RUNT, LONG, CRC, FAE */

#define FRAME_MIN ETHERNET_HEADER
#define FRAME_LONGEST 4096u /* beyond that the card says LONG */

_Static_assert(RING_SLACK >= ETHERNET_MAX + FRAME_CHECK_SEQUENCE, "the rest of a frame fits");

/* The card may write while we look, so the head is read once. */
static u32
head_at(const u8 *ring, u32 offset)
{
	return *(const volatile u32 *)(const void *)(ring + offset);
}

static u32
available(u32 offset, u32 end)
{
	return (end - offset) % RING_BYTES;
}

/* Puts a frame that goes on at the ring's start into one piece. */
static void
unwrap(u8 *ring, u32 start, u32 length)
{
	if (start + length > RING_BYTES)
		memcpy(ring + RING_BYTES, ring, start + length - RING_BYTES);
}

/* A head never reaches across the end, but the end may lie right behind it. */
enum ring_look
ring_look(u8 *ring, u32 offset, u32 end, struct ring_frame *frame)
{
	u32 head = head_at(ring, offset);
	u32 status = head & 0xffffu;
	u32 length = head >> 16;
	u32 total = ROUND_UP(RING_HEAD + length, RING_HEAD);

	frame->next = head;
	if (!(status & STATUS_ROK) || status & STATUS_DAMAGED ||
	    length < FRAME_MIN + FRAME_CHECK_SEQUENCE ||
	    length > FRAME_LONGEST + FRAME_CHECK_SEQUENCE)
		return RING_BROKEN;
	if (total > available(offset, end))
		return RING_PARTIAL;
	frame->next = (offset + total) % RING_BYTES;
	frame->length = length - FRAME_CHECK_SEQUENCE;
	if (frame->length > ETHERNET_MAX)
		return RING_SKIP;
	frame->start = ring + offset + RING_HEAD;
	unwrap(ring, offset + RING_HEAD, frame->length);
	return RING_FRAME;
}
