/* IP: what is taken in, what is not, and where things go out. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "frames.h"
#include "tests.h"

#define PORT 2000u

/* Host 0 with a socket that should hear, or not, of a datagram by a hand-made packet. */
struct listener {
	struct world *world;
	struct net_socket *socket;
	u8 datagram[600];
	u32 datagram_length;
	u8 frame[FRAME_MAX + 100];
	struct ip_fields fields;
};

static struct listener
listen_at(u32 hosts)
{
	struct listener listener = {.world = world_begin(1, hosts)};

	listener.socket = host_udp(&listener.world->hosts[0], PORT);
	listener.fields.source = HOST_B;
	listener.fields.destination = HOST_A;
	listener.fields.protocol = IP_PROTOCOL_UDP;
	return listener;
}

static u32
make(struct listener *listener)
{
	struct ip_fields *fields = &listener->fields;

	fields->length = make_udp(listener->datagram, fields->source, 1000, fields->destination,
				  PORT, "hello", 5);
	fields->payload = listener->datagram;
	return make_ip(listener->frame, fields);
}

/* Whether the socket gets it. */
static int
hears(struct listener *listener, u32 length)
{
	char bytes[16];

	host_input(&listener->world->hosts[0], listener->frame, length);
	return udp_receive(listener->socket, bytes, sizeof(bytes), NULL) == 5 &&
	       memcmp(bytes, "hello", 5) == 0;
}

static void
checks_headers(void)
{
	struct listener listener = listen_at(1);
	struct host *host = &listener.world->hosts[0];
	u8 *header = listener.frame + ETHERNET_HEADER_BYTES;
	static const struct {
		u32 at;
		u8 value;
	} faults[] = {{0, 0x55}, {0, 0x44}, {0, 0x4f}, {2, 0xff}, {3, 19}, {3, 8}};
	u32 length = make(&listener);

	CHECK(hears(&listener, length));
	for (u32 i = 0; i < ARRAY_LEN(faults); i++) {
		length = make(&listener);
		header[faults[i].at] = faults[i].value;
		/* Right but for the one thing. */
		if (faults[i].at != 0)
			fix_ip_checksum(listener.frame);
		CHECK(!hears(&listener, length));
	}
	length = make(&listener);
	header[IP_TTL] ^= 1;
	CHECK(!hears(&listener, length));
	for (u32 cut = 1; cut <= length; cut++) {
		length = make(&listener);
		CHECK(!hears(&listener, length - cut));
	}
	CHECK_EQUAL(net_statistics(host->net)->ip_bad, ARRAY_LEN(faults) + 1 + length - 14);
	world_end(listener.world);
}

static void
ignores_padding(void)
{
	struct listener listener = listen_at(1);
	u32 length = make(&listener);

	memset(listener.frame + length, 0xee, 30);
	CHECK(hears(&listener, length + 30));
	world_end(listener.world);
}

static void
skips_options(void)
{
	static const u8 options[40] = {7, 39, 4};
	struct listener listener = listen_at(1);

	listener.fields.options = options;
	for (u32 length = 4; length <= sizeof(options); length += 4) {
		listener.fields.option_length = length;
		CHECK(hears(&listener, make(&listener)));
	}
	world_end(listener.world);
}

static void
drops_martians(void)
{
	static const ip_address martians[] = {
		0x7f000001, 0x7fffffff, 0xe0000001, 0xf0000001, 0xffffffff, 0x00000000,
		0x00000005, HOST_A,     0x0a0000ff, 0x0a000000 | 0xff,
	};
	struct listener listener = listen_at(1);

	for (u32 i = 0; i < ARRAY_LEN(martians); i++) {
		listener.fields.source = martians[i];
		CHECK(!hears(&listener, make(&listener)));
	}
	/* A host without an address may speak to all: that is how DHCP begins. */
	listener.fields.source = IP_ANY;
	listener.fields.destination = IP_BROADCAST;
	listener.fields.to = ethernet_broadcast;
	CHECK(hears(&listener, make(&listener)));
	world_end(listener.world);
}

static void
drops_what_is_for_others(void)
{
	static const ip_address others[] = {HOST_B,     HOST_C,     0x0a0100ff,
					    0xe0000001, 0x7f000001, 0x00000000};
	struct listener listener = listen_at(1);
	u8 mac[MAC_BYTES];

	for (u32 i = 0; i < ARRAY_LEN(others); i++) {
		listener.fields.destination = others[i];
		CHECK(!hears(&listener, make(&listener)));
	}
	listener.fields.destination = HOST_A;
	host_mac(2, mac);
	listener.fields.to = mac;
	CHECK(!hears(&listener, make(&listener)));
	/* One packet in a frame to all is meant to be answered by all. */
	listener.fields.to = ethernet_broadcast;
	CHECK(!hears(&listener, make(&listener)));
	world_end(listener.world);
}

static void
hears_broadcasts(void)
{
	struct listener listener = listen_at(1);

	listener.fields.to = ethernet_broadcast;
	listener.fields.destination = IP_BROADCAST;
	CHECK(hears(&listener, make(&listener)));
	listener.fields.destination = 0x0a0000ff;
	CHECK(hears(&listener, make(&listener)));
	world_end(listener.world);
}

