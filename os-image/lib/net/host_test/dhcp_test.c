/* The DHCP client, with a server that is right, wrong, silent or mad. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "../dhcp.h"
#include "dhcp_server.h"
#include "frames.h"
#include "tests.h"

#define DISCOVER DHCP_DISCOVER
#define REQUEST DHCP_REQUEST

struct lab {
	struct world *world;
	struct host *client;
	struct dhcp_server server;
};

/* Host 0 has lost its address and looks for another; host 1 has the server. */
static struct lab *
lab_begin(u32 hosts)
{
	struct lab *lab = calloc(1, sizeof(*lab));

	CHECK(lab != NULL);
	lab->world = world_begin(1, hosts);
	lab->client = &lab->world->hosts[0];
	CHECK_EQUAL(net_set_interface_address(lab->client->interface, IP_ANY, 0), 0);
	dhcp_server_begin(&lab->server, &lab->world->hosts[1]);
	return lab;
}

static void
lab_end(struct lab *lab)
{
	world_end(lab->world);
	free(lab);
}

static void
run(struct lab *lab, u64 duration_us)
{
	dhcp_world_run(lab->world, &lab->server, duration_us);
}

static struct net_interface_info
info_of(const struct lab *lab)
{
	struct net_interface_info info;

	net_interface_info(lab->client->interface, &info);
	return info;
}

static u64
seconds(u64 count)
{
	return count * SECOND_US;
}

static void
gets_an_address(void)
{
	struct lab *lab = lab_begin(2);
	struct net_interface_info info;
	struct net_route route;
	const u8 *option;
	u32 length;
	u64 start = lab->world->now_us;

	net_dhcp_start(lab->client->interface, "guest");
	CHECK_EQUAL(info_of(lab).dhcp, NET_DHCP_SELECTING);
	run(lab, 400000);
	info = info_of(lab);
	CHECK_EQUAL(info.dhcp, NET_DHCP_BOUND);
	CHECK(info.address == LEASED && info.mask == MASK_24 && info.gateway == HOST_B);
	CHECK(info.name_server == HOST_C && info.dhcp_server == HOST_B);
	CHECK(info.lease_ends_us >= start + seconds(1000));
	CHECK(info.lease_ends_us < start + seconds(1001));
	CHECK(lab->server.seen[DISCOVER] == 1 && lab->server.seen[REQUEST] == 1);
	CHECK_EQUAL(lab->server.last_from.ip, IP_ANY);
	option = dhcp_server_option(&lab->server, 12, &length);
	CHECK(option != NULL && length == 5 && memcmp(option, "guest", 5) == 0);
	option = dhcp_server_option(&lab->server, 50, &length);
	CHECK(option != NULL && get32(option) == LEASED);
	option = dhcp_server_option(&lab->server, 61, &length);
	CHECK(option != NULL && length == 7 && option[0] == 1 && option[6] == 0x10);
	CHECK_EQUAL(net_route_at(lab->client->net, 1, &route), 0);
	CHECK(route.mask == 0 && route.gateway == HOST_B && route.is_automatic);
	CHECK_EQUAL(net_unanswered_us(lab->client->interface), 0);
	lab_end(lab);
}

static void
backs_off(void)
{
	struct lab *lab = lab_begin(2);
	u64 before = 0;
	/* Seconds between tries, each give or take one (RFC 2131, 4.1). */
	static const u32 waits[] = {4, 8, 16, 32, 64, 64};

	lab->server.ignores = UINT32_MAX;
	net_dhcp_start(lab->client->interface, "");
	for (u32 i = 0; i <= ARRAY_LEN(waits); i++) {
		u64 start = lab->world->now_us;

		while (lab->server.seen[DISCOVER] == i && lab->world->now_us < start + seconds(100))
			run(lab, 10000);
		CHECK_EQUAL(lab->server.seen[DISCOVER], i + 1);
		if (i > 0) {
			CHECK(lab->world->now_us - before >= seconds(waits[i - 1] - 1) - 20000);
			CHECK(lab->world->now_us - before <= seconds(waits[i - 1] + 1) + 20000);
		}
		before = lab->world->now_us;
	}
	CHECK(net_unanswered_us(lab->client->interface) >= seconds(180));
	lab->server.ignores = 0;
	run(lab, seconds(66));
	CHECK_EQUAL(info_of(lab).dhcp, NET_DHCP_BOUND);
	lab_end(lab);
}

static void
is_nudged(void)
{
	struct lab *lab = lab_begin(2);

	lab->server.ignores = UINT32_MAX;
	net_dhcp_start(lab->client->interface, "");
	run(lab, seconds(40));
	lab->server.ignores = 0;
	net_nudge(lab->client->interface);
	run(lab, 300000);
	CHECK_EQUAL(info_of(lab).dhcp, NET_DHCP_BOUND);
	lab_end(lab);
}

