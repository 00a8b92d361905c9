/* ICMP: echoes, errors that are sent, and errors that are believed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "frames.h"
#include "tests.h"

static u8 bytes[20000];
static u8 answer[20000];

static u32
make_echo(u8 *message, u16 id, u16 number, u32 length)
{
	memset(message, 0, ICMP_HEADER_BYTES);
	message[0] = ICMP_ECHO;
	put16(message + 4, id);
	put16(message + 6, number);
	for (u32 i = 0; i < length; i++)
		message[ICMP_HEADER_BYTES + i] = (u8)(i * 7 + number);
	put_checksum(message + 2, checksum_add(0, message, ICMP_HEADER_BYTES + length));
	return ICMP_HEADER_BYTES + length;
}

static void
echoes(void)
{
	static const u32 lengths[] = {0, 1, 56, 1472, 1473, 5000, 15000};
	struct world *world = world_begin(1, 2);
	struct net_socket *ping = host_socket(&world->hosts[0], NET_RAW, IP_PROTOCOL_ICMP);
	struct net_address from;

	CHECK_EQUAL(udp_send(ping, HOST_B, 0, bytes, make_echo(bytes, 1, 0, 0)), 0);
	world_run(world, 1000);
	CHECK_EQUAL(udp_receive(ping, answer, sizeof(answer), &from), ICMP_HEADER_BYTES);
	for (u32 i = 0; i < ARRAY_LEN(lengths); i++) {
		u32 length = make_echo(bytes, 77, (u16)i, lengths[i]);

		CHECK_EQUAL(udp_send(ping, HOST_B, 0, bytes, length), 0);
		world_run(world, 1000);
		CHECK_EQUAL(udp_receive(ping, answer, sizeof(answer), &from), length);
		CHECK_EQUAL(from.ip, HOST_B);
		CHECK_EQUAL(answer[0], ICMP_ECHO_REPLY);
		CHECK_EQUAL(checksum_finish(checksum_add(0, answer, length)), 0);
		CHECK(memcmp(answer + 4, bytes + 4, length - 4) == 0);
	}
	world_end(world);
}

static void
ignores_bad_ones(void)
{
	struct world *world = world_begin(1, 1);
	struct capture *capture = capture_begin(world, 0);
	u8 frame[FRAME_MAX], mac[MAC_BYTES];
	struct ip_fields fields = {.source = HOST_B,
				   .destination = HOST_A,
				   .protocol = IP_PROTOCOL_ICMP,
				   .payload = bytes};

	host_mac(1, mac);
	CHECK_EQUAL(net_set_neighbour(world->hosts[0].net, HOST_B, mac), 0);
	fields.length = make_echo(bytes, 1, 1, 10);
	bytes[12] ^= 1;
	host_input(&world->hosts[0], frame, make_ip(frame, &fields));
	fields.length = 7;
	host_input(&world->hosts[0], frame, make_ip(frame, &fields));
	CHECK_EQUAL(net_statistics(world->hosts[0].net)->icmp_bad, 2);
	/* Who asks all hosts gets no answer from this one. */
	fields.length = make_echo(bytes, 1, 1, 10);
	fields.to = ethernet_broadcast;
	fields.destination = IP_BROADCAST;
	host_input(&world->hosts[0], frame, make_ip(frame, &fields));
	CHECK_EQUAL(captured_count(world, ETHERNET_TYPE_IP, 0), 0);
	free(capture);
	world->filter = NULL;
	world_end(world);
}

static void
refuses_ports(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *socket = host_udp(&world->hosts[0], 1000);
	struct net_socket *stranger = host_udp(&world->hosts[0], 1001);
	struct net_address remote = {HOST_B, 4000};
	u32 error;

	CHECK_EQUAL(net_connect(socket, &remote), 0);
	CHECK_EQUAL(udp_send(socket, IP_ANY, 0, "x", 1), 0);
	CHECK_EQUAL(udp_send(stranger, HOST_B, 4000, "x", 1), 0);
	world_run(world, 1000);
	CHECK(net_events(socket) & NET_ERROR);
	CHECK_EQUAL(net_get_option(socket, NET_OPTION_ERROR, &error), 0);
	CHECK_EQUAL(error, ECONNREFUSED);
	CHECK_EQUAL(net_get_option(socket, NET_OPTION_ERROR, &error), 0);
	CHECK_EQUAL(error, 0);
	/* Which of its datagrams is meant a socket that is not connected can't know. */
	CHECK_EQUAL(net_events(stranger) & NET_ERROR, 0);
	world_end(world);
}

