/* Ethernet frames (IEEE 802.3 with a type field, RFC 894). */
#ifndef NET_ETHERNET_H
#define NET_ETHERNET_H

#include "stack.h"

#define ETHERNET_TYPE 12u
#define ETHERNET_HEADER_BYTES 14u
#define ETHERNET_TYPE_IP 0x0800u
#define ETHERNET_TYPE_ARP 0x0806u

extern const u8 ethernet_broadcast[MAC_BYTES];

/* Whether an address is one station's: not a group's, and not all zeros. */
int ethernet_is_station(const u8 mac[MAC_BYTES]);

void ethernet_write_header(const struct net_interface *interface, u8 *frame, const u8 to[MAC_BYTES],
			   u16 type);
/*
 * Room for a frame with `length` bytes after its header, which is written; NULL: none now, and
 * interface_ready will be called.
 */
u8 *ethernet_claim(struct net_interface *interface, const u8 to[MAC_BYTES], u16 type, u32 length);
/* Sends it; `length` is that of the claim. */
void ethernet_send(struct net_interface *interface, u8 *frame, u32 length);

#endif
