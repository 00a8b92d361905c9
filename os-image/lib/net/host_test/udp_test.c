/* UDP: who hears what, and what a socket may do. */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "frames.h"
#include "tests.h"

static void
finds_the_right_socket(void)
{
	struct world *world = world_begin(1, 2);
	struct host *server = &world->hosts[1];
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *other = host_udp(&world->hosts[0], 1001);
	struct net_socket *any = host_udp(server, 2000);
	struct net_socket *connected = host_socket(server, NET_DATAGRAM, 0);
	struct net_address remote = {HOST_A, 1000}, local = {HOST_B, 2001}, from_address;
	char bytes[8];

	CHECK_EQUAL(net_bind(connected, &local), 0);
	CHECK_EQUAL(net_connect(connected, &remote), 0);
	CHECK_EQUAL(udp_send(from, HOST_B, 2001, "one", 3), 0);
	CHECK_EQUAL(udp_send(other, HOST_B, 2001, "two", 3), 0);
	CHECK_EQUAL(udp_send(other, HOST_B, 2000, "three", 5), 0);
	world_run(world, 1000);
	CHECK_EQUAL(udp_receive(connected, bytes, sizeof(bytes), &from_address), 3);
	CHECK(memcmp(bytes, "one", 3) == 0);
	CHECK_EQUAL(udp_receive(connected, bytes, sizeof(bytes), NULL), -EAGAIN);
	CHECK_EQUAL(udp_receive(any, bytes, sizeof(bytes), &from_address), 5);
	CHECK(from_address.ip == HOST_A && from_address.port == 1001);
	/* Undone, it hears of everybody again. */
	remote = (struct net_address){0, 0};
	CHECK_EQUAL(net_connect(connected, &remote), 0);
	CHECK_EQUAL(udp_send(other, HOST_B, 2001, "four", 4), 0);
	world_run(world, 1000);
	CHECK_EQUAL(udp_receive(connected, bytes, sizeof(bytes), NULL), 4);
	world_end(world);
}

static void
checks_checksums(void)
{
	struct world *world = world_begin(1, 1);
	struct net_socket *socket = host_udp(&world->hosts[0], 2000);
	u8 frame[FRAME_MAX], datagram[64], bytes[64];
	struct ip_fields fields = {.source = HOST_B,
				   .destination = HOST_A,
				   .protocol = IP_PROTOCOL_UDP,
				   .payload = datagram};
	static const struct {
		u32 at;
		u8 value;
	} faults[] = {{8, 'x'}, {6, 0x12}, {4, 1}, {5, 7}, {5, 14}, {1, 9}};

	fields.length = make_udp(datagram, HOST_B, 1000, HOST_A, 2000, "hello", 5);
	host_input(&world->hosts[0], frame, make_ip(frame, &fields));
	CHECK_EQUAL(udp_receive(socket, bytes, sizeof(bytes), NULL), 5);
	for (u32 i = 0; i < ARRAY_LEN(faults); i++) {
		make_udp(datagram, HOST_B, 1000, HOST_A, 2000, "hello", 5);
		datagram[faults[i].at] = faults[i].value;
		host_input(&world->hosts[0], frame, make_ip(frame, &fields));
		CHECK_EQUAL(udp_receive(socket, bytes, sizeof(bytes), NULL), -EAGAIN);
	}
	CHECK_EQUAL(net_statistics(world->hosts[0].net)->udp_bad, ARRAY_LEN(faults));
	/* A sender may do without a checksum. */
	make_udp(datagram, HOST_B, 1000, HOST_A, 2000, "hello", 5);
	put16(datagram + 6, 0);
	host_input(&world->hosts[0], frame, make_ip(frame, &fields));
	CHECK_EQUAL(udp_receive(socket, bytes, sizeof(bytes), NULL), 5);
	world_end(world);
}

static void
queue_is_bounded(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[1], 2000);
	u32 limit, count = 0;
	static u8 bytes[1000];
	u64 held;

	CHECK_EQUAL(net_set_option(to, NET_OPTION_RECEIVE_BUFFER, 10000), 0);
	CHECK_EQUAL(net_get_option(to, NET_OPTION_RECEIVE_BUFFER, &limit), 0);
	CHECK_EQUAL(limit, 10000);
	held = world->hosts[1].bytes_held;
	for (u32 i = 0; i < 100; i++) {
		CHECK_EQUAL(udp_send(from, HOST_B, 2000, bytes, sizeof(bytes)), 0);
		world_run(world, 100);
	}
	CHECK(world->hosts[1].bytes_held <= held + 10000);
	while (udp_receive(to, bytes, sizeof(bytes), NULL) >= 0)
		count++;
	CHECK_EQUAL(count, 9);
	CHECK_EQUAL(net_statistics(world->hosts[1].net)->udp_dropped, 100 - 9);
	CHECK_EQUAL(world->hosts[1].bytes_held, held);
	world_end(world);
}

