/* See receive.h. What stands in the ring is checked, frame by frame: the card may have lost its way. */
#include "receive.h"

#include "pause.h"
#include "recovery.h"
#include "registers.h"
#include "remote.h"
#include "ring.h"

/* A batch is read into one piece of memory; all that the ring can hold fits. */
static u8 staging[RING_PAGES * CARD_PAGE] __attribute__((aligned(NET_FRAME_ALIGN)));
_Static_assert(REMOTE_UNIT % NET_FRAME_ALIGN == 0, "frames that are read in units stay aligned");

static u32 page;       /* of the first frame that was not released */
static u32 given_page; /* of the first one that is not in the batch either */

void
receive_begin(void)
{
	page = given_page = RING_FIRST;
}

void
receive_release(void)
{
	if (page == given_page)
		return;
	page = given_page;
	reg_out(BNRY, (u8)ring_boundary(page));
	recovery_progress();
}

/* The ring makes no sense at given_page. Frames before that are delivered first. */
static void
give_up(const struct net_batch *batch, const char *why, u32 found)
{
	if (batch->count == 0)
		recovery_ring(why, given_page, found);
}

static int
read_memory(u32 address, void *to, u32 bytes)
{
	int is_read = remote_read(address, to, bytes);

	if (!is_read)
		recovery_card("remote DMA from its memory does not end");
	return is_read;
}

static u32
as_number(const struct ring_head *head)
{
	return head->status | (u32)head->next << 8 | (u32)head->count_low << 16 |
	       (u32)head->count_high << 24;
}

/* Adds the frame at given_page, which moves on. False: this was the last. */
static int
take_frame(struct net_batch *batch, u32 current, u8 **place)
{
	u32 head_address = given_page << CARD_PAGE_SHIFT;
	struct ring_head head;
	u32 length = 0;

	if (!read_memory(head_address, &head, sizeof(head)))
		return 0;
	switch (ring_judge(&head, given_page, current, &length)) {
	case RING_FRAME:
		if (!net_batch_takes(batch, *place, length) ||
		    !read_memory(head_address + RING_HEAD, *place, ROUND_UP(length, REMOTE_UNIT)))
			return 0;
		(void)net_batch_add(batch, *place, length);
		*place += ROUND_UP(length, REMOTE_UNIT);
		break;
	case RING_SKIP:
		net_card_counters.receive_errors++;
		break;
	case RING_BROKEN:
		give_up(batch, "a head that makes no sense", as_number(&head));
		return 0;
	}
	given_page = head.next;
	return 1;
}

/*
 * Looking acknowledges, in this order: a frame that comes after the look raises the
 * interrupt again. Frames that nobody is to get go back to the card at once.
 */
void
receive_take(struct net_batch *batch)
{
	u8 *place = staging;
	u32 current;

	if (pause_is_stopped())
		return;
	reg_out(ISR, INT_PRX);
	current = reg_in_page(1, CURR);
	given_page = page;
	if (!ring_has(current)) {
		give_up(batch, "a place to write that is not in it", current);
		return;
	}
	while (given_page != current && take_frame(batch, current, &place))
		;
	if (batch->count == 0)
		receive_release();
	if (reg_in(ISR) & INT_OVW)
		pause_for_overflow();
}
