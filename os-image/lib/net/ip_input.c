/*
 * IP, upwards: what comes from a link is checked, put together if it is a fragment, and
 * handed to its protocol. Options are skipped, and packets for others are not passed on: this
 * is a host, not a router.
 */
#include "net_internal.h"

#define HEADER_LENGTH_MASK 0x0fu /* in words of 4 bytes */

/* A header that can be believed, of a packet that is all there; else 0. */
static u32
sound_header_length(const u8 *packet, u32 length)
{
	u32 header, total;

	if (length < IP_HEADER_BYTES || packet[IP_VERSION_AND_LENGTH] >> 4 != IP_VERSION_4)
		return 0;
	header = (packet[IP_VERSION_AND_LENGTH] & HEADER_LENGTH_MASK) * 4u;
	total = get16(packet + IP_TOTAL_LENGTH);
	if (header < IP_HEADER_BYTES || total < header || total > length)
		return 0;
	return checksum_finish(checksum_add(0, packet, header)) == 0 ? header : 0;
}

/*
 * Whether an address can be that of a packet's sender. A host that has none yet sends from
 * nowhere, to all (RFC 1122, 3.2.1.3).
 */
static int
is_possible_source(const struct net_interface *interface, ip_address source, int to_all)
{
	if (source == IP_ANY)
		return to_all;
	return ip_is_unicast(source) && !interface_is_broadcast(interface, source) &&
	       !ip_is_local(interface->net, source);
}

static int
is_for_us(const struct net_interface *interface, const struct ip_packet *packet)
{
	if (packet->is_broadcast)
		return 1;
	if (packet->destination >> 24 == IP_LOOPBACK >> 24)
		return 0;
	return ip_is_local(interface->net, packet->destination) ||
	       dhcp_wants(interface, packet->protocol);
}

void
ip_deliver(struct net *net, const struct ip_packet *packet)
{
	raw_input(net, packet);
	switch (packet->protocol) {
	case IP_PROTOCOL_TCP:
		tcp_input(net, packet);
		break;
	case IP_PROTOCOL_UDP:
		udp_input(net, packet);
		break;
	case IP_PROTOCOL_ICMP:
		icmp_input(net, packet);
		break;
	default:
		net->statistics.ip_unreachable++;
		icmp_send_unreachable(net, packet, ICMP_UNREACHABLE_PROTOCOL);
	}
}

static void
drop(struct net_interface *interface)
{
	interface->net->statistics.ip_unreachable++;
	interface->counters.received_dropped++;
}

void
ip_input(struct net_interface *interface, const u8 *packet, u32 length, int to_many)
{
	struct net *net = interface->net;
	u32 header = sound_header_length(packet, length);
	struct ip_packet in;

	net->statistics.ip_received++;
	if (header == 0) {
		net->statistics.ip_bad++;
		interface->counters.received_bad++;
		return;
	}
	in = (struct ip_packet){
		.interface = interface,
		.source = get32(packet + IP_SOURCE),
		.destination = get32(packet + IP_DESTINATION),
		.protocol = packet[IP_PROTOCOL],
		.ttl = packet[IP_TTL],
		.header = packet,
		.header_length = header,
		.payload = packet + header,
		.length = get16(packet + IP_TOTAL_LENGTH) - header,
	};
	if (!interface->is_loopback) {
		in.is_broadcast = (u8)interface_is_broadcast(interface, in.destination);
		/* A frame to many with a packet for one was meant to amplify (RFC 1122, 3.3.6). */
		if (!is_possible_source(interface, in.source, in.destination == IP_BROADCAST) ||
		    !is_for_us(interface, &in) || (to_many && !in.is_broadcast)) {
			drop(interface);
			return;
		}
	}
	if (get16(packet + IP_FRAGMENT) & (IP_MORE_FRAGMENTS | IP_FRAGMENT_OFFSET)) {
		net->statistics.ip_fragments++;
		reassembly_input(net, &in);
	} else {
		ip_deliver(net, &in);
	}
}
