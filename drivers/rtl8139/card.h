/*
 * The card as a whole: found once, set up whenever it has to begin afresh. All memory
 * that it reaches is one piece, made anew by each instance of the driver, so that what the
 * card does for a predecessor never ends up in it.
 */
#ifndef RTL8139_CARD_H
#define RTL8139_CARD_H

#include <libdriver/net.h>

#include "ring.h"

#define SEND_DESCRIPTORS 4u
#define SEND_BUFFER_BYTES 2048u
_Static_assert(SEND_BUFFER_BYTES >= ETHERNET_MAX, "a frame fits");

struct card_memory {
	u8 ring[RING_BYTES + RING_SLACK];
	u8 send[SEND_DESCRIPTORS][SEND_BUFFER_BYTES];
};

extern struct card_memory *card_memory;

/* The address of a part of card_memory on the bus. */
u32 card_bus_address(const void *part);

/*
 * Finds the card and brings it to a known state, whatever it was doing, before it may
 * master the bus; on a thread. 0; -ENODEV: this machine has none. Panics when it does
 * not answer as an RTL8139 does.
 */
s32 card_find(void);

u8 card_irq(void);
const u8 *card_address(void); /* ETHERNET_ADDRESS bytes */

/*
 * Resets the card and starts its receiver and transmitter, with empty ring and no
 * frames to send, no interrupts, and the filter that was set last. 0, or -EIO: it does
 * not come out of the reset.
 */
s32 card_set_up(void);

/* The same for the receiver alone: frames in the ring are lost, those to be sent are not. */
void card_set_up_receiver(void);

#endif
