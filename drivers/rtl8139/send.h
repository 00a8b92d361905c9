/* Frames on their way out, by four descriptors in turn: for struct net_driver. */
#ifndef RTL8139_SEND_H
#define RTL8139_SEND_H

#include <libdriver/net.h>

#define SEND_EVENTS (INT_TOK | INT_TER)

/* The transmitter was reset; frames that it had are the library's matter. */
void send_begin(void);

u32 send_room(void);
void *send_buffer(u32 ahead);
void send_frame(u32 length);
void send_reap(void);

#endif
