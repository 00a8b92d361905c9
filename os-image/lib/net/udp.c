/* UDP (RFC 768; RFC 1122, 4.1). */
#include "net_internal.h"

/* Offsets in the header. */
#define UDP_SOURCE 0u
#define UDP_DESTINATION 2u
#define UDP_LENGTH 4u
#define UDP_CHECKSUM 6u

/* A sum of 0 is sent as its other form, as 0 says that there is none. */
#define UDP_NO_CHECKSUM 0u
#define UDP_ZERO_SUM 0xffffu

void
udp_write_header(const struct ip_send *send, u16 from_port, u16 to_port, u8 *header)
{
	u32 length = send->length;
	u32 sum = checksum_add_pseudo(0, send->source, send->destination, IP_PROTOCOL_UDP, length);

	put16(header + UDP_SOURCE, from_port);
	put16(header + UDP_DESTINATION, to_port);
	put16(header + UDP_LENGTH, (u16)length);
	put16(header + UDP_CHECKSUM, 0);
	put_checksum(header + UDP_CHECKSUM, checksum_add(sum, header, length));
	if (get16(header + UDP_CHECKSUM) == UDP_NO_CHECKSUM)
		put16(header + UDP_CHECKSUM, UDP_ZERO_SUM);
}

/* The datagram's length by its header, which must fit the packet; 0: it is not sound. */
static u32
sound_length(const struct ip_packet *packet)
{
	u32 length, sum;

	if (packet->length < UDP_HEADER_BYTES)
		return 0;
	length = get16(packet->payload + UDP_LENGTH);
	if (length < UDP_HEADER_BYTES || length > packet->length)
		return 0;
	if (get16(packet->payload + UDP_CHECKSUM) == UDP_NO_CHECKSUM)
		return length;
	sum = checksum_add_pseudo(0, packet->source, packet->destination, IP_PROTOCOL_UDP, length);
	return checksum_finish(checksum_add(sum, packet->payload, length)) == 0 ? length : 0;
}

void
udp_input(struct net *net, const struct ip_packet *packet)
{
	u32 length = sound_length(packet);
	struct net_address local, remote;
	struct net_socket *socket;

	net->statistics.udp_received++;
	if (length == 0) {
		net->statistics.udp_bad++;
		packet->interface->counters.received_bad++;
		return;
	}
	local = (struct net_address){packet->destination, get16(packet->payload + UDP_DESTINATION)};
	remote = (struct net_address){packet->source, get16(packet->payload + UDP_SOURCE)};
	if (local.port == DHCP_CLIENT_PORT &&
	    dhcp_input(packet->interface, packet->payload + UDP_HEADER_BYTES,
		       length - UDP_HEADER_BYTES))
		return;
	/* Let in for DHCP's sake, before there was an address. */
	if (!packet->is_broadcast && !ip_is_local(net, local.ip))
		return;
	/* A datagram to all finds its socket under the address that the interface has, or any. */
	if (packet->is_broadcast)
		local.ip = packet->interface->address;
	socket = socket_find(net, IP_PROTOCOL_UDP, &local, &remote);
	if (socket == NULL) {
		net->statistics.udp_no_port++;
		packet->interface->counters.received_dropped++;
		icmp_send_unreachable(net, packet, ICMP_UNREACHABLE_PORT);
	} else if (!datagrams_add(socket, &remote, packet->payload + UDP_HEADER_BYTES,
				  length - UDP_HEADER_BYTES)) {
		net->statistics.udp_dropped++;
		packet->interface->counters.received_dropped++;
	}
}

void
udp_icmp_error(struct net *net, const struct icmp_error *error)
{
	struct net_address local, remote;
	struct net_socket *socket;

	if (error->length < UDP_HEADER_BYTES)
		return;
	local = (struct net_address){error->source, get16(error->quoted + UDP_SOURCE)};
	remote = (struct net_address){error->destination, get16(error->quoted + UDP_DESTINATION)};
	socket = socket_find(net, IP_PROTOCOL_UDP, &local, &remote);
	/* Of others than connected sockets nobody knows which of their datagrams is meant. */
	if (socket == NULL || socket->remote.port == 0)
		return;
	socket->error = error->error;
	socket_changed(socket);
}
