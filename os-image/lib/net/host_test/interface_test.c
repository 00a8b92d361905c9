/* Interfaces: what they say of themselves, and whether somebody waits in vain. */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "tests.h"
#include "world.h"

static void
knows_itself(void)
{
	struct world *world = world_begin(1, 1);
	struct net *net = world->hosts[0].net;
	struct net_interface_info info;
	u8 mac[MAC_BYTES];

	net_interface_info(net_interface_at(net, 0), &info);
	CHECK(info.is_loopback && info.is_up && info.address == IP_LOOPBACK);
	CHECK(strcmp(info.name, "lo") == 0);
	net_interface_info(net_interface_at(net, 1), &info);
	host_mac(0, mac);
	CHECK(memcmp(info.mac, mac, MAC_BYTES) == 0 && strcmp(info.name, "eth0") == 0);
	CHECK(info.address == HOST_A && info.mask == MASK_24 && info.mtu == NET_MTU);
	CHECK(info.is_up && info.has_link && !info.is_loopback && info.dhcp == NET_DHCP_OFF);
	CHECK(net_interface_at(net, 2) == NULL);
	world_end(world);
}

static void
is_one_of_few(void)
{
	struct world *world = world_begin(1, 1);
	struct net *net = world->hosts[0].net;
	struct net_link link = {0};

	CHECK(net_add_interface(net, "a-name-that-is-long", &link) != NULL);
	CHECK(net_add_interface(net, "eth2", &link) != NULL);
	CHECK(net_add_interface(net, "eth3", &link) == NULL);
	world_end(world);
}

static void
refuses_addresses(void)
{
	struct world *world = world_begin(1, 1);
	struct net_interface *interface = world->hosts[0].interface;
	static const struct {
		ip_address address, mask;
		s32 error;
	} cases[] = {
		{0x0a000005, 0, -EINVAL},          {0x0a000005, 0xff00ff00, -EINVAL},
		{0x7f000001, 0xff000000, -EINVAL}, {0xe0000001, MASK_24, -EINVAL},
		{0xffffffff, MASK_24, -EINVAL},    {0x0a000000, MASK_24, -EINVAL},
		{0x0a0000ff, MASK_24, -EINVAL},    {0x00000005, MASK_24, -EINVAL},
		{0x0a000000, 0xfffffffe, 0},       {0x0a000005, 0xffffffff, 0},
		{0x0a000005, 0xff000000, 0},
	};

	for (u32 i = 0; i < ARRAY_LEN(cases); i++)
		CHECK_EQUAL(net_set_interface_address(interface, cases[i].address, cases[i].mask),
			    cases[i].error);
	interface = net_interface_at(world->hosts[0].net, 0);
	CHECK_EQUAL(net_set_interface_address(interface, HOST_B, MASK_24), -EINVAL);
	world_end(world);
}

static void
counts(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_interface_info before, after;
	u8 frame[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 9, 9, 9, 9, 9, 0x12, 0x34};

	net_interface_info(world->hosts[0].interface, &before);
	CHECK_EQUAL(udp_send(from, HOST_B, 9, "x", 1), 0);
	world_run(world, 1000);
	net_interface_info(world->hosts[0].interface, &after);
	/* Request and datagram out; answer and the error about the port in. */
	CHECK_EQUAL(after.counters.sent_frames - before.counters.sent_frames, 2);
	CHECK_EQUAL(after.counters.sent_bytes - before.counters.sent_bytes, 42 + 14 + 20 + 8 + 1);
	CHECK_EQUAL(after.counters.received_frames - before.counters.received_frames, 2);
	before = after;
	host_input(&world->hosts[0], frame, sizeof(frame));
	host_input(&world->hosts[0], frame, 13);
	host_input(&world->hosts[0], frame, 0);
	net_interface_info(world->hosts[0].interface, &after);
	CHECK_EQUAL(after.counters.received_dropped - before.counters.received_dropped, 1);
	CHECK_EQUAL(after.counters.received_bad - before.counters.received_bad, 2);
	world_end(world);
}

static void
tells_silence(void)
{
	struct world *world = world_begin(1, 2);
	struct host *host = &world->hosts[0];
	struct net_socket *from = host_udp(host, 1000);
	u8 frame[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 9, 9, 9, 9, 9, 0x12, 0x34};

	CHECK_EQUAL(net_unanswered_us(host->interface), 0);
	world_run(world, SECOND_US);
	CHECK_EQUAL(net_unanswered_us(host->interface), 0);
	CHECK_EQUAL(udp_send(from, 0x0a000063, 9, "x", 1), 0);
	world_run(world, 500000);
	CHECK_EQUAL(net_unanswered_us(host->interface), 500000);
	/* Something came: the way here is open, and only what is sent from now on counts. */
	host_input(host, frame, sizeof(frame));
	CHECK_EQUAL(net_unanswered_us(host->interface), 0);
	world_run(world, 700000);
	CHECK_EQUAL(net_unanswered_us(host->interface), 200000);
	/* Nobody waits any more when it was given up. */
	world_run(world, 4 * SECOND_US);
	CHECK_EQUAL(net_unanswered_us(host->interface), 0);
	world_end(world);
}

const struct test interface_tests[] = {
	{"an interface says what it is", knows_itself},
	{"there is a bounded number of interfaces", is_one_of_few},
	{"addresses that no host can have are refused", refuses_addresses},
	{"frames and bytes are counted, and what was dropped", counts},
	{"silence is counted from the first thing that nobody answers", tells_silence},
	{NULL, NULL},
};
