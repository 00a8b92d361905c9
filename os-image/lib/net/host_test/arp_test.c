/* Neighbours: asked for, known, checked, silent; and what liars get. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "frames.h"
#include "tests.h"

static const u8 stranger[MAC_BYTES] = {0x02, 0, 0, 0, 0, 0x99};

/* Whether host 0 knows an address, and by which MAC. */
static int
knows(struct world *world, ip_address address, const u8 *mac)
{
	struct net_neighbour neighbour;

	for (u32 i = 0; net_neighbour_at(world->hosts[0].net, i, &neighbour) == 0; i++)
		if (neighbour.address == address && neighbour.is_complete)
			return mac == NULL || memcmp(neighbour.mac, mac, MAC_BYTES) == 0;
	return 0;
}

static u32
count_neighbours(struct world *world)
{
	struct net_neighbour neighbour;
	u32 count = 0;

	while (net_neighbour_at(world->hosts[0].net, count, &neighbour) == 0)
		count++;
	return count;
}

static void
arp_from(struct world *world, u16 operation, const u8 *mac, ip_address sender, ip_address target)
{
	struct arp_fields fields = {
		.from_mac = mac, .operation = operation, .sender = sender, .target = target};
	u8 to[MAC_BYTES], frame[FRAME_MAX];

	host_mac(0, to);
	fields.to = operation == 2 ? to : NULL;
	host_input(&world->hosts[0], frame, make_arp(frame, &fields));
}

static int
last_is_to_all(struct world *world)
{
	const u8 *frame = captured_last(world, ETHERNET_TYPE_ARP, 0);

	return memcmp(frame, ethernet_broadcast, MAC_BYTES) == 0;
}

static void
waits_for_the_answer(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[1], 2000);
	u8 mac[MAC_BYTES], bytes[8];

	for (u32 i = 0; i < 3; i++)
		CHECK_EQUAL(udp_send(from, HOST_B, 2000, &i, sizeof(i)), 0);
	CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), NULL), -EAGAIN);
	world_run(world, 1000);
	for (u32 i = 0; i < 3; i++) {
		CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), NULL), 4);
		CHECK_EQUAL(bytes[0], i);
	}
	host_mac(1, mac);
	CHECK(knows(world, HOST_B, mac));
	world_end(world);
}

static void
gives_up(void)
{
	struct world *world = world_begin(1, 1);
	struct capture *capture = capture_begin(world, 0);
	struct net_socket *socket = host_udp(&world->hosts[0], 1000);
	struct net_address remote = {HOST_B, 2000};
	u8 byte;

	CHECK_EQUAL(net_connect(socket, &remote), 0);
	CHECK_EQUAL(udp_send(socket, IP_ANY, 0, "x", 1), 0);
	world_run(world, 3500000);
	CHECK_EQUAL(captured_count(world, ETHERNET_TYPE_ARP, 0), 4);
	CHECK_EQUAL(net_events(socket) & NET_ERROR, 0);
	world_run(world, SECOND_US);
	/* The sender hears of it; until a while has passed nobody is asked again. */
	CHECK_EQUAL(udp_receive(socket, &byte, 1, NULL), -EHOSTUNREACH);
	CHECK_EQUAL(udp_send(socket, IP_ANY, 0, "x", 1), -EHOSTUNREACH);
	CHECK_EQUAL(captured_count(world, ETHERNET_TYPE_ARP, 0), 4);
	world_run(world, 3 * SECOND_US);
	CHECK_EQUAL(udp_send(socket, IP_ANY, 0, "x", 1), 0);
	CHECK_EQUAL(captured_count(world, ETHERNET_TYPE_ARP, 0), 5);
	free(capture);
	world->filter = NULL;
	world_end(world);
}

static void
keeps_the_latest(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[1], 2000);
	u32 number, count = 0, last = 0;

	for (u32 i = 0; i < 100; i++)
		CHECK_EQUAL(udp_send(from, HOST_B, 2000, &i, sizeof(i)), 0);
	CHECK(world->hosts[0].blocks_held <= 50);
	world_run(world, 1000);
	for (; udp_receive(to, &number, sizeof(number), NULL) == 4; count++)
		last = number;
	CHECK_EQUAL(count, 48);
	CHECK_EQUAL(last, 99);
	world_end(world);
}

