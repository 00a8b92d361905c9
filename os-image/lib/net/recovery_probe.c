/*
 * Is anybody there? Asked before a driver is blamed for a silence that may be that of one
 * host: the gateway of the interface's network answers ARP as long as it lives.
 */
#include "arp.h"
#include "net_internal.h"

static ip_address
gateway_of(const struct net_interface *interface)
{
	struct net_route route;

	for (u32 index = 0; net_route_at(interface->net, index, &route) == 0; index++)
		if (route.interface == interface && route.gateway != IP_ANY)
			return route.gateway;
	return IP_ANY;
}

void
net_probe(struct net_interface *interface)
{
	ip_address gateway = gateway_of(interface);

	if (gateway != IP_ANY && interface->address != IP_ANY)
		arp_send_request(interface, interface->address, gateway, NULL);
}