static void
starts_with_the_link(void)
{
	struct lab *lab = lab_begin(2);

	net_set_link(lab->client->interface, 0);
	net_dhcp_start(lab->client->interface, "");
	run(lab, seconds(30));
	CHECK_EQUAL(lab->server.seen[DISCOVER], 0);
	net_set_link(lab->client->interface, 1);
	run(lab, 300000);
	CHECK_EQUAL(info_of(lab).dhcp, NET_DHCP_BOUND);
	lab_end(lab);
}

static void
renews(void)
{
	struct lab *lab = lab_begin(2);
	u64 ends;

	net_dhcp_start(lab->client->interface, "");
	run(lab, SECOND_US);
	ends = info_of(lab).lease_ends_us;
	run(lab, seconds(495));
	CHECK_EQUAL(lab->server.seen[REQUEST], 1);
	run(lab, seconds(10));
	/* To the server alone, from the address that it is about. */
	CHECK_EQUAL(lab->server.seen[REQUEST], 2);
	CHECK_EQUAL(lab->server.last_from.ip, LEASED);
	CHECK_EQUAL(get32(lab->server.last + 12), LEASED);
	CHECK(info_of(lab).lease_ends_us >= ends + seconds(499));
	CHECK_EQUAL(info_of(lab).dhcp, NET_DHCP_BOUND);
	lab_end(lab);
}

static void
keeps_to_the_servers_times(void)
{
	struct lab *lab = lab_begin(2);

	lab->server.renew_s = 100;
	lab->server.rebind_s = 200;
	net_dhcp_start(lab->client->interface, "");
	run(lab, seconds(99));
	CHECK_EQUAL(lab->server.seen[REQUEST], 1);
	run(lab, seconds(3));
	CHECK_EQUAL(lab->server.seen[REQUEST], 2);
	/* Times that are not in order are the server's mistake. */
	lab->server.renew_s = 5000;
	run(lab, seconds(100));
	CHECK_EQUAL(lab->server.seen[REQUEST], 3);
	run(lab, seconds(400));
	CHECK_EQUAL(lab->server.seen[REQUEST], 3);
	lab_end(lab);
}

static void
rebinds_and_expires(void)
{
	struct lab *lab = lab_begin(2);
	struct net_socket *socket = host_udp(lab->client, 1000);
	u32 changes;

	net_dhcp_start(lab->client->interface, "");
	run(lab, SECOND_US);
	lab->server.ignores = UINT32_MAX;
	run(lab, seconds(600));
	CHECK_EQUAL(info_of(lab).dhcp, NET_DHCP_RENEWING);
	run(lab, seconds(300));
	CHECK_EQUAL(info_of(lab).dhcp, NET_DHCP_REBINDING);
	CHECK_EQUAL(info_of(lab).address, LEASED);
	CHECK(lab->server.seen[REQUEST] >= 5 && lab->server.seen[REQUEST] <= 12);
	changes = lab->client->address_changes;
	run(lab, seconds(101));
	CHECK_EQUAL(info_of(lab).dhcp, NET_DHCP_SELECTING);
	CHECK_EQUAL(info_of(lab).address, IP_ANY);
	CHECK_EQUAL(lab->client->address_changes, changes + 1);
	CHECK_EQUAL(udp_send(socket, HOST_B, 9, "x", 1), -ENETUNREACH);
	lab->server.ignores = 0;
	run(lab, seconds(70));
	CHECK_EQUAL(info_of(lab).address, LEASED);
	lab_end(lab);
}

static void
obeys_a_refusal(void)
{
	struct lab *lab = lab_begin(2);

	net_dhcp_start(lab->client->interface, "");
	run(lab, SECOND_US);
	lab->server.refuses = 1;
	run(lab, seconds(501));
	CHECK_EQUAL(info_of(lab).address, IP_ANY);
	CHECK(strstr(lab->client->last_line, "refuses") != NULL);
	/* It goes on asking, but not in a flood. */
	run(lab, seconds(60));
	CHECK(lab->server.seen[REQUEST] <= 70);
	lab->server.refuses = 0;
	run(lab, seconds(2));
	CHECK_EQUAL(info_of(lab).address, LEASED);
	lab_end(lab);
}

static void
declines_what_is_taken(void)
{
	struct lab *lab = lab_begin(3);

	CHECK_EQUAL(net_set_interface_address(lab->world->hosts[2].interface, LEASED, MASK_24), 0);
	net_dhcp_start(lab->client->interface, "");
	run(lab, seconds(1));
	CHECK_EQUAL(lab->server.seen[DHCP_DECLINE], 1);
	CHECK_EQUAL(info_of(lab).address, IP_ANY);
	CHECK_EQUAL(lab->server.seen[DISCOVER], 1);
	lab->server.offers = LEASED + 1;
	run(lab, seconds(11));
	CHECK_EQUAL(info_of(lab).address, LEASED + 1);
	lab_end(lab);
}

