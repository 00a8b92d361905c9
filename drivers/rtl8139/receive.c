/* See receive.h. The ring is the card's to write: what stands there is checked, frame by frame. */
#include "receive.h"

#include "card.h"
#include "recovery.h"
#include "registers.h"

/*
 * A frame that is not all there by the time the card says where it ends is waited for.
 * After so many looks it is a head that was overwritten.
 */
#define PARTIAL_LOOKS_MAX 16u

static u32 offset;       /* of the first frame that was not released */
static u32 given_offset; /* of the first one that is not in the batch either */
static u32 partial_looks;

void
receive_begin(void)
{
	offset = given_offset = reg_in16(CBR) & ~(RING_HEAD - 1);
	partial_looks = 0;
	receive_release();
}

void
receive_release(void)
{
	if (offset != given_offset)
		recovery_received();
	offset = given_offset;
	reg_out16(CAPR, (u16)(offset - CAPR_BIAS));
}

/* The ring makes no sense at given_offset. Frames before that are delivered first. */
static void
give_up(const struct net_batch *batch, const char *why, u32 found)
{
	if (batch->count == 0)
		recovery_receiver(why, given_offset, found);
}

static void
see_partial(const struct net_batch *batch, u32 end)
{
	if (given_offset == offset && ++partial_looks > PARTIAL_LOOKS_MAX)
		give_up(batch, "a frame that never ends", end);
}

/* Adds the frame at given_offset, which moves on. False: this was the last. */
static int
take_frame(struct net_batch *batch, u32 end)
{
	struct ring_frame frame;

	switch (ring_look(card_memory->ring, given_offset, end, &frame)) {
	case RING_FRAME:
		if (!net_batch_add(batch, frame.start, frame.length))
			return 0;
		break;
	case RING_SKIP:
		net_card_counters.receive_errors++;
		break;
	case RING_PARTIAL:
		see_partial(batch, end);
		return 0;
	case RING_BROKEN:
		give_up(batch, "a head that makes no sense", frame.next);
		return 0;
	}
	partial_looks = 0;
	given_offset = frame.next;
	return 1;
}

/*
 * Looking acknowledges, in this order: a frame that comes after the look raises the
 * interrupt again. Frames that nobody is to get go back to the card at once.
 */
void
receive_take(struct net_batch *batch)
{
	u32 end;

	reg_out16(ISR, RECEIVE_EVENTS);
	end = reg_in16(CBR);
	given_offset = offset;
	if (end % RING_HEAD != 0) {
		give_up(batch, "a place to write that is no multiple of 4", end);
		return;
	}
	while (given_offset != end && take_frame(batch, end))
		;
	if (batch->count == 0 && given_offset != offset)
		receive_release();
}