static void
checks_what_it_uses(void)
{
	struct world *world = world_begin(1, 2);
	struct capture *capture = capture_begin(world, 1);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[1], 2000);
	u8 mac[MAC_BYTES], byte;

	host_mac(1, mac);
	for (u32 i = 0; i < 100; i++) {
		CHECK_EQUAL(udp_send(from, HOST_B, 2000, "x", 1), 0);
		world_run(world, SECOND_US);
		CHECK_EQUAL(udp_receive(to, &byte, 1, NULL), 1);
		CHECK(knows(world, HOST_B, mac));
	}
	/* One request to all, one to it alone each 45 s, and one answer to each. */
	CHECK_EQUAL(captured_count(world, ETHERNET_TYPE_ARP, 0), 2 + 2 * 2);
	CHECK(!last_is_to_all(world));
	world_run(world, 130 * SECOND_US);
	CHECK(!knows(world, HOST_B, NULL));
	free(capture);
	world->filter = NULL;
	world_end(world);
}

static void
believes_no_stranger(void)
{
	struct world *world = world_begin(1, 1);

	arp_from(world, 2, stranger, HOST_B, HOST_A);
	arp_from(world, 1, stranger, HOST_B, HOST_B);
	arp_from(world, 1, stranger, HOST_B, HOST_C);
	CHECK_EQUAL(count_neighbours(world), 0);
	/* Who asks for us becomes a neighbour, but not from another network. */
	arp_from(world, 1, stranger, 0x0b000001, HOST_A);
	CHECK_EQUAL(count_neighbours(world), 0);
	arp_from(world, 1, stranger, HOST_B, HOST_A);
	CHECK(knows(world, HOST_B, stranger));
	world_end(world);
}

static void
asks_who_moved(void)
{
	struct world *world = world_begin(1, 2);
	struct capture *capture = capture_begin(world, 1);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	u8 mac[MAC_BYTES];

	host_mac(1, mac);
	CHECK_EQUAL(udp_send(from, HOST_B, 2000, "x", 1), 0);
	world_run(world, 1000);
	CHECK(knows(world, HOST_B, mac));
	capture_clear(world);
	arp_from(world, 2, stranger, HOST_B, HOST_A);
	CHECK(knows(world, HOST_B, mac));
	/* The question goes to all, and the true owner answers. */
	CHECK(last_is_to_all(world));
	world_run(world, 1000);
	CHECK(knows(world, HOST_B, mac));
	/* A card that was replaced: the new one answers. */
	memcpy(mac, stranger, MAC_BYTES);
	net_set_hardware_address(world->hosts[1].interface, mac);
	arp_from(world, 1, stranger, HOST_B, HOST_B);
	world_run(world, 1000);
	CHECK(knows(world, HOST_B, stranger));
	free(capture);
	world->filter = NULL;
	world_end(world);
}

static void
stays_bounded(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	u8 mac[MAC_BYTES] = {0x02, 1, 0, 0, 0, 0};

	CHECK_EQUAL(udp_send(from, HOST_B, 2000, "x", 1), 0);
	world_run(world, 1000);
	for (u32 i = 3; i < 250; i++) {
		mac[5] = (u8)i;
		arp_from(world, 1, mac, (HOST_A & MASK_24) + i, HOST_A);
	}
	CHECK_EQUAL(count_neighbours(world), ARP_ENTRIES);
	/* Those that only asked give way before one that is spoken to. */
	CHECK(knows(world, HOST_B, NULL));
	world_end(world);
}

