/* The card as a whole: found once, set up whenever it has to begin afresh. */
#ifndef DP8390_CARD_H
#define DP8390_CARD_H

#include <kintsugi/types.h>

/*
 * Finds the card, brings it to a known state and reads its PROM; on a thread. 0; -ENODEV: this
 * machine has none. Panics when it does not answer as an NE2000 does.
 */
s32 card_find(void);

u8 card_irq(void);
const u8 *card_address(void); /* ETHERNET_ADDRESS bytes */

/*
 * Resets the card and starts its receiver and transmitter, with an empty ring and no frames
 * to send, no interrupts, and the filter that was chosen last. 0, or -EIO: it does not come
 * to its reset state.
 */
s32 card_set_up(void);

/* Empties the ring. The chip must be stopped; frames in the ring are lost. */
void card_set_up_ring(void);

#endif
