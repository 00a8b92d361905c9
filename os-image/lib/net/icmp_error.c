/*
 * ICMP errors about datagrams of ours. They quote the start of one; anybody can make one up, so
 * the transport sees to it that the quoted one is really under way (RFC 5927).
 */
#include "net_internal.h"

#define ICMP_TYPE 0u
#define ICMP_CODE 1u
#define ICMP_NEXT_MTU 6u /* of ICMP_FRAGMENTATION_NEEDED (RFC 1191, 4) */

/* The error number for an error. */
static s32
error_of(u8 type, u8 code)
{
	if (type == ICMP_TIME_EXCEEDED)
		return -EHOSTUNREACH;
	if (type == ICMP_PARAMETER_PROBLEM)
		return -EPROTO;
	switch (code) {
	case ICMP_UNREACHABLE_PORT:
	case ICMP_UNREACHABLE_PROTOCOL:
		return -ECONNREFUSED;
	case ICMP_FRAGMENTATION_NEEDED:
		return -EMSGSIZE;
	case ICMP_UNREACHABLE_NET:
		return -ENETUNREACH;
	default: /* the host, in some way (RFC 1122, 3.2.2.1) */
		return -EHOSTUNREACH;
	}
}

void
icmp_report(struct net *net, const u8 *datagram, u32 length, s32 error, u32 mtu)
{
	struct icmp_error report = {.error = error, .mtu = mtu};
	u32 header;

	if (length < IP_HEADER_BYTES || datagram[IP_VERSION_AND_LENGTH] >> 4 != IP_VERSION_4)
		return;
	header = (datagram[IP_VERSION_AND_LENGTH] & 0x0fu) * 4u;
	if (header < IP_HEADER_BYTES || header > length)
		return;
	/* Only the first fragment says which connection it belongs to. */
	if (get16(datagram + IP_FRAGMENT) & IP_FRAGMENT_OFFSET)
		return;
	report.source = get32(datagram + IP_SOURCE);
	report.destination = get32(datagram + IP_DESTINATION);
	report.quoted = datagram + header;
	report.length = length - header;
	if (!ip_is_local(net, report.source))
		return;
	if (datagram[IP_PROTOCOL] == IP_PROTOCOL_TCP)
		tcp_icmp_error(net, &report);
	else if (datagram[IP_PROTOCOL] == IP_PROTOCOL_UDP)
		udp_icmp_error(net, &report);
}

void
icmp_error_input(struct net *net, const struct ip_packet *packet)
{
	u8 type = packet->payload[ICMP_TYPE];
	u8 code = packet->payload[ICMP_CODE];
	s32 error = error_of(type, code);
	u32 mtu = error == -EMSGSIZE ? get16(packet->payload + ICMP_NEXT_MTU) : 0;

	icmp_report(net, packet->payload + ICMP_HEADER_BYTES,
		    packet->length - ICMP_HEADER_BYTES, error, mtu);
}