static void
survives_junk(void)
{
	struct world *world = world_begin(1, 1);
	struct arp_fields fields = {
		.from_mac = stranger, .operation = 1, .sender = HOST_B, .target = HOST_A};
	u8 frame[FRAME_MAX], broken[FRAME_MAX];
	u32 length = make_arp(frame, &fields);
	static const struct {
		u32 at;
		u8 value;
	} faults[] = {{14, 9}, {16, 9}, {18, 5}, {19, 16}, {21, 9}, {22, 1}};

	for (u32 i = 0; i < ARRAY_LEN(faults); i++) {
		memcpy(broken, frame, length);
		broken[faults[i].at] = faults[i].value;
		host_input(&world->hosts[0], broken, length);
	}
	host_input(&world->hosts[0], frame, length - 1);
	CHECK_EQUAL(count_neighbours(world), 0);
	CHECK_EQUAL(net_statistics(world->hosts[0].net)->arp_bad, ARRAY_LEN(faults) + 1);
	host_input(&world->hosts[0], frame, length);
	CHECK_EQUAL(count_neighbours(world), 1);
	world_end(world);
}

static void
can_be_set(void)
{
	struct world *world = world_begin(1, 1);
	struct net *net = world->hosts[0].net;

	CHECK_EQUAL(net_set_neighbour(net, 0x0b000001, stranger), -ENETUNREACH);
	CHECK_EQUAL(net_set_neighbour(net, HOST_B, stranger), 0);
	arp_from(world, 2, ethernet_broadcast, HOST_B, HOST_A);
	world_run(world, 1000 * SECOND_US);
	CHECK(knows(world, HOST_B, stranger));
	CHECK_EQUAL(net_delete_neighbour(net, HOST_B), 0);
	CHECK_EQUAL(net_delete_neighbour(net, HOST_B), -ENOENT);
	world_end(world);
}

static void
defends(void)
{
	struct world *world = world_begin(1, 1);
	struct capture *capture = capture_begin(world, 0);
	struct net_interface_info info;
	const u8 *frame;

	arp_from(world, 1, stranger, HOST_A, HOST_A);
	CHECK_EQUAL(captured_count(world, ETHERNET_TYPE_ARP, 0), 1);
	frame = captured_last(world, ETHERNET_TYPE_ARP, 0) + ETHERNET_HEADER_BYTES;
	CHECK(get32(frame + 14) == HOST_A && get32(frame + 24) == HOST_A);
	CHECK(strstr(world->hosts[0].last_line, "another station") != NULL);
	/* Two that defend themselves against each other must not flood the network. */
	for (u32 i = 0; i < 100; i++)
		arp_from(world, 1, stranger, HOST_A, HOST_A);
	CHECK_EQUAL(captured_count(world, ETHERNET_TYPE_ARP, 0), 1);
	net_interface_info(world->hosts[0].interface, &info);
	CHECK_EQUAL(info.address, HOST_A);
	free(capture);
	world->filter = NULL;
	world_end(world);
}

static void
is_nudged(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[1], 2000);
	u8 byte;

	world->faults.lost = 1000;
	CHECK_EQUAL(udp_send(from, HOST_B, 2000, "x", 1), 0);
	world_run(world, 1500000);
	CHECK_EQUAL(net_unanswered_us(world->hosts[0].interface), 1500000);
	world->faults.lost = 0;
	net_nudge(world->hosts[0].interface);
	world_run(world, 1000);
	CHECK_EQUAL(udp_receive(to, &byte, 1, NULL), 1);
	CHECK_EQUAL(net_unanswered_us(world->hosts[0].interface), 0);
	world_end(world);
}

const struct test arp_tests[] = {
	{"packets wait for their neighbour's address and leave in their order",
	 waits_for_the_answer},
	{"a neighbour is asked four times, then its packets are refused for a while", gives_up},
	{"of many packets for a neighbour that is not known the latest are kept", keeps_the_latest},
	{"a neighbour in use is checked by a frame to it alone; one that is not expires",
	 checks_what_it_uses},
	{"an answer that nobody asked for makes no neighbour", believes_no_stranger},
	{"a neighbour that is said to have moved is asked for, and holds until then",
	 asks_who_moved},
	{"a flood of neighbours ends at the table's size and spares those in use", stays_bounded},
	{"malformed ARP packets are counted and do nothing", survives_junk},
	{"a neighbour that was set by hand stays", can_be_set},
	{"an address that another station uses is defended, but not in a flood", defends},
	{"a nudge asks for neighbours at once", is_nudged},
	{NULL, NULL},
};
