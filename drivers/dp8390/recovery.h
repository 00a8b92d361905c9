/*
 * What the driver does about a card that contradicts itself: it sets it up afresh, and
 * when that helps nothing it dies, so that a fresh driver begins with a reset of all.
 */
#ifndef DP8390_RECOVERY_H
#define DP8390_RECOVERY_H

#include <kintsugi/types.h>

/* The ring makes no sense at a page: it begins anew, empty. */
void recovery_ring(const char *why, u32 page, u32 found);

/* The card fails as a whole: all of it begins anew, and what it was sending is lost. */
void recovery_card(const char *why);

/* The card interrupted for no reason. When it does nothing else any more it begins anew. */
void recovery_idle_interrupt(void);

/* A frame is on its way out: from now on, until none is any more, frames have to end in time. */
void recovery_watch_sending(void);

/* Frames were received, or one was sent: what was wrong is over. */
void recovery_progress(void);

#endif
