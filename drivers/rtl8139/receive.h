/* Frames on their way in: for struct net_driver. */
#ifndef RTL8139_RECEIVE_H
#define RTL8139_RECEIVE_H

#include <libdriver/net.h>

/* Receive interrupts that are acknowledged by looking at the ring. */
#define RECEIVE_EVENTS (INT_ROK | INT_RXOVW | INT_FOVW)

/* The receiver was set up with an empty ring. */
void receive_begin(void);

void receive_take(struct net_batch *batch);
void receive_release(void);

#endif
