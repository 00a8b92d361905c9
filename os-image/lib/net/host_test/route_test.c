/* Routes: the longest prefix, gateways, and routes that come and go with addresses. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "frames.h"
#include "tcp_script.h"
#include "tests.h"

/* Whom host 0 asks for when it sends to an address. */
static ip_address
next_hop(struct world *world, struct net_socket *socket, ip_address to)
{
	const u8 *request;

	CHECK_EQUAL(udp_send(socket, to, 9, "x", 1), 0);
	request = captured_last(world, ETHERNET_TYPE_ARP, 0) + ETHERNET_HEADER_BYTES;
	return get32(request + 24);
}

static s32
add(struct world *world, ip_address destination, ip_address mask, ip_address gateway)
{
	struct net_route route = {.destination = destination, .mask = mask, .gateway = gateway};

	if (gateway == IP_ANY)
		route.interface = world->hosts[0].interface;
	return net_add_route(world->hosts[0].net, &route);
}

static void
longest_prefix(void)
{
	struct world *world = world_begin(1, 1);
	struct capture *capture = capture_begin(world, 0);
	struct net_socket *socket = host_udp(&world->hosts[0], 1000);

	CHECK_EQUAL(add(world, 0, 0, 0x0a000064), 0);
	CHECK_EQUAL(add(world, 0x0b000000, 0xff000000, 0x0a000065), 0);
	CHECK_EQUAL(add(world, 0x0b010000, 0xffff0000, 0x0a000066), 0);
	CHECK_EQUAL(add(world, 0x0b010203, 0xffffffff, 0x0a000067), 0);
	CHECK_EQUAL(next_hop(world, socket, 0x08080808), 0x0a000064);
	CHECK_EQUAL(next_hop(world, socket, 0x0b020202), 0x0a000065);
	CHECK_EQUAL(next_hop(world, socket, 0x0b010202), 0x0a000066);
	CHECK_EQUAL(next_hop(world, socket, 0x0b010203), 0x0a000067);
	CHECK_EQUAL(next_hop(world, socket, 0x0a0000aa), 0x0a0000aa);
	CHECK_EQUAL(net_delete_route(world->hosts[0].net, 0x0b010000, 0xffff0000), 0);
	CHECK_EQUAL(net_delete_route(world->hosts[0].net, 0x0b010000, 0xffff0000), -ENOENT);
	/* When nobody is being asked for any more. */
	world_run(world, 10 * SECOND_US);
	CHECK_EQUAL(next_hop(world, socket, 0x0b010909), 0x0a000065);
	free(capture);
	world->filter = NULL;
	world_end(world);
}

static void
refuses_nonsense(void)
{
	struct world *world = world_begin(1, 1);
	struct net *net = world->hosts[0].net;
	struct net_route route = {.destination = 0x0b000000, .mask = 0xff000000};

	CHECK_EQUAL(add(world, 0x0b000001, 0xff000000, 0x0a000064), -EINVAL);
	CHECK_EQUAL(add(world, 0x0b000000, 0xff00ff00, 0x0a000064), -EINVAL);
	CHECK_EQUAL(add(world, 0x0b000000, 0xff000000, 0x0c000064), -ENETUNREACH);
	CHECK_EQUAL(add(world, 0x0b000000, 0xff000000, HOST_A), -ENETUNREACH);
	CHECK_EQUAL(net_add_route(net, &route), -EINVAL);
	route.interface = net_interface_at(net, 0);
	CHECK_EQUAL(net_add_route(net, &route), -EINVAL);
	CHECK_EQUAL(add(world, 0x0b000000, 0xff000000, 0x0a000064), 0);
	CHECK_EQUAL(add(world, 0x0b000000, 0xff000000, 0x0a000065), -EEXIST);
	/* A gateway has to be on the own network, not behind another gateway. */
	CHECK_EQUAL(add(world, 0x0c000000, 0xff000000, 0x0b000001), -ENETUNREACH);
	world_end(world);
}

static void
is_bounded(void)
{
	struct world *world = world_begin(1, 1);
	struct net_route route;
	s32 error = 0;
	u32 count = 0;

	for (u32 i = 0; error == 0; i++)
		error = add(world, 0x0b000000 + (i << 8), MASK_24, 0x0a000064);
	CHECK_EQUAL(error, -ENOSPC);
	while (net_route_at(world->hosts[0].net, count, &route) == 0)
		count++;
	CHECK_EQUAL(count, ROUTES_MAX);
	world_end(world);
}

static void
come_and_go(void)
{
	struct world *world = world_begin(1, 1);
	struct net *net = world->hosts[0].net;
	struct net_interface *interface = world->hosts[0].interface;
	struct net_socket *socket = host_udp(&world->hosts[0], 1000);
	struct net_route route;
	u32 changes = world->hosts[0].address_changes;

	CHECK_EQUAL(net_route_at(net, 0, &route), 0);
	CHECK(route.destination == 0x0a000000 && route.mask == MASK_24);
	CHECK(route.is_automatic && route.interface == interface && route.gateway == IP_ANY);
	CHECK_EQUAL(add(world, 0, 0, 0x0a000064), 0);
	CHECK_EQUAL(net_set_interface_address(interface, 0x0b000005, 0xffff0000), 0);
	CHECK_EQUAL(world->hosts[0].address_changes, changes + 1);
	CHECK_EQUAL(net_route_at(net, 0, &route), 0);
	CHECK(route.destination == 0x0b000000 && route.mask == 0xffff0000);
	CHECK_EQUAL(net_route_at(net, 1, &route), -ENOENT);
	CHECK_EQUAL(net_set_interface_address(interface, IP_ANY, 0), 0);
	CHECK_EQUAL(net_route_at(net, 0, &route), -ENOENT);
	CHECK_EQUAL(udp_send(socket, 0x0b000006, 9, "x", 1), -ENETUNREACH);
	world_end(world);
}

