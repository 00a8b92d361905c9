/* Frames on their way in, out of the ring by remote DMA: for struct net_driver. */
#ifndef DP8390_RECEIVE_H
#define DP8390_RECEIVE_H

#include <libdriver/net.h>

/* What is to wake the driver while somebody waits for a frame. */
#define RECEIVE_EVENTS (INT_PRX | INT_OVW)

/* The ring was emptied. */
void receive_begin(void);

void receive_take(struct net_batch *batch);
void receive_release(void);

#endif
