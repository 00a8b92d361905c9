/* ICMP (RFC 792, RFC 1122 3.2.2): what its files share. */
#ifndef NET_ICMP_H
#define NET_ICMP_H

#include "stack.h"

#define ICMP_ECHO_REPLY 0u
#define ICMP_UNREACHABLE 3u
#define ICMP_ECHO 8u
#define ICMP_TIME_EXCEEDED 11u
#define ICMP_PARAMETER_PROBLEM 12u

#define ICMP_UNREACHABLE_NET 0u
#define ICMP_UNREACHABLE_HOST 1u
#define ICMP_UNREACHABLE_PROTOCOL 2u
#define ICMP_UNREACHABLE_PORT 3u
#define ICMP_FRAGMENTATION_NEEDED 4u
#define ICMP_REASSEMBLY_TIME 1u /* code of ICMP_TIME_EXCEEDED */

#define ICMP_HEADER_BYTES 8u

/* A bucket of errors that may be sent; it fills with time. */
struct icmp_limit {
	u32 used;
	u64 since_us;
};

void icmp_send_error(struct net *net, const struct ip_packet *packet, u8 type, u8 code);
/* icmp_error.c: what an ICMP error says about a datagram of ours goes to its transport. */
void icmp_error_input(struct net *net, const struct ip_packet *packet);
/* The same, found here: `datagram` is one of ours, from its IP header on. */
void icmp_report(struct net *net, const u8 *datagram, u32 length, s32 error, u32 mtu);

#endif
