/*
 * Two hosts on a link that loses, repeats, delays and corrupts by a seed: what gets through is
 * right, everybody finds everybody in the end, and nothing leaks.
 */
#include <string.h>

#include "../stack.h"
#include "check.h"
#include "dhcp_server.h"
#include "tests.h"
#include "world.h"

#define PORT 2000u
#define DATAGRAMS 12u
#define BYTES_MAX 9000u
#define HEAD 8u /* number and length, at the start of each */

static u8 bytes[BYTES_MAX];
static u8 received[BYTES_MAX];

static u8
byte_of(u32 number, u32 at)
{
	return (u8)(number * 31 + at * 7 + (at >> 8));
}

static u32
make(struct world *world, u32 number)
{
	u32 length = HEAD + world_random(world) % (world_random(world) % 3 == 0 ? 8000 : 600);

	for (u32 i = HEAD; i < length; i++)
		bytes[i] = byte_of(number, i);
	put32(bytes, number);
	put32(bytes + 4, length);
	return length;
}

/* Takes what has come; every byte must be one that was sent. */
static void
take(struct net_socket *socket, u32 counts[DATAGRAMS])
{
	s32 length;

	while ((length = udp_receive(socket, received, sizeof(received), NULL)) >= 0) {
		u32 number = get32(received);

		CHECK(length >= (s32)HEAD && number < DATAGRAMS);
		CHECK_EQUAL(get32(received + 4), length);
		for (u32 i = HEAD; i < (u32)length; i++)
			CHECK_EQUAL(received[i], byte_of(number, i));
		counts[number]++;
	}
}

/* Sends each datagram until it has arrived. */
static void
exchange(struct world *world)
{
	struct net_socket *from = host_udp(&world->hosts[0], 1000);
	struct net_socket *to = host_udp(&world->hosts[1], PORT);
	u32 counts[DATAGRAMS] = {0};

	for (u32 number = 0; number < DATAGRAMS; number++)
		for (u32 tries = 0; counts[number] == 0; tries++) {
			CHECK(tries < 2000);
			(void)udp_send(from, HOST_B, PORT, bytes, make(world, number));
			world_run(world, 20000);
			take(to, counts);
		}
	net_close(from);
	net_close(to);
}

static void
lease(struct world *world)
{
	struct dhcp_server server;
	struct net_interface_info info;
	struct net_interface *interface = world->hosts[0].interface;

	CHECK_EQUAL(net_set_interface_address(interface, IP_ANY, 0), 0);
	dhcp_server_begin(&server, &world->hosts[1]);
	net_dhcp_start(interface, "lossy");
	for (u32 tries = 0; tries < 100; tries++) {
		dhcp_world_run(world, &server, 10 * SECOND_US);
		net_interface_info(interface, &info);
		if (info.dhcp == NET_DHCP_BOUND)
			break;
	}
	CHECK_EQUAL(info.address, LEASED);
	CHECK_EQUAL(info.gateway, HOST_B);
	/* A lease that nobody answers for any more ends. */
	world->faults.lost = 1000;
	world_run(world, 1100 * SECOND_US);
	net_interface_info(interface, &info);
	CHECK_EQUAL(info.address, IP_ANY);
}

static struct faults
random_faults(struct world *world)
{
	return (struct faults){
		.lost = world_random(world) % 200,
		.repeated = world_random(world) % 200,
		.corrupted = world_random(world) % 100,
		.delayed = world_random(world) % 300,
	};
}

static void
run_one(u32 seed)
{
	struct world *world = world_begin(seed, 2);

	world->faults = random_faults(world);
	if (seed % 4 == 0)
		lease(world);
	else
		exchange(world);
	world_end(world);
}

void
lossy_run(u32 seed, u32 count)
{
	for (u32 i = 0; i < count; i++) {
		check_seed = seed + i;
		run_one(seed + i);
	}
}
