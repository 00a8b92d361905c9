/* The card's interrupts. */
#ifndef RTL8139_INTERRUPT_H
#define RTL8139_INTERRUPT_H

#include <kintsugi/types.h>

/* Hooks the card's line. Panics when it can't be had. */
void interrupt_init(void);

void interrupt_watch(u32 what); /* for struct net_driver */

/* Writes the mask that was set last to a card that was reset. */
void interrupt_restore(void);

/* For the driver's loop. */
void interrupt_handle(u32 hooks, u64 time_us);

#endif
