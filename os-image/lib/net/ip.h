/* IPv4 (RFC 791, RFC 1122): header, reassembly, and the ways down that are not for transports. */
#ifndef NET_IP_H
#define NET_IP_H

#include "route.h"
#include "stack.h"

/* Offsets in the header. */
#define IP_VERSION_AND_LENGTH 0u
#define IP_TOTAL_LENGTH 2u
#define IP_ID 4u
#define IP_FRAGMENT 6u
#define IP_TTL 8u
#define IP_PROTOCOL 9u
#define IP_CHECKSUM 10u
#define IP_SOURCE 12u
#define IP_DESTINATION 16u
#define IP_HEADER_BYTES 20u
#define IP_HEADER_MAX 60u

#define IP_VERSION_4 4u
#define IP_DONT_FRAGMENT 0x4000u
#define IP_MORE_FRAGMENTS 0x2000u
#define IP_FRAGMENT_OFFSET 0x1fffu
#define IP_FRAGMENT_UNIT 8u
#define IP_LOOPBACK_MASK 0xff000000u

#define REASSEMBLIES_MAX 4u
#define REASSEMBLY_UNITS (65536u / IP_FRAGMENT_UNIT)

/* A datagram that comes in fragments (ip_reassembly.c). */
struct reassembly {
	struct reassembly_data *data; /* NULL: the place is free */
	struct net_interface *interface;
	ip_address source, destination;
	u16 id;
	u8 protocol;
	u8 is_broadcast;
	u8 has_first;
	u8 ttl;
	u32 received; /* bytes of payload */
	u32 total;    /* of them all; 0: not known, the last one has not come */
	u32 end;      /* of the furthest fragment */
	u32 header_length;
	u8 header[IP_HEADER_MAX]; /* of the first fragment */
	struct net_timer timer;
};

/* An IP packet, without the link's header. `to_many`: it was for all stations of the link. */
void ip_input(struct net_interface *interface, const u8 *packet, u32 length, int to_many);
/* Hands a whole datagram to whom it is for. */
void ip_deliver(struct net *net, const struct ip_packet *packet);

/*
 * Takes a fragment, `packet`, in. When it completes a datagram, that is delivered before
 * this returns.
 */
void reassembly_input(struct net *net, const struct ip_packet *packet);
/* What came by the interface and is not complete is dropped. */
void reassembly_forget(struct net_interface *interface);

/* As ip_begin, to all hosts of the link, from the source that `send` names, be it none (DHCP). */
s32 ip_begin_to_all(struct net *net, struct ip_send *send, struct net_interface *interface);

/* Whether an address may be one host's, on a link. */
int ip_is_unicast(ip_address address);

#endif