static void
gives_back(void)
{
	struct lab *lab = lab_begin(2);

	net_dhcp_start(lab->client->interface, "");
	run(lab, SECOND_US);
	net_dhcp_stop(lab->client->interface, 1);
	CHECK_EQUAL(info_of(lab).address, IP_ANY);
	CHECK_EQUAL(info_of(lab).dhcp, NET_DHCP_OFF);
	run(lab, seconds(2));
	CHECK_EQUAL(lab->server.seen[DHCP_RELEASE], 1);
	CHECK_EQUAL(lab->server.last_from.ip, LEASED);
	run(lab, seconds(2000));
	CHECK_EQUAL(lab->server.seen[DISCOVER], 1);
	lab_end(lab);
}

/* ---- servers that are wrong ---- */

static u32
other_transaction(u8 *answer, u32 length)
{
	answer[4] ^= 1;
	return length;
}

static u32
other_station(u8 *answer, u32 length)
{
	answer[33] ^= 1;
	return length;
}

static u32
no_cookie(u8 *answer, u32 length)
{
	answer[236] ^= 1;
	return length;
}

static u32
option_beyond_end(u8 *answer, u32 length)
{
	answer[244] = 255;
	return length;
}

static u32
cut_off(u8 *answer, u32 length)
{
	(void)answer;
	(void)length;
	return 239;
}

static u32
multicast_address(u8 *answer, u32 length)
{
	put32(answer + 16, 0xe0000005);
	return length;
}

static u32
broken_mask(u8 *answer, u32 length)
{
	put32(answer + 240 + 3 + 6 + 6 + 2, 0x00ffff00);
	return length;
}

static u32
request_by_server(u8 *answer, u32 length)
{
	answer[0] = 1;
	return length;
}

static u32
no_server(u8 *answer, u32 length)
{
	answer[240 + 3] = 200;
	return length;
}

static void
believes_nothing(void)
{
	static u32 (*const spoilers[])(u8 *, u32) = {
		other_transaction, other_station, no_cookie,         option_beyond_end, cut_off,
		multicast_address, broken_mask,   request_by_server, no_server,
	};

	for (u32 i = 0; i < ARRAY_LEN(spoilers); i++) {
		struct lab *lab = lab_begin(2);

		lab->server.spoil = spoilers[i];
		net_dhcp_start(lab->client->interface, "");
		run(lab, seconds(10));
		CHECK_EQUAL(info_of(lab).dhcp, NET_DHCP_SELECTING);
		CHECK_EQUAL(lab->server.seen[REQUEST], 0);
		lab->server.spoil = NULL;
		run(lab, seconds(20));
		CHECK_EQUAL(info_of(lab).address, LEASED);
		lab_end(lab);
	}
}

static u32
strange_gateway(u8 *answer, u32 length)
{
	put32(answer + 240 + 3 + 6 + 6 + 6 + 2, 0x0b000001);
	return length;
}

static void
leaves_out_strange_gateways(void)
{
	struct lab *lab = lab_begin(2);
	struct net_route route;

	lab->server.spoil = strange_gateway;
	net_dhcp_start(lab->client->interface, "");
	run(lab, SECOND_US);
	CHECK_EQUAL(info_of(lab).address, LEASED);
	CHECK_EQUAL(info_of(lab).gateway, IP_ANY);
	CHECK_EQUAL(net_route_at(lab->client->net, 1, &route), -ENOENT);
	lab_end(lab);
}

static void
leaves_its_port_to_others(void)
{
	struct world *world = world_begin(1, 2);
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[1], 68);
	char bytes[8];

	CHECK_EQUAL(udp_send(from, HOST_B, 68, "hello", 5), 0);
	world_run(world, 1000);
	CHECK_EQUAL(udp_receive(to, bytes, sizeof(bytes), NULL), 5);
	world_end(world);
}

const struct test dhcp_tests[] = {
	{"an interface gets address, routes and servers by DHCP", gets_an_address},
	{"a silent server is asked again ever more rarely, and then heard", backs_off},
	{"a nudge asks the server at once", is_nudged},
	{"the server is asked as soon as there is a link", starts_with_the_link},
	{"a lease is renewed at half its time, with its server alone", renews},
	{"a server's own times for renewal count if they make sense", keeps_to_the_servers_times},
	{"a lease that nobody renews is asked for everywhere and ends", rebinds_and_expires},
	{"a refusal takes the address away, and asking goes on slowly", obeys_a_refusal},
	{"an address that somebody has is declined, and another one taken", declines_what_is_taken},
	{"a lease is given back when the client stops", gives_back},
	{"malformed and foreign answers are not believed", believes_nothing},
	{"a gateway on another network is left out", leaves_out_strange_gateways},
	{"without the client its port is like any other", leaves_its_port_to_others},
	{NULL, NULL},
};
