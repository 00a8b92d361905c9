/*
 * Claiming an address (RFC 5227): asked for first, in case that somebody has it; announced
 * when it is taken, so that neighbours forget a former owner; and defended.
 */
#ifndef NET_ARP_CLAIM_H
#define NET_ARP_CLAIM_H

#include "stack.h"

struct arp_claim {
	ip_address wanted; /* asked for; IP_ANY: none */
	u8 probes;         /* sent */
	u8 announcements;  /* to be sent */
	u64 defended_us;   /* 0: never */
	struct net_timer timer;
};

void arp_claim_init(struct net_interface *interface);
/* Asks whether somebody has the address; dhcp_claimed or dhcp_conflict is called. */
void arp_claim_start(struct net_interface *interface, ip_address wanted);
void arp_claim_stop(struct net_interface *interface);
/* Tells the neighbours about the interface's address. */
void arp_announce(struct net_interface *interface);
/* Looks at a packet for a claim on an address that we want or have. */
void arp_claim_check(struct net_interface *interface, ip_address sender, ip_address target);

#endif
