/* Routes: by which interface, and by which gateway, a destination is reached (RFC 1122, 3.3.1). */
#ifndef NET_ROUTE_H
#define NET_ROUTE_H

#include "stack.h"

#define ROUTES_MAX 32u

/* Longest prefix first; of equal ones the one that came first. */
struct route_table {
	struct net_route routes[ROUTES_MAX];
	u32 count;
};

struct route_way {
	struct net_interface *interface;
	ip_address next_hop;
};

/* By interface `own`, or whichever has one if that is NULL. 0 or -ENETUNREACH. */
s32 route_find(const struct net *net, const struct net_interface *own, ip_address destination,
	       struct route_way *way);
/* A route that belongs to the interface; several interfaces may have one to the same network. */
void route_add_automatic(struct net_interface *interface, ip_address destination, ip_address mask,
			 ip_address gateway);
/* The interface's default route, in place of the one it had; IP_ANY: none. */
void route_set_gateway(struct net_interface *interface, ip_address gateway);
/* Takes away all routes through the interface: its address has gone. */
void route_forget(struct net_interface *interface);
int route_is_mask(ip_address mask); /* ones, then zeros */

#endif
