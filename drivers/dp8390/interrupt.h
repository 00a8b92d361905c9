/* The card's interrupts. */
#ifndef DP8390_INTERRUPT_H
#define DP8390_INTERRUPT_H

#include <kintsugi/types.h>

/* Hooks the card's line. Panics when it can't be had. */
void interrupt_init(void);

void interrupt_watch(u32 what); /* for struct net_driver */

/* Writes the mask that was set last to a card that was reset or paused; none in a pause. */
void interrupt_restore(void);

/* Adds what the card counts to the driver's counters: for struct net_driver. */
void interrupt_read_counters(void);

/* For the driver's loop. */
void interrupt_handle(u32 hooks, u64 time_us);

#endif
