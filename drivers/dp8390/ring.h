/*
 * The receive ring: what a card wrote there, taken for no more than it is. DP8390D data
 * sheet, 7.0 (packet reception).
 *
 * Each frame begins on a page of its own with a head of 4 bytes. The chip keeps the page
 * behind a frame in the head, and sometimes leaves one more free when a frame ends with its page.
 */
#ifndef DP8390_RING_H
#define DP8390_RING_H

#include <kintsugi/types.h>
#include <proto/netdriver.h>

#include "layout.h"

struct ring_head {
	u8 status; /* as RSR */
	u8 next;   /* page of the next frame */
	u8 count_low, count_high; /* bytes of the frame and its check sequence */
};
#define RING_HEAD 4u
_Static_assert(sizeof(struct ring_head) == RING_HEAD, "as the card writes it");

enum ring_look {
	RING_FRAME,
	RING_SKIP,   /* a frame that is too long for Ethernet, to be passed over */
	RING_BROKEN, /* no card can have meant that */
};

/*
 * Judges the head at `page` when the card stores the next frame at `current`; both are pages
 * of the ring, and differ. *length is the frame's, without check sequence. Unless it is
 * broken, head->next is a page of the ring between them, or `current`.
 */
enum ring_look ring_judge(const struct ring_head *head, u32 page, u32 current, u32 *length);

int ring_has(u32 page);

/* The page `pages` behind `page`; both within the ring. */
u32 ring_after(u32 page, u32 pages);

/* What BNRY has to be when `page` holds the oldest frame: the page in front. */
u32 ring_boundary(u32 page);

#endif