static void
unknown_protocol(void)
{
	struct listener listener = listen_at(1);
	struct capture *capture = capture_begin(listener.world, 0);
	const u8 *error;
	u8 mac[MAC_BYTES];

	host_mac(1, mac);
	CHECK_EQUAL(net_set_neighbour(listener.world->hosts[0].net, HOST_B, mac), 0);
	listener.fields.protocol = 200;
	CHECK(!hears(&listener, make(&listener)));
	error = captured_last(listener.world, ETHERNET_TYPE_IP, IP_PROTOCOL_ICMP);
	error += ETHERNET_HEADER_BYTES + IP_HEADER_BYTES;
	CHECK_EQUAL(error[0], ICMP_UNREACHABLE);
	CHECK_EQUAL(error[1], ICMP_UNREACHABLE_PROTOCOL);
	CHECK(memcmp(error + 8, listener.frame + ETHERNET_HEADER_BYTES, IP_HEADER_BYTES + 8) == 0);
	free(capture);
	listener.world->filter = NULL;
	world_end(listener.world);
}

static void
does_nothing_when_down(void)
{
	struct listener listener = listen_at(1);
	struct net_interface *interface = listener.world->hosts[0].interface;
	struct net_address to = {HOST_B, PORT};
	u8 *space;

	net_set_up(interface, 0);
	CHECK(!hears(&listener, make(&listener)));
	CHECK_EQUAL(net_datagram_space(listener.socket, &to, 1, &space), -ENETUNREACH);
	net_set_up(interface, 1);
	net_set_link(interface, 0);
	CHECK(!hears(&listener, make(&listener)));
	CHECK_EQUAL(net_datagram_space(listener.socket, &to, 1, &space), -ENETDOWN);
	net_set_link(interface, 1);
	CHECK(hears(&listener, make(&listener)));
	world_end(listener.world);
}

static void
loops_back(void)
{
	struct world *world = world_begin(1, 1);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[0], PORT);
	struct net_address sender;
	u32 sent = world->hosts[0].frames_sent;
	char bytes[8];

	CHECK_EQUAL(udp_send(from, IP_LOOPBACK, PORT, "one", 3), 0);
	CHECK_EQUAL(udp_send(from, 0x7f123456, PORT, "two", 3), 0);
	CHECK_EQUAL(udp_send(from, HOST_A, PORT, "three", 5), 0);
	/* Not from within the send: whoever sends is not surprised by what he receives. */
	CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), &sender), -EAGAIN);
	CHECK(net_next_deadline(world->hosts[0].net) <= world->now_us);
	net_flush(world->hosts[0].net);
	CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), &sender), 3);
	CHECK(sender.ip == IP_LOOPBACK && sender.port == 1000);
	CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), &sender), 3);
	CHECK_EQUAL(sender.ip, 0x7f123456);
	CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), &sender), 5);
	CHECK_EQUAL(sender.ip, HOST_A);
	CHECK_EQUAL(world->hosts[0].frames_sent, sent);
	world_end(world);
}

static void
loopback_is_bounded(void)
{
	struct world *world = world_begin(1, 1);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[0], PORT);
	static u8 bytes[9000];
	u32 sent = 0;

	while (udp_send(from, IP_LOOPBACK, PORT, bytes, sizeof(bytes)) == 0)
		sent++;
	CHECK(sent == 7);
	CHECK_EQUAL(net_events(from) & NET_WRITABLE, 0);
	for (u32 turn = 0; turn < 50; turn++) {
		u32 length = 1 + turn * 97 % sizeof(bytes);

		net_flush(world->hosts[0].net);
		CHECK(net_events(from) & NET_WRITABLE);
		while (udp_receive(to, bytes, sizeof(bytes), NULL) >= 0)
			;
		memset(bytes, (int)turn, sizeof(bytes));
		CHECK_EQUAL(udp_send(from, IP_LOOPBACK, PORT, bytes, length), 0);
		memset(bytes, 0xff, sizeof(bytes));
		net_flush(world->hosts[0].net);
		CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), NULL), length);
		CHECK(bytes[0] == turn && bytes[length - 1] == turn);
	}
	world_end(world);
}

const struct test ip_tests[] = {
	{"a packet with a wrong header is dropped and counted, however it is cut", checks_headers},
	{"what follows a packet in its frame is ignored", ignores_padding},
	{"options of a packet are skipped", skips_options},
	{"packets from addresses that nobody can have are dropped", drops_martians},
	{"packets for others are dropped, and those for one in a frame to all",
	 drops_what_is_for_others},
	{"packets to all hosts of the network are heard", hears_broadcasts},
	{"a protocol that nobody speaks is answered by an error that quotes it", unknown_protocol},
	{"an interface that is down, or without link, neither sends nor receives",
	 does_nothing_when_down},
	{"what is sent to an own address is received at the next flush, and not before",
	 loops_back},
	{"the loopback ring is bounded, and goes round without a wrong byte", loopback_is_bounded},
	{NULL, NULL},
};
