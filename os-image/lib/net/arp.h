/*
 * ARP (RFC 826): which Ethernet address a neighbour has.
 *
 * An entry is made when something is to be sent to an address, or when a neighbour asks for
 * ours. What nobody asked for makes no entry, and changes none: an address that has moved, as
 * somebody says, is asked for again. The least recently used entry makes room for a new one.
 */
#ifndef NET_ARP_H
#define NET_ARP_H

#include "stack.h"

#define ARP_ENTRIES 64u

enum arp_state {
	ARP_FREE,
	ARP_ASKING, /* packets wait for the answer */
	ARP_KNOWN,
	ARP_SILENT, /* it has not answered: packets for it are refused for a while */
};

/* A frame that waits; its Ethernet destination is filled in when the answer comes. */
struct arp_waiting {
	struct arp_waiting *next;
	u32 length;
	u8 frame[];
};

struct arp_entry {
	struct net_interface *interface;
	ip_address address;
	u8 mac[MAC_BYTES];
	u8 state; /* enum arp_state */
	u8 is_permanent;
	u8 is_checking; /* known, and asked again */
	u8 tries;
	u64 confirmed_us;
	u64 used_us;  /* 0: never, a neighbour asked for us */
	u64 asked_us; /* when the first request left after which nothing has been received */
	struct net_timer timer;
	struct arp_waiting *first, **end;
	u32 waiting;
};

struct arp_table {
	struct arp_entry entries[ARP_ENTRIES];
	struct arp_entry *latest; /* found last: it is likely to be wanted again */
	u32 waiting;              /* frames, of all entries */
};

void arp_init(struct net *net);
void arp_input(struct net_interface *interface, const u8 *packet, u32 length);

/*
 * The address of a neighbour. NULL, with *error: -EINPROGRESS, the entry *waits_for says when;
 * or -EHOSTUNREACH.
 */
const u8 *arp_resolve(struct net_interface *interface, ip_address address,
		      struct arp_entry **waits_for, s32 *error);
/* Room for a frame that waits for the entry; the oldest make room for it. NULL: no memory. */
u8 *arp_claim_frame(struct net *net, u32 length);
void arp_keep_frame(struct net *net, struct arp_entry *entry, u8 *frame);
void arp_drop_frame(struct net *net, u8 *frame);

void arp_confirm(struct net_interface *interface, ip_address address);
/* Forgets the neighbours of an interface, whose address has changed or which has gone down. */
void arp_forget(struct net_interface *interface);
/* Asks again at once for all that has not been answered. */
void arp_nudge(struct net_interface *interface);
/* Since when a request waits after which nothing was received; 0: none does. */
u64 arp_unanswered_since(const struct net_interface *interface);
/* Gives back what the table holds. */
void arp_discard(struct net *net);

/* Sends one; `to_mac` NULL: to everybody. Without room it is lost: whoever asks asks again. */
void arp_send_request(struct net_interface *interface, ip_address sender, ip_address target,
		      const u8 *to_mac);

#endif
