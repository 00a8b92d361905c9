/* The table of neighbours, as the packets of ARP change it. */
#ifndef NET_ARP_TABLE_H
#define NET_ARP_TABLE_H

#include "arp.h"

/* A neighbour says what its address is; `is_answer`: to us alone. */
void arp_heard(struct net_interface *interface, ip_address address, const u8 mac[MAC_BYTES],
	       int is_answer);
/* A neighbour has asked for us, so that it gets an entry. */
void arp_heard_asking(struct net_interface *interface, ip_address address,
		      const u8 mac[MAC_BYTES]);

#endif
