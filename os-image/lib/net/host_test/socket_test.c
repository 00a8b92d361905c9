/* Sockets: ports, places, and what is told of them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "../net_internal.h"
#include "tests.h"
#include "world.h"

static s32
bind_at(struct net_socket *socket, ip_address ip, u16 port)
{
	struct net_address local = {ip, port};

	return net_bind(socket, &local);
}

static void
ports_are_exclusive(void)
{
	struct world *world = world_begin(1, 1);
	struct host *host = &world->hosts[0];
	struct net_socket *a = host_socket(host, NET_DATAGRAM, 0);
	struct net_socket *b = host_socket(host, NET_DATAGRAM, 0);
	struct net_socket *stream = host_socket(host, NET_STREAM, 0);

	CHECK_EQUAL(bind_at(a, HOST_B, 2000), -EADDRNOTAVAIL);
	CHECK_EQUAL(bind_at(a, HOST_A, 2000), 0);
	CHECK_EQUAL(bind_at(a, HOST_A, 2001), -EINVAL);
	CHECK_EQUAL(bind_at(b, HOST_A, 2000), -EADDRINUSE);
	CHECK_EQUAL(bind_at(b, IP_ANY, 2000), -EADDRINUSE);
	CHECK_EQUAL(bind_at(b, IP_LOOPBACK, 2000), 0);
	CHECK_EQUAL(bind_at(stream, IP_ANY, 2000), 0);
	net_close(a);
	a = host_socket(host, NET_DATAGRAM, 0);
	CHECK_EQUAL(bind_at(a, HOST_A, 2000), 0);
	world_end(world);
}

static void
ports_are_chosen(void)
{
	struct world *world = world_begin(1, 1);
	struct net_socket_info info;
	static u8 seen[65536];

	for (u32 i = 0; i < NET_SOCKETS_MAX; i++) {
		struct net_socket *socket = host_socket(&world->hosts[0], NET_DATAGRAM, 0);

		CHECK_EQUAL(bind_at(socket, IP_ANY, 0), 0);
		net_socket_info(socket, &info);
		CHECK(info.local.port >= 49152 && !seen[info.local.port]);
		seen[info.local.port] = 1;
	}
	world_end(world);
}

/* A peer that remembers the old connection takes a new one with the same ports for a part of it. */
static void
ports_of_streams_do_not_come_again_soon(void)
{
	struct world *world = world_begin(1, 1);
	struct net_socket_info info;
	static u8 seen[65536];

	for (u32 i = 0; i < 4000; i++) {
		struct net_socket *socket = host_socket(&world->hosts[0], NET_STREAM, 0);

		CHECK_EQUAL(bind_at(socket, IP_ANY, 0), 0);
		net_socket_info(socket, &info);
		CHECK(info.local.port >= 49152 && !seen[info.local.port]);
		seen[info.local.port] = 1;
		net_close(socket);
	}
	world_end(world);
}

static void
places_are_bounded(void)
{
	struct world *world = world_begin(1, 1);
	struct host *host = &world->hosts[0];
	struct net_socket *last = NULL, *socket;
	s32 error = 0;
	u32 count = 0;

	while ((socket = net_socket(host->net, NET_DATAGRAM, 0, &error)) != NULL) {
		last = socket;
		count++;
	}
	CHECK_EQUAL(count, NET_SOCKETS_MAX);
	CHECK_EQUAL(error, -ENFILE);
	net_close(last);
	CHECK(net_socket(host->net, NET_DATAGRAM, 0, &error) != NULL);
	for (count = 0; net_socket_at(host->net, count) != NULL; count++)
		;
	CHECK_EQUAL(count, NET_SOCKETS_MAX);
	world_end(world);
}

