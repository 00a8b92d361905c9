/* Interfaces: made, configured, and asked how they are. */
#include "ethernet.h"
#include "net_internal.h"

/* A network of one or two addresses has none for all its hosts (RFC 3021). */
#define POINT_TO_POINT_MASK 0xfffffffeu

void
interface_init(struct net *net, struct net_interface *interface, const char *name)
{
	interface->net = net;
	for (u32 i = 0; i < NET_NAME_LEN - 1u && name[i] != '\0'; i++)
		interface->name[i] = name[i];
	interface->mtu = NET_MTU;
	arp_claim_init(interface);
	dhcp_init(interface);
}

struct net_interface *
net_add_interface(struct net *net, const char *name, const struct net_link *link)
{
	struct net_interface *interface;

	if (net->interface_count == NET_INTERFACES_MAX)
		return NULL;
	interface = &net->interfaces[net->interface_count++];
	interface_init(net, interface, name);
	interface->link = *link;
	return interface;
}

struct net_interface *
net_interface_at(struct net *net, u32 index)
{
	return index < net->interface_count ? &net->interfaces[index] : NULL;
}

int
interface_is_usable(const struct net_interface *interface)
{
	return interface->is_up && (interface->has_link || interface->is_loopback);
}

int
interface_is_broadcast(const struct net_interface *interface, ip_address address)
{
	if (address == IP_BROADCAST)
		return 1;
	if (interface->address == IP_ANY || interface->mask >= POINT_TO_POINT_MASK)
		return 0;
	return address == (interface->address | ~interface->mask);
}

void
net_set_hardware_address(struct net_interface *interface, const u8 mac[MAC_BYTES])
{
	memcpy(interface->mac, mac, MAC_BYTES);
}

/* What was asked for while there was no link is asked for at once when there is one. */
void
net_set_link(struct net_interface *interface, int is_up)
{
	int had_link = interface->has_link;

	interface->has_link = is_up != 0;
	if (!is_up || had_link)
		return;
	interface_ready(interface);
	arp_nudge(interface);
	dhcp_nudge(interface);
}

void
net_set_up(struct net_interface *interface, int is_up)
{
	interface->is_up = is_up != 0;
	if (is_up) {
		interface_ready(interface);
		return;
	}
	arp_forget(interface);
	reassembly_forget(interface);
}

void
net_link_ready(struct net_interface *interface)
{
	interface_ready(interface);
	sockets_tell(interface->net);
}

void
interface_ready(struct net_interface *interface)
{
	if (!interface->is_blocked)
		return;
	interface->is_blocked = 0;
	datagrams_room(interface->net);
	tcp_output_ready(interface->net, interface);
}

void
interface_take_address(struct net_interface *interface, ip_address address, ip_address mask)
{
	struct net *net = interface->net;
	ip_address before = interface->address;

	if (before == address && interface->mask == mask)
		return;
	route_forget(interface);
	interface->address = address;
	interface->mask = mask;
	if (before != IP_ANY && before != address) {
		arp_forget(interface);
		reassembly_forget(interface);
		tcp_address_gone(net, before);
	}
	if (address != IP_ANY) {
		route_add_automatic(interface, address & mask, mask, IP_ANY);
		arp_announce(interface);
	}
	net->host.address_changed(net->host.context, interface);
}

/* Neither the network itself nor all its hosts, where it has such addresses. */
int
interface_may_have_address(ip_address address, ip_address mask)
{
	if (mask == 0 || !route_is_mask(mask) || !ip_is_unicast(address))
		return 0;
	return mask >= POINT_TO_POINT_MASK ||
	       ((address & ~mask) != 0 && (address | mask) != IP_BROADCAST);
}

s32
net_set_interface_address(struct net_interface *interface, ip_address address, ip_address mask)
{
	if (interface->is_loopback)
		return -EINVAL;
	if (address == IP_ANY) {
		interface_take_address(interface, IP_ANY, IP_ANY);
		return 0;
	}
	if (!interface_may_have_address(address, mask))
		return -EINVAL;
	interface_take_address(interface, address, mask);
	return 0;
}

void
net_interface_info(const struct net_interface *interface, struct net_interface_info *info)
{
	memset(info, 0, sizeof(*info));
	memcpy(info->name, interface->name, NET_NAME_LEN);
	memcpy(info->mac, interface->mac, MAC_BYTES);
	info->is_up = interface->is_up;
	info->has_link = interface->has_link;
	info->is_loopback = interface->is_loopback;
	info->mtu = interface->mtu;
	info->address = interface->address;
	info->mask = interface->mask;
	info->counters = interface->counters;
	dhcp_info(interface, info);
}

void
net_nudge(struct net_interface *interface)
{
	interface_ready(interface);
	arp_nudge(interface);
	dhcp_nudge(interface);
	tcp_nudge(interface->net, interface);
}

/* The earlier of two times of which 0 is none. */
static u64
earlier(u64 a, u64 b)
{
	if (a == 0 || b == 0)
		return a + b;
	return a < b ? a : b;
}

u64
net_unanswered_us(const struct net_interface *interface)
{
	struct net *net = interface->net;
	u64 since = tcp_unanswered_since(net, interface, interface->last_received_us);

	since = earlier(since, arp_unanswered_since(interface));
	since = earlier(since, dhcp_unanswered_since(interface));
	return since == 0 ? 0 : net->now_us - since;
}