static void
needs_permission(void)
{
	struct world *world = world_begin(1, 3);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to[2] = {host_udp(&world->hosts[1], 2000),
				    host_udp(&world->hosts[2], 2000)};
	char bytes[8];

	CHECK_EQUAL(udp_send(from, IP_BROADCAST, 2000, "all", 3), -EACCES);
	CHECK_EQUAL(udp_send(from, 0x0a0000ff, 2000, "all", 3), -EACCES);
	CHECK_EQUAL(net_set_option(from, NET_OPTION_BROADCAST, 1), 0);
	CHECK_EQUAL(udp_send(from, IP_BROADCAST, 2000, "all", 3), 0);
	CHECK_EQUAL(udp_send(from, 0x0a0000ff, 2000, "all", 3), 0);
	world_run(world, 1000);
	for (u32 i = 0; i < 2; i++) {
		CHECK_EQUAL(udp_receive(to[i], bytes, sizeof(bytes), NULL), 3);
		CHECK_EQUAL(udp_receive(to[i], bytes, sizeof(bytes), NULL), 3);
		CHECK_EQUAL(udp_receive(to[i], bytes, sizeof(bytes), NULL), -EAGAIN);
	}
	world_end(world);
}

static void
wants_an_address(void)
{
	struct world *world = world_begin(1, 1);
	struct net_socket *socket = host_udp(&world->hosts[0], 1000);

	CHECK_EQUAL(udp_send(socket, IP_ANY, 0, "x", 1), -EDESTADDRREQ);
	CHECK_EQUAL(udp_send(socket, HOST_B, 0, "x", 1), -EDESTADDRREQ);
	CHECK_EQUAL(udp_send(socket, 0x0b000001, 9, "x", 1), -ENETUNREACH);
	CHECK_EQUAL(udp_send(socket, 0xe0000001, 9, "x", 1), -ENETUNREACH);
	CHECK_EQUAL(net_datagram_send(socket), -EINVAL);
	world_end(world);
}

static void
waits_for_room(void)
{
	struct world *world = world_begin(1, 2);
	struct host *host = &world->hosts[0];
	struct net_socket *from = host_udp(host, 1000);
	struct net_socket *to = host_udp(&world->hosts[1], 2000);
	u32 changes;
	char bytes[8];

	CHECK_EQUAL(udp_send(from, HOST_B, 2000, "one", 3), 0);
	world_run(world, 1000);
	CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), NULL), 3);
	host->frames_left = 1;
	CHECK_EQUAL(udp_send(from, HOST_B, 2000, "two", 3), 0);
	CHECK_EQUAL(udp_send(from, HOST_B, 2000, "three", 5), -EAGAIN);
	CHECK_EQUAL(net_events(from) & NET_WRITABLE, 0);
	changes = host->socket_changes;
	host->frames_left = UINT32_MAX;
	net_link_ready(host->interface);
	CHECK_EQUAL(host->socket_changes, changes + 1);
	CHECK(net_events(from) & NET_WRITABLE);
	CHECK_EQUAL(udp_send(from, HOST_B, 2000, "three", 5), 0);
	world_run(world, 1000);
	CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), NULL), 3);
	CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), NULL), 5);
	world_end(world);
}

static void
shuts_down(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *socket = host_udp(&world->hosts[0], 1000);
	struct net_address remote = {HOST_B, 2000};
	char byte;

	CHECK_EQUAL(net_shutdown(socket, NET_SHUT_SEND), -ENOTCONN);
	CHECK_EQUAL(net_connect(socket, &remote), 0);
	CHECK_EQUAL(net_shutdown(socket, NET_SHUT_SEND), 0);
	CHECK_EQUAL(udp_send(socket, IP_ANY, 0, "x", 1), -EPIPE);
	CHECK_EQUAL(udp_receive(socket, &byte, 1, NULL), -EAGAIN);
	CHECK_EQUAL(net_shutdown(socket, NET_SHUT_RECEIVE), 0);
	CHECK(net_events(socket) & NET_READABLE);
	CHECK_EQUAL(udp_receive(socket, &byte, 1, NULL), 0);
	world_end(world);
}

static void
closes_with_data(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[1], 2000);

	for (u32 i = 0; i < 10; i++)
		CHECK_EQUAL(udp_send(from, HOST_B, 2000, "data", 4), 0);
	world_run(world, 1000);
	CHECK(net_events(to) & NET_READABLE);
	net_close(to);
	net_abort(from);
	CHECK_EQUAL(world->hosts[1].blocks_held, 0);
	CHECK(net_socket_at(world->hosts[1].net, 0) == NULL);
	world_end(world);
}

const struct test udp_tests[] = {
	{"a datagram goes to the socket that is connected to its sender, else to the port's",
	 finds_the_right_socket},
	{"datagrams with a wrong checksum or length are dropped and counted", checks_checksums},
	{"what a socket does not receive takes bounded memory", queue_is_bounded},
	{"sending to all hosts needs permission, and reaches them all", needs_permission},
	{"a datagram needs an address that can be reached", wants_an_address},
	{"a sender without room in its interface hears when there is room", waits_for_room},
	{"a connected socket can be shut down in each direction", shuts_down},
	{"a socket that is closed with datagrams in it gives back all memory", closes_with_data},
	{NULL, NULL},
};