static void
is_limited(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *socket = host_udp(&world->hosts[0], 1000);
	u64 before, after;

	for (u32 i = 0; i < 500; i++)
		CHECK_EQUAL(udp_send(socket, HOST_B, 4000, "x", 1), 0);
	world_run(world, 1000);
	before = net_statistics(world->hosts[1].net)->icmp_sent;
	for (u32 i = 0; i < 500; i++)
		CHECK_EQUAL(udp_send(socket, HOST_B, 4000, "x", 1), 0);
	world_run(world, 1000);
	after = net_statistics(world->hosts[1].net)->icmp_sent;
	CHECK(after <= 34 && before <= after);
	/* Some come back with time. */
	world_run(world, 1000000);
	CHECK_EQUAL(udp_send(socket, HOST_B, 4000, "x", 1), 0);
	world_run(world, 1000);
	CHECK_EQUAL(net_statistics(world->hosts[1].net)->icmp_sent, after + 1);
	world_end(world);
}

/* An error about a datagram to HOST_B's port 4000, as a stranger would make it up. */
static u32
make_error(u8 *message, ip_address source, u8 code, u16 from_port, u32 quoted)
{
	u8 frame[FRAME_MAX], udp[16];
	struct ip_fields fields = {.source = source,
				   .destination = HOST_B,
				   .protocol = IP_PROTOCOL_UDP,
				   .payload = udp};

	fields.length = make_udp(udp, source, from_port, HOST_B, 4000, "hi", 2);
	make_ip(frame, &fields);
	memset(message, 0, ICMP_HEADER_BYTES);
	message[0] = ICMP_UNREACHABLE;
	message[1] = code;
	memcpy(message + ICMP_HEADER_BYTES, frame + ETHERNET_HEADER_BYTES, quoted);
	put_checksum(message + 2, checksum_add(0, message, ICMP_HEADER_BYTES + quoted));
	return ICMP_HEADER_BYTES + quoted;
}

static void
believes_what_fits(void)
{
	struct world *world = world_begin(1, 1);
	struct net_socket *socket = host_udp(&world->hosts[0], 1000);
	struct net_address remote = {HOST_B, 4000};
	u8 frame[FRAME_MAX];
	struct ip_fields fields = {.source = HOST_C,
				   .destination = HOST_A,
				   .protocol = IP_PROTOCOL_ICMP,
				   .payload = bytes};
	static const struct {
		ip_address source;
		u8 code;
		u16 port;
		u32 quoted;
		u32 error;
	} cases[] = {
		{HOST_A, 3, 1000, 28, ECONNREFUSED}, {HOST_A, 1, 1000, 28, EHOSTUNREACH},
		{HOST_A, 0, 1000, 28, ENETUNREACH},  {HOST_A, 4, 1000, 28, EMSGSIZE},
		{HOST_A, 3, 1001, 28, 0},            {HOST_C, 3, 1000, 28, 0},
		{HOST_A, 3, 1000, 27, 0},            {HOST_A, 3, 1000, 19, 0},
		{HOST_A, 3, 1000, 0, 0},
	};

	CHECK_EQUAL(net_connect(socket, &remote), 0);
	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		u32 error;

		fields.length = make_error(bytes, cases[i].source, cases[i].code, cases[i].port,
					   cases[i].quoted);
		host_input(&world->hosts[0], frame, make_ip(frame, &fields));
		CHECK_EQUAL(net_get_option(socket, NET_OPTION_ERROR, &error), 0);
		CHECK_EQUAL(error, cases[i].error);
	}
	world_end(world);
}

static void
never_answers_errors(void)
{
	struct world *world = world_begin(1, 1);
	struct capture *capture = capture_begin(world, 0);
	u8 frame[FRAME_MAX];
	struct ip_fields fields = {.source = HOST_C,
				   .destination = HOST_A,
				   .protocol = IP_PROTOCOL_ICMP,
				   .payload = bytes};

	fields.length = make_error(bytes, HOST_A, 3, 5000, 28);
	host_input(&world->hosts[0], frame, make_ip(frame, &fields));
	CHECK_EQUAL(capture->count, 0);
	free(capture);
	world->filter = NULL;
	world_end(world);
}

const struct test icmp_tests[] = {
	{"echo requests of any length are answered, byte for byte", echoes},
	{"echo requests with a wrong checksum, too short or to all get no answer",
	 ignores_bad_ones},
	{"a datagram to a port without a socket is an error for a connected sender", refuses_ports},
	{"errors are sent at a bounded rate", is_limited},
	{"an error is believed if it quotes what a socket can have sent", believes_what_fits},
	{"an error is never answered by an error", never_answers_errors},
	{NULL, NULL},
};
