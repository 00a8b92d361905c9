/* What the stack and the links know, as the structures of <net/if.h>. */
#include "inet.h"
#include "link.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#define US_PER_S 1000000u
#define FOR_EVER 0xffffffffu

static void
name_of(const struct net_interface *interface, char name[IFNAMSIZ])
{
	struct net_interface_info info;

	net_interface_info(interface, &info);
	strlcpy(name, info.name, IFNAMSIZ);
}

static u32
lease_left_s(const struct net_interface_info *from)
{
	u64 now_us = sys_uptime_us();

	if (from->lease_ends_us == NET_NEVER)
		return FOR_EVER;
	return from->lease_ends_us > now_us ? (u32)((from->lease_ends_us - now_us) / US_PER_S) : 0;
}

static u32
flags_of(const struct net_interface_info *from, const struct link *link)
{
	u32 flags = 0;

	if (from->is_up)
		flags |= IFF_UP;
	if (from->is_loopback || (from->has_link && link != NULL && link->state == LINK_UP))
		flags |= IFF_RUNNING;
	if (from->is_loopback)
		flags |= IFF_LOOPBACK;
	if (from->dhcp != NET_DHCP_OFF)
		flags |= IFF_DHCP;
	if (from->dhcp >= NET_DHCP_BOUND)
		flags |= IFF_BOUND;
	if (link != NULL && link->promiscuous)
		flags |= IFF_PROMISC;
	return flags;
}

s32
table_interface(struct if_info *info)
{
	struct net_interface *interface = net_interface_at(stack, info->index);
	struct net_interface_info from;
	const struct link *link;

	if (interface == NULL)
		return -EINVAL;
	net_interface_info(interface, &from);
	link = link_of(interface);
	*info = (struct if_info){
		.index = info->index,
		.flags = flags_of(&from, link),
		.mtu = from.mtu,
		.address = from.address,
		.mask = from.mask,
		.gateway = from.gateway,
		.name_server = from.name_server,
		.dhcp_server = from.dhcp_server,
		.lease_left_s = from.dhcp >= NET_DHCP_BOUND ? lease_left_s(&from) : 0,
		.received_frames = from.counters.received_frames,
		.received_bytes = from.counters.received_bytes,
		.sent_frames = from.counters.sent_frames,
		.sent_bytes = from.counters.sent_bytes,
		.received_bad = from.counters.received_bad,
		.received_dropped = from.counters.received_dropped,
		.sent_dropped = from.counters.sent_dropped,
	};
	strlcpy(info->name, from.name, sizeof(info->name));
	memcpy(info->mac, from.mac, sizeof(info->mac));
	if (link != NULL) {
		strlcpy(info->driver, link->label, sizeof(info->driver));
		info->link_mbit = (u16)link->link_mbit;
		info->driver_restarts = link->restarts;
		info->complaints = link->complaints;
	}
	return 0;
}

s32
table_route(struct route_info *info)
{
	struct net_route route;

	if (net_route_at(stack, info->index, &route) < 0)
		return -EINVAL;
	info->destination = route.destination;
	info->mask = route.mask;
	info->gateway = route.gateway;
	info->is_automatic = route.is_automatic;
	name_of(route.interface, info->interface);
	return 0;
}

s32
table_neighbour(struct arp_info *info)
{
	struct net_neighbour neighbour;

	if (net_neighbour_at(stack, info->index, &neighbour) < 0)
		return -EINVAL;
	info->address = neighbour.address;
	memcpy(info->mac, neighbour.mac, sizeof(info->mac));
	info->is_complete = neighbour.is_complete;
	info->is_permanent = neighbour.is_permanent;
	info->age_s = neighbour.age_s;
	name_of(neighbour.interface, info->interface);
	return 0;
}

s32
table_socket(struct socket_info *info)
{
	static const u32 types[] = {
		[NET_STREAM] = SOCK_STREAM, [NET_DATAGRAM] = SOCK_DGRAM, [NET_RAW] = SOCK_RAW};
	const struct net_socket *socket = net_socket_at(stack, info->index);
	struct net_socket_info from;

	if (socket == NULL)
		return -EINVAL;
	net_socket_info(socket, &from);
	info->type = types[from.type];
	info->protocol = from.protocol;
	info->state = from.state;
	info->local_address = from.local.ip;
	info->local_port = from.local.port;
	info->remote_address = from.remote.ip;
	info->remote_port = from.remote.port;
	info->unread = from.unread;
	info->unsent = from.unsent;
	info->retransmitted = from.retransmitted;
	info->round_trip_us = from.round_trip_us;
	info->congestion_window = from.congestion_window;
	info->nudges = from.nudges;
	return 0;
}

s32
table_counter(struct net_counter_info *info)
{
#define COUNTER(name) {#name, offsetof(struct net_statistics, name)}
	static const struct {
		const char *name;
		u32 offset;
	} counters[] = {
		COUNTER(arp_received), COUNTER(arp_sent), COUNTER(arp_bad),
		COUNTER(ip_received), COUNTER(ip_sent), COUNTER(ip_bad), COUNTER(ip_unreachable),
		COUNTER(ip_fragments), COUNTER(ip_reassembled), COUNTER(ip_reassembly_failed),
		COUNTER(icmp_received), COUNTER(icmp_sent), COUNTER(icmp_bad),
		COUNTER(udp_received), COUNTER(udp_sent), COUNTER(udp_bad), COUNTER(udp_no_port),
		COUNTER(udp_dropped),
		COUNTER(tcp_received), COUNTER(tcp_sent), COUNTER(tcp_bad), COUNTER(tcp_retransmitted),
		COUNTER(tcp_duplicates), COUNTER(tcp_out_of_order), COUNTER(tcp_resets_received),
		COUNTER(tcp_resets_sent), COUNTER(tcp_opened), COUNTER(tcp_accepted), COUNTER(tcp_failed),
		COUNTER(tcp_timeouts),
	};
#undef COUNTER
	_Static_assert(ARRAY_LEN(counters) <= NET_COUNTERS_MAX, "all can be asked for");
	const u8 *all = (const u8 *)net_statistics(stack);

	if (info->index >= ARRAY_LEN(counters))
		return -EINVAL;
	strlcpy(info->name, counters[info->index].name, sizeof(info->name));
	memcpy(&info->value, all + counters[info->index].offset, sizeof(info->value));
	return 0;
}
