/* Fragments: made, put together, and bounded in memory and time. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "frames.h"
#include "tests.h"

#define PORT 2000u
#define BIG 65507u
#define MORE IP_MORE_FRAGMENTS

static u8 bytes[BIG + 1];
static u8 received[BIG + 1];

static void
fill(u32 seed)
{
	for (u32 i = 0; i < sizeof(bytes); i++) {
		seed = seed * 1664525u + 1013904223u;
		bytes[i] = (u8)(seed >> 24);
	}
}

/* A datagram of `length` bytes for host 0, of which single fragments can be put in. */
struct cut {
	struct world *world;
	struct net_socket *socket;
	u8 datagram[4096];
	u32 total;
	u16 id;
};

static struct cut
begin(u32 length)
{
	struct cut cut = {.world = world_begin(1, 1), .id = 7};
	u8 mac[MAC_BYTES];

	fill(1);
	cut.socket = host_udp(&cut.world->hosts[0], PORT);
	cut.total = make_udp(cut.datagram, HOST_B, 1000, HOST_A, PORT, bytes, length);
	host_mac(1, mac);
	CHECK_EQUAL(net_set_neighbour(cut.world->hosts[0].net, HOST_B, mac), 0);
	return cut;
}

static void
put(struct cut *cut, u32 offset, u32 length, u16 flags)
{
	u8 frame[FRAME_MAX + 3000];
	struct ip_fields fields = {
		.source = HOST_B,
		.destination = HOST_A,
		.protocol = IP_PROTOCOL_UDP,
		.id = cut->id,
		.fragment = (u16)(flags | offset / 8),
		.payload = cut->datagram + (offset < sizeof(cut->datagram) ? offset : 0),
		.length = length,
	};

	host_input(&cut->world->hosts[0], frame, make_ip(frame, &fields));
}

static int
has_arrived(struct cut *cut)
{
	s32 length = udp_receive(cut->socket, received, sizeof(received), NULL);

	if (length < 0)
		return 0;
	CHECK_EQUAL(length, cut->total - 8);
	CHECK(memcmp(received, bytes, (u32)length) == 0);
	return 1;
}

static void
end(struct cut *cut)
{
	world_end(cut->world);
}

static void
of_any_length(void)
{
	static const u32 lengths[] = {0,    1,    1471, 1472, 1473,  1479,  1480,
				      1481, 2952, 2953, 9999, 40000, 65506, BIG};
	struct world *world = world_begin(1, 2);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[1], PORT);

	CHECK_EQUAL(net_set_option(to, NET_OPTION_RECEIVE_BUFFER, 200000), 0);
	/* Even the longest one waits until its receiver's address is known. */
	fill(9);
	CHECK_EQUAL(udp_send(from, HOST_B, PORT, bytes, BIG), 0);
	world_run(world, 1000);
	CHECK_EQUAL(udp_receive(to, received, sizeof(received), NULL), BIG);
	CHECK(memcmp(received, bytes, BIG) == 0);
	for (u32 i = 0; i < ARRAY_LEN(lengths); i++) {
		fill(i);
		CHECK_EQUAL(udp_send(from, HOST_B, PORT, bytes, lengths[i]), 0);
		world_run(world, 1000);
		CHECK_EQUAL(udp_receive(to, received, sizeof(received), NULL), lengths[i]);
		CHECK(memcmp(received, bytes, lengths[i]) == 0);
	}
	CHECK_EQUAL(udp_send(from, HOST_B, PORT, bytes, BIG + 1), -EMSGSIZE);
	world_end(world);
}

static void
in_any_order(void)
{
	struct cut cut = begin(2000);

	put(&cut, 1600, cut.total - 1600, 0);
	put(&cut, 0, 800, MORE);
	CHECK(!has_arrived(&cut));
	put(&cut, 800, 800, MORE);
	CHECK(has_arrived(&cut));
	CHECK_EQUAL(net_statistics(cut.world->hosts[0].net)->ip_reassembled, 1);
	end(&cut);
}

static void
repeated(void)
{
	struct cut cut = begin(2000);

	put(&cut, 0, 800, MORE);
	put(&cut, 0, 800, MORE);
	put(&cut, 1600, cut.total - 1600, 0);
	put(&cut, 1600, cut.total - 1600, 0);
	put(&cut, 800, 800, MORE);
	CHECK(has_arrived(&cut));
	end(&cut);
}

