/*
 * Pauses: the chip is stopped, and started again when what was on the cable is over. That is
 * how its ring gets out of an overflow, and how it can be set up afresh. DP8390D data sheet,
 * 10.5 (buffer ring overflow): no other way back to work is promised there.
 *
 * A pause takes 1.6 ms. The driver does not wait for it: meanwhile there is no room for frames
 * to send, none is received, and no interrupt comes.
 */
#ifndef DP8390_PAUSE_H
#define DP8390_PAUSE_H

/* The ring was full: frames in it stay. */
void pause_for_overflow(void);

/* The ring begins afresh, with nothing in it. */
void pause_for_new_ring(void);

/* The card was reset, so that nothing is to be ended any more. */
void pause_forget(void);

int pause_is_on(void);      /* no frame may be sent */
int pause_is_stopped(void); /* none may be received either */

#endif