/* ---- two interfaces with a default route each ---- */

#define OUTSIDE 0x08080808u
#define SECOND_ADDRESS 0x0b000005u
#define SECOND_GATEWAY 0x0b000064u

static struct {
	u8 frame[FRAME_MAX + 64];
	u32 packets;         /* of IP that left by the second interface */
	ip_address source;   /* of the last one */
} second;

static u8 *
second_claim(void *context, u32 length)
{
	(void)context;
	(void)length;
	return second.frame;
}

static void
second_send(void *context, u8 *frame, u32 length)
{
	(void)context;
	(void)length;
	if (get16(frame + ETHERNET_TYPE) != ETHERNET_TYPE_IP)
		return;
	second.packets++;
	second.source = get32(frame + ETHERNET_HEADER_BYTES + IP_SOURCE);
}

static void
add_second(struct host *host)
{
	struct net_link link = {.claim = second_claim, .send = second_send};
	struct net_interface *interface = net_add_interface(host->net, "eth1", &link);
	u8 mac[MAC_BYTES];

	memset(&second, 0, sizeof(second));
	host_mac(7, mac);
	net_set_hardware_address(interface, mac);
	net_set_up(interface, 1);
	net_set_link(interface, 1);
	CHECK_EQUAL(net_set_interface_address(interface, SECOND_ADDRESS, MASK_24), 0);
	route_set_gateway(host->interface, HOST_B);
	route_set_gateway(interface, SECOND_GATEWAY);
	CHECK_EQUAL(net_set_neighbour(host->net, HOST_B, mac), 0);
	CHECK_EQUAL(net_set_neighbour(host->net, SECOND_GATEWAY, mac), 0);
	world_settle(host->world);
	second.packets = 0;
}

static void
datagrams_keep_their_interface(void)
{
	struct world *world = world_begin(1, 1);
	struct host *host = &world->hosts[0];
	struct net_socket *first = host_udp(host, 1000);
	struct net_socket *bound = host_socket(host, NET_DATAGRAM, 0);
	struct net_socket *unbound = host_udp(host, 1002);
	struct net_address remote = {OUTSIDE, 9}, local = {SECOND_ADDRESS, 1001};

	add_second(host);
	CHECK_EQUAL(net_connect(first, &remote), 0);
	CHECK_EQUAL(udp_send(first, OUTSIDE, 9, "x", 1), 0);
	CHECK_EQUAL(second.packets, 0);
	CHECK_EQUAL(net_bind(bound, &local), 0);
	CHECK_EQUAL(udp_send(bound, OUTSIDE, 9, "x", 1), 0);
	world_settle(world);
	CHECK(second.packets == 1 && second.source == SECOND_ADDRESS);

	net_set_up(host->interface, 0);
	CHECK_EQUAL(udp_send(first, OUTSIDE, 9, "x", 1), -ENETDOWN);
	CHECK_EQUAL(second.packets, 1);
	/* What has no address of its own yet takes the way that there is. */
	CHECK_EQUAL(udp_send(unbound, OUTSIDE, 9, "x", 1), 0);
	world_settle(world);
	CHECK(second.packets == 2 && second.source == SECOND_ADDRESS);
	net_set_up(host->interface, 1);
	CHECK_EQUAL(udp_send(first, OUTSIDE, 9, "x", 1), 0);
	world_settle(world);
	CHECK_EQUAL(second.packets, 2);
	world_end(world);
}

static void
streams_wait_for_their_interface(void)
{
	struct script *script = script_begin();
	struct net_interface *own = script->host->interface;
	u8 mac[MAC_BYTES];

	script_connect_plain(script);
	add_second(script->host);
	net_set_up(own, 0);
	user_writes(script, 100);
	pass(script, 3 * SECOND_US);
	take_nothing(script);
	CHECK_EQUAL(second.packets, 0);
	net_set_up(own, 1);
	host_mac(1, mac);
	CHECK_EQUAL(net_set_neighbour(script->host->net, SCRIPT_PEER, mac), 0);
	pass(script, 5 * SECOND_US);
	take_data(script, 1, 100);
	CHECK_EQUAL(second.packets, 0);
	script_end(script);
}

static void
loopback_stays_inside(void)
{
	struct world *world = world_begin(1, 1);
	struct host *host = &world->hosts[0];
	struct net_socket *socket = host_socket(host, NET_DATAGRAM, 0);
	struct net_address local = {IP_LOOPBACK, 1000};

	add_second(host);
	CHECK_EQUAL(net_bind(socket, &local), 0);
	CHECK_EQUAL(udp_send(socket, OUTSIDE, 9, "x", 1), -ENETUNREACH);
	world_end(world);
}

const struct test route_tests[] = {
	{"the route with the longest prefix counts", longest_prefix},
	{"routes that make no sense are refused", refuses_nonsense},
	{"the table of routes is bounded", is_bounded},
	{"an interface's routes come and go with its address", come_and_go},
	{"datagrams from an interface's address leave by it or not at all",
	 datagrams_keep_their_interface},
	{"a connection waits for its interface, though another one has a route",
	 streams_wait_for_their_interface},
	{"nothing from the loopback's addresses leaves the machine", loopback_stays_inside},
	{NULL, NULL},
};