static void
overlapping(void)
{
	struct cut cut = begin(2000);
	const struct net_statistics *counts = net_statistics(cut.world->hosts[0].net);
	u64 failed;
	static const struct {
		u32 offset, length;
		u16 flags;
	} attacks[] = {
		{792, 800, MORE},  /* overlaps by eight bytes */
		{0, 808, MORE},    /* the same and more */
		{16, 8, 0},        /* an end within what is known */
		{2016, 8, MORE},   /* behind the end */
		{1600, 400, 0},    /* another end */
	};

	for (u32 i = 0; i < ARRAY_LEN(attacks); i++) {
		put(&cut, 0, 800, MORE);
		put(&cut, 1600, cut.total - 1600, 0);
		failed = counts->ip_reassembly_failed;
		put(&cut, attacks[i].offset, attacks[i].length, attacks[i].flags);
		CHECK_EQUAL(counts->ip_reassembly_failed, failed + 1);
		/* What comes later begins anew, and is not complete. */
		put(&cut, 800, 800, MORE);
		CHECK(!has_arrived(&cut));
		cut.id++;
	}
	/* The same place with other bytes. */
	put(&cut, 0, 800, MORE);
	failed = counts->ip_reassembly_failed;
	cut.datagram[100] ^= 1;
	put(&cut, 0, 800, MORE);
	CHECK_EQUAL(counts->ip_reassembly_failed, failed + 1);
	end(&cut);
}

static void
malformed(void)
{
	struct cut cut = begin(2000);

	put(&cut, 0, 801, MORE); /* not a multiple of eight, though not the last */
	put(&cut, 8, 0, MORE);   /* nothing */
	put(&cut, 65528, 8, 0);  /* beyond what a datagram can be */
	CHECK_EQUAL(net_statistics(cut.world->hosts[0].net)->ip_bad, 3);
	CHECK_EQUAL(cut.world->hosts[0].blocks_held, 1); /* the socket's own */
	end(&cut);
}

static void
time_out(void)
{
	struct cut cut = begin(2000);
	struct capture *capture = capture_begin(cut.world, 0);
	const u8 *error;

	put(&cut, 0, 800, MORE);
	world_run(cut.world, 29 * SECOND_US);
	CHECK_EQUAL(captured_count(cut.world, ETHERNET_TYPE_IP, IP_PROTOCOL_ICMP), 0);
	world_run(cut.world, SECOND_US);
	error = captured_last(cut.world, ETHERNET_TYPE_IP, IP_PROTOCOL_ICMP);
	error += ETHERNET_HEADER_BYTES + IP_HEADER_BYTES;
	CHECK(error[0] == ICMP_TIME_EXCEEDED && error[1] == ICMP_REASSEMBLY_TIME);
	CHECK_EQUAL(cut.world->hosts[0].blocks_held, 1);
	/* Without the first fragment there is nothing to be quoted. */
	cut.id++;
	put(&cut, 800, 800, MORE);
	world_run(cut.world, 31 * SECOND_US);
	CHECK_EQUAL(captured_count(cut.world, ETHERNET_TYPE_IP, IP_PROTOCOL_ICMP), 1);
	CHECK_EQUAL(cut.world->hosts[0].blocks_held, 1);
	free(capture);
	cut.world->filter = NULL;
	end(&cut);
}

static void
flood(void)
{
	struct cut cut = begin(2000);

	for (u32 i = 0; i < 1000; i++) {
		cut.id++;
		put(&cut, 0, 800, MORE);
		world_run(cut.world, 10);
		CHECK(cut.world->hosts[0].bytes_held < 300000);
	}
	CHECK_EQUAL(cut.world->hosts[0].blocks_held, 1 + REASSEMBLIES_MAX);
	put(&cut, 800, 800, MORE);
	put(&cut, 1600, cut.total - 1600, 0);
	CHECK(has_arrived(&cut));
	end(&cut);
}

static void
no_memory(void)
{
	struct cut cut = begin(2000);

	cut.world->hosts[0].bytes_max = cut.world->hosts[0].bytes_held;
	put(&cut, 0, 800, MORE);
	put(&cut, 800, cut.total - 800, 0);
	CHECK(!has_arrived(&cut));
	CHECK_EQUAL(cut.world->hosts[0].blocks_held, 1);
	end(&cut);
}

static void
interface_goes_down(void)
{
	struct cut cut = begin(2000);

	put(&cut, 0, 800, MORE);
	net_set_up(cut.world->hosts[0].interface, 0);
	CHECK_EQUAL(cut.world->hosts[0].blocks_held, 1);
	end(&cut);
}

const struct test fragment_tests[] = {
	{"datagrams of any length arrive, in fragments if need be", of_any_length},
	{"fragments become a datagram in any order", in_any_order},
	{"repeated fragments do no harm", repeated},
	{"a fragment that contradicts others ends its datagram", overlapping},
	{"malformed fragments are counted and take no memory", malformed},
	{"fragments are given up after half a minute, and the sender is told", time_out},
	{"a flood of fragments takes bounded memory, and the latest datagram gets through", flood},
	{"fragments without memory for them are dropped", no_memory},
	{"fragments of an interface that goes down are given up", interface_goes_down},
	{NULL, NULL},
};
