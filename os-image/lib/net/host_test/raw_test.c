/* Raw sockets. */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "frames.h"
#include "tests.h"

#define PROTOCOL 200u

static void
each_gets_a_copy(void)
{
	struct world *world = world_begin(1, 2);
	struct host *host = &world->hosts[1];
	struct net_socket *from = host_socket(&world->hosts[0], NET_RAW, PROTOCOL);
	struct net_socket *first = host_socket(host, NET_RAW, PROTOCOL);
	struct net_socket *second = host_socket(host, NET_RAW, PROTOCOL);
	struct net_socket *other = host_socket(host, NET_RAW, PROTOCOL + 1);
	struct net_socket *elsewhere = host_socket(host, NET_RAW, PROTOCOL);
	struct net_address far = {HOST_C, 0}, sender;
	char bytes[16];

	CHECK_EQUAL(net_connect(elsewhere, &far), 0);
	CHECK_EQUAL(udp_send(from, HOST_B, 0, "packet", 6), 0);
	world_run(world, 1000);
	CHECK_EQUAL(udp_receive(first, bytes, sizeof(bytes), &sender), 6);
	CHECK(sender.ip == HOST_A && memcmp(bytes, "packet", 6) == 0);
	CHECK_EQUAL(udp_receive(second, bytes, sizeof(bytes), NULL), 6);
	CHECK_EQUAL(udp_receive(other, bytes, sizeof(bytes), NULL), -EAGAIN);
	CHECK_EQUAL(udp_receive(elsewhere, bytes, sizeof(bytes), NULL), -EAGAIN);
	world_end(world);
}

static void
some_protocols_are_others(void)
{
	struct world *world = world_begin(1, 1);
	struct net *net = world->hosts[0].net;
	static const u32 refused[] = {0, IP_PROTOCOL_TCP, IP_PROTOCOL_UDP, 256, 1u << 31};
	s32 error;

	for (u32 i = 0; i < ARRAY_LEN(refused); i++) {
		CHECK(net_socket(net, NET_RAW, refused[i], &error) == NULL);
		CHECK_EQUAL(error, -EPROTONOSUPPORT);
	}
	CHECK(net_socket(net, NET_STREAM, IP_PROTOCOL_UDP, &error) == NULL);
	CHECK(net_socket(net, NET_DATAGRAM, IP_PROTOCOL_TCP, &error) == NULL);
	CHECK(net_socket(net, (enum net_socket_type)9, 0, &error) == NULL);
	world_end(world);
}

static void
sets_ttl(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *from = host_socket(&world->hosts[0], NET_RAW, PROTOCOL);
	u32 ttl;

	CHECK_EQUAL(net_get_option(from, NET_OPTION_TTL, &ttl), 0);
	CHECK_EQUAL(ttl, IP_DEFAULT_TTL);
	CHECK_EQUAL(net_set_option(from, NET_OPTION_TTL, 0), -EINVAL);
	CHECK_EQUAL(net_set_option(from, NET_OPTION_TTL, 256), -EINVAL);
	CHECK_EQUAL(net_set_option(from, NET_OPTION_TTL, 3), 0);
	CHECK_EQUAL(net_get_option(from, NET_OPTION_TTL, &ttl), 0);
	CHECK_EQUAL(ttl, 3);
	world_end(world);
}

const struct test raw_tests[] = {
	{"each raw socket of a protocol gets a copy of its packets", each_gets_a_copy},
	{"TCP, UDP and what is no protocol can't be had raw", some_protocols_are_others},
	{"a socket's time to live can be set within bounds", sets_ttl},
	{NULL, NULL},
};