static void
memory_may_fail(void)
{
	struct world *world = world_begin(1, 1);
	struct host *host = &world->hosts[0];
	s32 error = 0;

	host->bytes_max = host->bytes_held;
	CHECK(net_socket(host->net, NET_DATAGRAM, 0, &error) == NULL);
	CHECK_EQUAL(error, -ENOMEM);
	CHECK(net_socket(host->net, NET_RAW, 1, &error) == NULL);
	CHECK(net_socket_at(host->net, 0) == NULL);
	world_end(world);
}

/* An owner that closes other sockets when it hears of one. */
static struct net_socket *victims[4];
static u32 calls;

static void
close_others(void *context, struct net_socket *socket)
{
	(void)context;
	calls++;
	for (u32 i = 0; i < ARRAY_LEN(victims); i++) {
		struct net_socket *victim = victims[i];

		victims[i] = NULL;
		if (victim != NULL && victim != socket)
			net_close(victim);
	}
}

static void
owners_may_close(void)
{
	struct world *world = world_begin(1, 2);
	struct host *host = &world->hosts[1];
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	char bytes[4];

	CHECK_EQUAL(udp_send(from, HOST_B, 2000, "x", 1), 0);
	world_run(world, 1000);
	for (u16 i = 0; i < ARRAY_LEN(victims); i++)
		victims[i] = host_udp(host, (u16)(2000 + i));
	host->net->host.socket_changed = close_others;
	/* All four have news when the owner is told. */
	for (u16 i = 0; i < ARRAY_LEN(victims); i++)
		CHECK_EQUAL(udp_send(from, 0x0a000002, (u16)(2000 + i), bytes, 1), 0);
	world_run(world, 1000);
	CHECK_EQUAL(calls, 1);
	CHECK(net_socket_at(host->net, 1) == NULL);
	world_end(world);
}

static void
calls_of_streams_only(void)
{
	struct world *world = world_begin(1, 1);
	struct net_socket *socket = host_udp(&world->hosts[0], 1000);
	struct net_socket *stream = host_socket(&world->hosts[0], NET_STREAM, 0);
	struct net_address to = {HOST_B, 1};
	const u8 *data;
	u8 *space;
	u32 value;
	s32 error;

	CHECK_EQUAL(net_listen(socket, 1), -EOPNOTSUPP);
	CHECK(net_accept(socket, &error) == NULL && error == -EOPNOTSUPP);
	CHECK_EQUAL(net_send_space(socket, &space), -EOPNOTSUPP);
	CHECK_EQUAL(net_received(socket, 0, &data), -EOPNOTSUPP);
	net_sent(socket, 1);
	net_consumed(socket, 1);
	CHECK_EQUAL(net_datagram_space(stream, &to, 1, &space), -EOPNOTSUPP);
	CHECK_EQUAL(net_datagram(stream, &data, &to), -EOPNOTSUPP);
	net_datagram_done(stream);
	CHECK_EQUAL(net_set_option(socket, NET_OPTION_NO_DELAY, 1), -ENOPROTOOPT);
	CHECK_EQUAL(net_get_option(socket, NET_OPTION_USER_TIMEOUT, &value), -ENOPROTOOPT);
	CHECK_EQUAL(net_get_option(socket, NET_OPTION_TYPE, &value), 0);
	CHECK_EQUAL(value, NET_DATAGRAM);
	CHECK_EQUAL(net_shutdown(socket, 0), -EINVAL);
	CHECK_EQUAL(net_shutdown(socket, 4), -EINVAL);
	world_end(world);
}

const struct test socket_tests[] = {
	{"a port belongs to one socket of a protocol and address", ports_are_exclusive},
	{"ports that are chosen are dynamic ones, each once", ports_are_chosen},
	{"ports of streams do not come again soon", ports_of_streams_do_not_come_again_soon},
	{"there is a bounded number of sockets, and a closed one's place is used again",
	 places_are_bounded},
	{"a socket without memory for it leaves nothing behind", memory_may_fail},
	{"an owner may close sockets that it was about to hear of", owners_may_close},
	{"calls and options of another protocol are refused", calls_of_streams_only},
	{NULL, NULL},
};
