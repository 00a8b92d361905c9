/* The table of routes. */
#include "net_internal.h"

int
route_is_mask(ip_address mask)
{
	return (~mask & (~mask + 1u)) == 0;
}

s32
route_find(const struct net *net, const struct net_interface *own, ip_address destination,
	   struct route_way *way)
{
	for (u32 i = 0; i < net->routes.count; i++) {
		const struct net_route *route = &net->routes.routes[i];

		if ((destination & route->mask) != route->destination || !route->interface->is_up)
			continue;
		if (own != NULL && route->interface != own)
			continue;
		way->interface = route->interface;
		way->next_hop = route->gateway == IP_ANY ? destination : route->gateway;
		return 0;
	}
	return -ENETUNREACH;
}

/* Behind all with a prefix that is as long; masks compare as their prefixes' lengths do. */
static s32
insert(struct net *net, const struct net_route *route)
{
	struct route_table *table = &net->routes;
	u32 place = table->count;

	if (table->count == ROUTES_MAX)
		return -ENOSPC;
	while (place > 0 && table->routes[place - 1u].mask < route->mask) {
		table->routes[place] = table->routes[place - 1u];
		place--;
	}
	table->routes[place] = *route;
	table->count++;
	return 0;
}

static void
remove(struct net *net, u32 index)
{
	struct route_table *table = &net->routes;

	table->count--;
	memmove(&table->routes[index], &table->routes[index + 1u],
		(table->count - index) * sizeof(struct net_route));
}

void
route_add_automatic(struct net_interface *interface, ip_address destination, ip_address mask,
		    ip_address gateway)
{
	struct net_route route = {.destination = destination,
				  .mask = mask,
				  .gateway = gateway,
				  .interface = interface,
				  .is_automatic = 1};

	if (insert(interface->net, &route) < 0) {
		const char *words[] = {interface->name, ": the table of routes is full", NULL};

		net_log(interface->net, words);
	}
}

void
route_forget(struct net_interface *interface)
{
	struct net *net = interface->net;

	for (u32 i = net->routes.count; i-- > 0;)
		if (net->routes.routes[i].interface == interface)
			remove(net, i);
}

void
route_set_gateway(struct net_interface *interface, ip_address gateway)
{
	struct net *net = interface->net;

	for (u32 i = net->routes.count; i-- > 0;) {
		const struct net_route *route = &net->routes.routes[i];

		if (route->interface == interface && route->is_automatic && route->mask == 0)
			remove(net, i);
	}
	if (gateway != IP_ANY)
		route_add_automatic(interface, 0, 0, gateway);
}

/* The interface on whose own network the gateway is, or NULL. */
static struct net_interface *
interface_of_gateway(const struct net *net, ip_address gateway)
{
	struct route_way way;

	if (ip_is_local(net, gateway) || route_find(net, NULL, gateway, &way) < 0 ||
	    way.next_hop != gateway)
		return NULL;
	return way.interface;
}

s32
net_add_route(struct net *net, const struct net_route *wanted)
{
	struct net_route route = *wanted;

	route.is_automatic = 0;
	if (!route_is_mask(route.mask) || (route.destination & ~route.mask) != 0)
		return -EINVAL;
	if (route.gateway != IP_ANY) {
		route.interface = interface_of_gateway(net, route.gateway);
		if (route.interface == NULL)
			return -ENETUNREACH;
	}
	if (route.interface == NULL || route.interface->is_loopback)
		return -EINVAL;
	for (u32 i = 0; i < net->routes.count; i++)
		if (net->routes.routes[i].destination == route.destination &&
		    net->routes.routes[i].mask == route.mask)
			return -EEXIST;
	return insert(net, &route);
}

s32
net_delete_route(struct net *net, ip_address destination, ip_address mask)
{
	for (u32 i = 0; i < net->routes.count; i++) {
		const struct net_route *route = &net->routes.routes[i];

		if (route->destination == destination && route->mask == mask) {
			remove(net, i);
			return 0;
		}
	}
	return -ENOENT;
}

s32
net_route_at(const struct net *net, u32 index, struct net_route *route)
{
	if (index >= net->routes.count)
		return -ENOENT;
	*route = net->routes.routes[index];
	return 0;
}
