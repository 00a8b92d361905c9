/*
 * IP, downwards: the way to a destination, and datagrams written in place into frames of the
 * link, into the loopback ring, or into frames that wait for a neighbour's address.
 */
#include "ethernet.h"
#include "net_internal.h"

#define CLASS_E 0xf0000000u
#define MULTICAST 0xe0000000u
#define CLASS_MASK 0xf0000000u

int
ip_is_multicast(ip_address address)
{
	return (address & CLASS_MASK) == MULTICAST;
}

static int
is_loopback(ip_address address)
{
	return ((address ^ IP_LOOPBACK) & IP_LOOPBACK_MASK) == 0;
}

int
ip_is_unicast(ip_address address)
{
	return address >> 24 != 0 && !is_loopback(address) && !ip_is_multicast(address) &&
	       (address & CLASS_MASK) != CLASS_E;
}

int
ip_is_local(const struct net *net, ip_address address)
{
	if (is_loopback(address))
		return 1;
	if (address == IP_ANY)
		return 0;
	for (u32 i = 1; i < net->interface_count; i++)
		if (net->interfaces[i].address == address)
			return 1;
	return 0;
}

/* The interface that has the address; NULL: none has, or it is not said. */
static struct net_interface *
interface_of(struct net *net, ip_address source)
{
	if (is_loopback(source))
		return &net->interfaces[0];
	for (u32 i = 1; i < net->interface_count && source != IP_ANY; i++)
		if (net->interfaces[i].address == source)
			return &net->interfaces[i];
	return NULL;
}

/* The first one that can reach all hosts of its link; `own`, unless that is NULL. */
static struct net_interface *
interface_for_broadcast(struct net *net, const struct net_interface *own, ip_address destination)
{
	for (u32 i = 1; i < net->interface_count; i++) {
		struct net_interface *interface = &net->interfaces[i];

		if ((own == NULL || own == interface) && interface->is_up &&
		    interface->address != IP_ANY && interface_is_broadcast(interface, destination))
			return interface;
	}
	return NULL;
}

/*
 * What comes from an interface's address leaves by that interface or not at all: on the network
 * of another one nobody could answer it, and a router that checks sources drops it (RFC 1122,
 * 3.3.4.2, the strong model; RFC 2827). So a connection waits for its own interface when that is
 * down, even where another one has a route.
 */
static s32
find_way(struct net *net, ip_address source, ip_address destination, struct route_way *way)
{
	const struct net_interface *own = interface_of(net, source);

	if (ip_is_local(net, destination)) {
		*way = (struct route_way){&net->interfaces[0], destination};
		return 0;
	}
	if (destination >> 24 == 0 || ip_is_multicast(destination))
		return -ENETUNREACH;
	if (own != NULL && !own->is_up)
		return -ENETDOWN;
	way->interface = interface_for_broadcast(net, own, destination);
	if (way->interface != NULL) {
		way->next_hop = IP_BROADCAST;
		return 0;
	}
	return destination == IP_BROADCAST ? -ENETUNREACH : route_find(net, own, destination, way);
}

struct net_interface *
ip_interface_for(struct net *net, ip_address source, ip_address destination)
{
	struct route_way way;

	return find_way(net, source, destination, &way) == 0 ? way.interface : NULL;
}

s32
ip_source_for(struct net *net, ip_address destination, ip_address *source, u32 *payload_max)
{
	struct route_way way;
	s32 error = find_way(net, *source, destination, &way);

	if (error < 0)
		return error;
	if (*source == IP_ANY)
		*source = way.interface->is_loopback ? destination : way.interface->address;
	*payload_max = way.interface->mtu - IP_HEADER_BYTES;
	return 0;
}

void
ip_confirm_neighbour(struct net *net, ip_address source, ip_address destination)
{
	struct route_way way;

	if (find_way(net, source, destination, &way) == 0 && !way.interface->is_loopback)
		arp_confirm(way.interface, way.next_hop);
}

/* Fields that only fragments have; of others: identification and flags alone. */
struct fragment {
	u16 id;
	u16 flags_and_offset;
};

static void
write_header(u8 *header, const struct ip_send *send, const struct fragment *fragment)
{
	header[IP_VERSION_AND_LENGTH] = IP_VERSION_4 << 4 | IP_HEADER_BYTES / 4u;
	header[1] = 0; /* type of service */
	put16(header + IP_TOTAL_LENGTH, (u16)(IP_HEADER_BYTES + send->length));
	put16(header + IP_ID, fragment->id);
	put16(header + IP_FRAGMENT, fragment->flags_and_offset);
	header[IP_TTL] = send->ttl == 0 ? IP_DEFAULT_TTL : send->ttl;
	header[IP_PROTOCOL] = send->protocol;
	put16(header + IP_CHECKSUM, 0);
	put32(header + IP_SOURCE, send->source);
	put32(header + IP_DESTINATION, send->destination);
	put_checksum(header + IP_CHECKSUM, checksum_add(0, header, IP_HEADER_BYTES));
}

