/*
 * The sockets as the host knows them: by numbers that stay the same in a snapshot. The low
 * bits are a place in a table, the high ones how often that was used before, so that a number
 * that is out of date finds nothing.
 */
#ifndef NET_WASM_SLOTS_H
#define NET_WASM_SLOTS_H

#include <net/net.h>

#define SLOT_BITS 8u
#define SLOTS_MAX (1u << SLOT_BITS)

enum slot_kind {
	SLOT_FREE,
	SLOT_LISTENER,
	SLOT_CONNECTION,
	SLOT_DATAGRAMS,
};

struct slot {
	struct net_socket *socket;
	struct slot *line_next;
	u32 uses;
	u32 service;      /* the host's number for who hears of it */
	u8 kind;          /* enum slot_kind */
	u8 is_queued;     /* it has events, maybe */
	u8 stage;         /* of its events, the one that is looked for next */
	u8 wants_room;    /* the host found none, or waits for a connection to be made */
	u8 end_was_told;
	u8 is_shown;      /* the oldest datagram is with the host */
};

/* A number for the socket, which becomes its owner's; 0: there is no place. */
u32 slot_make(struct net_socket *socket, enum slot_kind kind, u32 service);
struct slot *slot_find(u32 number); /* NULL: it is out of date */
u32 slot_number(const struct slot *slot);
void slot_free(struct slot *slot);

/* Puts it in line for having its events looked at, behind all others that are. */
void slot_queue(struct slot *slot);
struct slot *slot_first(void); /* NULL: none is in line */
void slot_done(struct slot *slot); /* takes it out of the line */

#endif
