/* Frames made by hand, and a look at those that a host sends. */
#ifndef NET_TEST_FRAMES_H
#define NET_TEST_FRAMES_H

#include "../arp.h"
#include "../ethernet.h"
#include "../icmp.h"
#include "../ip.h"
#include "world.h"

#define CAPTURED_MAX 256u

struct captured {
	u32 host;
	u32 length;
	u64 at_us;
	u8 frame[FRAME_MAX];
};

/* All frames that hosts sent since capture_begin; whether they also travel on. */
struct capture {
	struct captured frames[CAPTURED_MAX];
	u32 count;
	int passes;
};

/* Freed by world_end's caller with free(). */
struct capture *capture_begin(struct world *world, int passes);
void capture_clear(struct world *world);
/* How many frames of a type were sent; for IP: of a protocol, 0: any. */
u32 captured_count(struct world *world, u16 type, u8 protocol);
/* The latest of these, from its Ethernet header on; it must be there. */
const u8 *captured_last(struct world *world, u16 type, u8 protocol);

struct arp_fields {
	const u8 *to; /* NULL: to all */
	const u8 *from_mac;
	u16 operation; /* 1 request, 2 reply */
	ip_address sender, target;
};
u32 make_arp(u8 *frame, const struct arp_fields *fields);

struct ip_fields {
	const u8 *to; /* NULL: host 0 */
	const u8 *from_mac; /* NULL: host 1's */
	ip_address source, destination;
	u8 protocol;
	u16 id;
	u16 fragment; /* flags and offset */
	const u8 *options;
	u32 option_length; /* a multiple of 4 */
	const void *payload;
	u32 length;
};
u32 make_ip(u8 *frame, const struct ip_fields *fields);
/* A UDP datagram with its checksum; its bytes on the wire. */
u32 make_udp(u8 *datagram, ip_address source, u16 source_port, ip_address destination,
	     u16 destination_port, const void *bytes, u32 length);
/* Makes the header's checksum right again. */
void fix_ip_checksum(u8 *frame);

#endif
