/*
 * The receive ring: what a card wrote there, taken for no more than it is. Data sheet,
 * 5.1 (status of a received packet) and 6.2.
 *
 * Each frame has a head of 4 bytes, its status and the length with the check sequence,
 * and begins at a multiple of 4. One that reaches the ring's end goes on at its start:
 * a ring of 64 KB never writes beyond its end, whatever the WRAP bit says. So that
 * such a frame lies in one piece, its rest is copied behind the ring.
 */
#ifndef RTL8139_RING_H
#define RTL8139_RING_H

#include <kintsugi/types.h>
#include <proto/netdriver.h>

#define RING_BYTES 0x10000u
#define RING_HEAD 4u
#define FRAME_CHECK_SEQUENCE 4u
#define RING_SLACK 2048u /* behind the ring, for the rest of a frame */

enum ring_look {
	RING_FRAME,   /* it is in *frame */
	RING_SKIP,    /* a frame that is too long for Ethernet; *frame tells where it ends */
	RING_PARTIAL, /* a frame that seems not to be all there yet */
	RING_BROKEN,  /* no card can have meant that */
};

struct ring_frame {
	const u8 *start; /* multiple of NET_FRAME_ALIGN */
	u32 length;      /* without the check sequence */
	u32 next;        /* offset of what comes after it */
};

/*
 * Looks at the head at `offset`, when the card writes next at `end`; both are below
 * RING_BYTES, and differ. `ring` has RING_BYTES + RING_SLACK bytes. What a broken ring
 * says is left in *frame->next, for a report.
 */
enum ring_look ring_look(u8 *ring, u32 offset, u32 end, struct ring_frame *frame);

#endif
