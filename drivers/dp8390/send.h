/* Frames on their way out, by two buffers in turn: for struct net_driver. */
#ifndef DP8390_SEND_H
#define DP8390_SEND_H

#include <libdriver/net.h>

#define SEND_EVENTS (INT_PTX | INT_TXE)

/*
 * The card was reset; frames that it had are the library's matter. Those that wait in the
 * buffers of this side stay where they are.
 */
void send_begin(void);

int send_is_busy(void);

/*
 * The chip was stopped and started again: what was being sent and has not ended is sent
 * again, a frame twice being better than none.
 */
void send_again(void);

u32 send_room(void);
void *send_buffer(u32 ahead);
void send_frame(u32 length);
void send_reap(void);

#endif