/* A place in a frame to a neighbour, or in one that waits until the neighbour is known. */
static s32
claim_to_neighbour(struct net *net, struct ip_send *send, const struct route_way *way)
{
	u32 length = IP_HEADER_BYTES + send->length;
	const u8 *mac = ethernet_broadcast;
	s32 error = 0;

	if (way->next_hop != IP_BROADCAST)
		mac = arp_resolve(way->interface, way->next_hop, &send->waits_for, &error);
	if (mac != NULL) {
		send->frame = ethernet_claim(way->interface, mac, ETHERNET_TYPE_IP, length);
		return send->frame == NULL ? -EAGAIN : 0;
	}
	if (error != -EINPROGRESS)
		return error;
	send->frame = arp_claim_frame(net, ETHERNET_HEADER_BYTES + length);
	if (send->frame == NULL) {
		way->interface->is_blocked = 1;
		return -EAGAIN;
	}
	ethernet_write_header(way->interface, send->frame, ethernet_broadcast, ETHERNET_TYPE_IP);
	return 0;
}

static s32
begin(struct net *net, struct ip_send *send, const struct route_way *way,
      const struct fragment *fragment)
{
	u8 *header;
	s32 error;

	send->interface = way->interface;
	send->waits_for = NULL;
	if (way->interface->is_loopback) {
		send->frame = loopback_claim(net, IP_HEADER_BYTES + send->length);
		if (send->frame == NULL)
			return -EAGAIN;
		header = send->frame;
	} else {
		if (!interface_is_usable(way->interface))
			return -ENETDOWN;
		error = claim_to_neighbour(net, send, way);
		if (error < 0)
			return error;
		header = send->frame + ETHERNET_HEADER_BYTES;
	}
	write_header(header, send, fragment);
	send->payload = header + IP_HEADER_BYTES;
	return 0;
}

static void
choose_source(struct ip_send *send, const struct route_way *way)
{
	if (send->source == IP_ANY)
		send->source = way->interface->is_loopback ? send->destination
							   : way->interface->address;
}

s32
ip_begin(struct net *net, struct ip_send *send)
{
	/* TCP finds the path's MTU; what others send may be cut on its way (RFC 1191). */
	struct fragment whole = {net->next_ip_id++,
				 send->protocol == IP_PROTOCOL_TCP ? IP_DONT_FRAGMENT : 0};
	struct route_way way;
	s32 error = find_way(net, send->source, send->destination, &way);

	if (error < 0)
		return error;
	choose_source(send, &way);
	return begin(net, send, &way, &whole);
}

s32
ip_begin_to_all(struct net *net, struct ip_send *send, struct net_interface *interface)
{
	struct fragment whole = {net->next_ip_id++, 0};
	struct route_way way = {interface, IP_BROADCAST};

	return begin(net, send, &way, &whole);
}

void
ip_commit(struct net *net, struct ip_send *send)
{
	u32 length = IP_HEADER_BYTES + send->length;

	net->statistics.ip_sent++;
	if (send->interface->is_loopback)
		loopback_commit(net, length);
	else if (send->waits_for != NULL)
		arp_keep_frame(net, send->waits_for, send->frame);
	else
		ethernet_send(send->interface, send->frame, length);
}

void
ip_drop(struct net *net, struct ip_send *send)
{
	if (send->waits_for != NULL)
		arp_drop_frame(net, send->frame);
}

s32
ip_send_whole(struct net *net, struct ip_send *send, const u8 *payload)
{
	u16 id = net->next_ip_id++;
	u32 total = send->length;
	u32 step, offset = 0;
	struct route_way way;
	s32 error = find_way(net, send->source, send->destination, &way);

	if (error < 0)
		return error;
	choose_source(send, &way);
	step = way.interface->mtu - IP_HEADER_BYTES;
	if (total > step)
		step = ROUND_DOWN(step, IP_FRAGMENT_UNIT);
	do {
		u32 left = total - offset;
		struct fragment fragment = {id, (u16)(offset / IP_FRAGMENT_UNIT)};

		if (left > step)
			fragment.flags_and_offset |= IP_MORE_FRAGMENTS;
		send->length = left > step ? step : left;
		error = begin(net, send, &way, &fragment);
		if (error < 0) {
			/* What has left without the rest is of no use; but it has left. */
			way.interface->counters.sent_dropped += offset > 0;
			return offset > 0 ? 0 : error;
		}
		memcpy(send->payload, payload + offset, send->length);
		ip_commit(net, send);
		offset += send->length;
	} while (offset < total);
	return 0;
}
