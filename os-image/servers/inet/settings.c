/* The requests of <net/if.h>: interfaces, routes and tables, to be seen by all and changed by root. */
#include "inet.h"
#include "link.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <net/if.h>
#include <string.h>

/* Where a request's argument is copied to and from. */
union argument {
	struct if_info interface;
	struct if_change change;
	struct route_info route;
	struct arp_info neighbour;
	struct socket_info socket;
	struct net_counter_info counter;
	s32 number;
};

static struct net_interface *
interface_named(const char *name)
{
	struct net_interface *interface;

	for (u32 index = 0; (interface = net_interface_at(stack, index)) != NULL; index++) {
		struct net_interface_info info;

		net_interface_info(interface, &info);
		if (strncmp(info.name, name, NET_NAME_LEN) == 0)
			return interface;
	}
	return NULL;
}

/* ---- changes ---- */

static s32
change_dhcp(struct net_interface *interface, int wanted)
{
	if (wanted)
		net_dhcp_start(interface, INET_HOST_NAME);
	else
		net_dhcp_stop(interface, 1);
	return 0;
}

static s32
change_interface(struct if_change *change)
{
	struct net_interface *interface;
	struct link *link;
	s32 error = 0;

	change->name[IFNAMSIZ - 1] = '\0';
	interface = interface_named(change->name);
	if (interface == NULL)
		return -ENODEV;
	link = link_of(interface);
	if (change->set & (IF_SET_DHCP | IF_SET_PROMISCUOUS) && link == NULL)
		return -EOPNOTSUPP;
	if (change->set & IF_SET_UP) {
		net_set_up(interface, change->is_up != 0);
		if (change->is_up && link != NULL)
			net_nudge(interface); /* what was lost meanwhile is asked for again */
	}
	if (change->set & IF_SET_DHCP)
		error = change_dhcp(interface, change->dhcp != 0);
	if (error == 0 && change->set & IF_SET_ADDRESS) {
		if (link != NULL)
			net_dhcp_stop(interface, 1); /* an address given by hand stays */
		error = net_set_interface_address(interface, change->address, change->mask);
	}
	if (change->set & IF_SET_PROMISCUOUS)
		link_set_promiscuous(link, change->promiscuous != 0);
	return error;
}

static s32
add_route(struct route_info *info)
{
	struct net_route route = {
		.destination = info->destination, .mask = info->mask, .gateway = info->gateway};

	info->interface[IFNAMSIZ - 1] = '\0';
	if (info->interface[0] != '\0') {
		route.interface = interface_named(info->interface);
		if (route.interface == NULL)
			return -ENODEV;
	}
	return net_add_route(stack, &route);
}

/* Fills in, or does, what the request asks; the argument is the caller's copy. */
static s32
perform(struct socket *socket, u32 request, union argument *argument)
{
	switch (request) {
	case SIOCGIFINFO: return table_interface(&argument->interface);
	case SIOCGROUTE: return table_route(&argument->route);
	case SIOCGARP: return table_neighbour(&argument->neighbour);
	case SIOCGSOCKET: return table_socket(&argument->socket);
	case SIOCGCOUNTER: return table_counter(&argument->counter);
	case FIONREAD: return net_get_option(socket->net, NET_OPTION_UNREAD, (u32 *)&argument->number);
	default: break;
	}
	if (socket->uid != 0)
		return -EPERM;
	switch (request) {
	case SIOCSIFCHANGE: return change_interface(&argument->change);
	case SIOCADDROUTE: return add_route(&argument->route);
	case SIOCDELROUTE:
		return net_delete_route(stack, argument->route.destination, argument->route.mask);
	case SIOCSETARP:
		return net_set_neighbour(stack, argument->neighbour.address, argument->neighbour.mac);
	default:
		return net_delete_neighbour(stack, argument->neighbour.address);
	}
}

static int
is_known(u32 request)
{
	static const u32 known[] = {SIOCGIFINFO,  SIOCSIFCHANGE, SIOCGROUTE,  SIOCADDROUTE,
				    SIOCDELROUTE, SIOCGARP,      SIOCSETARP,  SIOCDELARP,
				    SIOCGSOCKET,  SIOCGCOUNTER,  FIONREAD};

	for (u32 index = 0; index < ARRAY_LEN(known); index++)
		if (known[index] == request)
			return 1;
	return 0;
}

s32
settings_ioctl(struct socket *socket, struct socket_call *call, struct message *reply)
{
	const struct char_ioctl *ioctl = MESSAGE_BODY(&call->request, const struct char_ioctl);
	endpoint_t granter = call->request.source;
	union argument argument;
	s32 error = 0;

	(void)reply;
	if (!is_known(ioctl->request))
		return -ENOTTY;
	memset(&argument, 0, sizeof(argument));
	if (ioctl->request & IOCTL_TO_DRIVER)
		error = sys_safecopy_from(granter, ioctl->grant, 0, &argument,
					  IOCTL_SIZE(ioctl->request));
	if (error == 0)
		error = perform(socket, ioctl->request, &argument);
	if (error == 0 && ioctl->request & IOCTL_FROM_DRIVER)
		error = sys_safecopy_to(granter, ioctl->grant, 0, &argument,
					IOCTL_SIZE(ioctl->request));
	return error;
}
