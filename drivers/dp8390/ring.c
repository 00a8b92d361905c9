/* See ring.h. */
#include "ring.h"

/* Bits of a frame's status. Damaged frames are not wanted (SEP is off), so none may be there. */
#define STATUS_PRX 0x01u
#define STATUS_DAMAGED 0x1eu /* CRC, FAE, FO, MPA */

#define COUNT_MIN (ETHERNET_HEADER + FRAME_CHECK_SEQUENCE)

int
ring_has(u32 page)
{
	return page >= RING_FIRST && page < RING_END;
}

u32
ring_after(u32 page, u32 pages)
{
	return RING_FIRST + (page - RING_FIRST + pages) % RING_PAGES;
}

u32
ring_boundary(u32 page)
{
	return ring_after(page, RING_PAGES - 1);
}

/* Pages from one to the other, as the card goes. */
static u32
distance(u32 from, u32 to)
{
	return (to + RING_PAGES - from) % RING_PAGES;
}

enum ring_look
ring_judge(const struct ring_head *head, u32 page, u32 current, u32 *length)
{
	u32 count = head->count_low | (u32)head->count_high << 8;
	u32 pages = (RING_HEAD + count + CARD_PAGE - 1) / CARD_PAGE;
	u32 taken;

	if (!(head->status & STATUS_PRX) || head->status & STATUS_DAMAGED || count < COUNT_MIN ||
	    !ring_has(head->next))
		return RING_BROKEN;
	taken = distance(page, head->next);
	if (taken < pages || taken > pages + 1 || taken > distance(page, current))
		return RING_BROKEN;
	*length = count - FRAME_CHECK_SEQUENCE;
	return *length <= ETHERNET_MAX ? RING_FRAME : RING_SKIP;
}
