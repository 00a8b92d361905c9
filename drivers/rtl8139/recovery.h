/*
 * What the driver does about a card that contradicts itself: it sets it up afresh, and
 * when that helps nothing it dies, so that a fresh driver begins with a reset of all.
 */
#ifndef RTL8139_RECOVERY_H
#define RTL8139_RECOVERY_H

#include <kintsugi/types.h>

/* The ring makes no sense at an offset: the receiver begins with an empty one. */
void recovery_receiver(const char *why, u32 offset, u32 found);

/* The card fails as a whole: all of it begins anew, and what it was sending is lost. */
void recovery_card(const char *why);

/* The card interrupted for no reason. When it does nothing else any more it begins anew. */
void recovery_idle_interrupt(void);

/*
 * Frames were moved. With one received all that was wrong is over; a card may well send and
 * yet be unable to receive.
 */
void recovery_received(void);
void recovery_sent(void);

#endif
