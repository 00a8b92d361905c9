/*
 * The loopback interface: what is sent to an address of our own waits in a ring until
 * net_flush, which receives it. So no send ever leads into a receive.
 */
#ifndef NET_LOOPBACK_H
#define NET_LOOPBACK_H

#include "stack.h"

#define LOOPBACK_BYTES 65536u
#define LOOPBACK_MTU 16384u

/*
 * Datagrams stand whole in the ring, each after its length in a word of its own; a length of
 * 0 sends the reader back to the start.
 */
struct loopback {
	u8 ring[LOOPBACK_BYTES];
	u32 head; /* the next to be read */
	u32 tail; /* where the next is written */
	u32 used; /* bytes from head to tail, skipped ones included */
};

/* Makes the interface, which is number 0. */
void loopback_init(struct net *net);
/* Room for a datagram; NULL: none now. It exists when it is committed. */
u8 *loopback_claim(struct net *net, u32 length);
void loopback_commit(struct net *net, u32 length);
int loopback_has_packets(const struct net *net);
/* Receives what is there now, but not what that makes us send. */
void loopback_deliver(struct net *net);

#endif
