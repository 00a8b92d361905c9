/* The hosts, the Ethernet between them, and time. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../ethernet.h"
#include "../ip.h"
#include "check.h"

#define DELAY_US 50u
#define LONG_DELAY_US 5000u
#define MEMORY_MAX (64u * 1024u * 1024u)

u32
world_random(struct world *world)
{
	world->random = world->random * 1664525u + 1013904223u;
	return world->random >> 8;
}

static int
happens(struct world *world, u32 of_thousand)
{
	return of_thousand > 0 && world_random(world) % 1000u < of_thousand;
}

/* ---- what a stack asks of its owner ---- */

static u32
host_random(void *context)
{
	struct host *host = context;

	host->random = host->random * 1103515245u + 12345u;
	return host->random ^ host->random >> 15;
}

static void *
host_allocate(void *context, u32 bytes)
{
	struct host *host = context;
	void *memory;

	if (host->bytes_held + bytes > host->bytes_max)
		return NULL;
	memory = malloc(bytes);
	CHECK(memory != NULL);
	/* What is not initialised shows. */
	memset(memory, 0xa5, bytes);
	host->bytes_held += bytes;
	host->blocks_held++;
	return memory;
}

static void
host_release(void *context, void *memory, u32 bytes)
{
	struct host *host = context;

	CHECK(host->bytes_held >= bytes && host->blocks_held > 0);
	memset(memory, 0x5a, bytes);
	free(memory);
	host->bytes_held -= bytes;
	host->blocks_held--;
}

static void
host_socket_changed(void *context, struct net_socket *socket)
{
	struct host *host = context;

	host->socket_changes++;
	(void)net_events(socket);
}

static void
host_address_changed(void *context, struct net_interface *interface)
{
	struct host *host = context;

	(void)interface;
	host->address_changes++;
}

static void
host_log(void *context, const char *line)
{
	struct host *host = context;

	snprintf(host->last_line, sizeof(host->last_line), "%s", line);
}

/* ---- the Ethernet ---- */

/*
 * A bit of an IP packet flips, unnoticed by the link. Nothing else would protect ARP; and of
 * fragments only the headers are touched, as a sum of 16 bits misses two flips that undo each
 * other.
 */
static void
corrupt(struct world *world, u8 *frame, u32 length)
{
	const u8 *header = frame + ETHERNET_HEADER_BYTES;
	u32 bytes = length - ETHERNET_HEADER_BYTES;

	if (get16(frame + ETHERNET_TYPE) != ETHERNET_TYPE_IP)
		return;
	if (get16(header + IP_FRAGMENT) & (IP_MORE_FRAGMENTS | IP_FRAGMENT_OFFSET))
		bytes = IP_HEADER_BYTES;
	frame[ETHERNET_HEADER_BYTES + world_random(world) % bytes] ^=
		(u8)(1u << world_random(world) % 8u);
}

static void
fly(struct world *world, u32 to, const u8 *frame, u32 length)
{
	struct flight *flight;

	if (happens(world, world->faults.lost))
		return;
	CHECK(world->flight_count < FLIGHTS_MAX);
	flight = &world->flights[world->flight_count++];
	*flight = (struct flight){
		.at_us = world->now_us + DELAY_US,
		.order = world->next_order++,
		.to = to,
		.length = length,
		.frame = malloc(length),
	};
	memcpy(flight->frame, frame, length);
	if (happens(world, world->faults.delayed))
		flight->at_us += world_random(world) % LONG_DELAY_US;
	if (happens(world, world->faults.corrupted))
		corrupt(world, flight->frame, length);
	if (happens(world, world->faults.repeated))
		fly(world, to, frame, length);
}

static u8 *
link_claim(void *context, u32 length)
{
	struct host *host = context;

	CHECK(length <= FRAME_MAX);
	return host->frames_left == 0 ? NULL : host->frame;
}

static void
link_send(void *context, u8 *frame, u32 length)
{
	struct host *host = context;
	struct world *world = host->world;

	CHECK(frame == host->frame && length <= FRAME_MAX && host->frames_left > 0);
	host->frames_sent++;
	if (host->frames_left != UINT32_MAX)
		host->frames_left--;
	if (world->filter != NULL && !world->filter(world, host, frame, length))
		return;
	for (u32 i = 0; i < world->host_count; i++)
		if (i != host->index)
			fly(world, i, frame, length);
}

void
host_input(struct host *host, const u8 *frame, u32 length)
{
	/* A copy of just its size, so that a sanitizer sees what is read beyond it. */
	u8 *copy = malloc(length > 0 ? length : 1);

	memcpy(copy, frame, length);
	net_set_time(host->net, host->world->now_us);
	net_input(host->interface, copy, length);
	free(copy);
	net_flush(host->net);
}

void
world_lose_flights(struct world *world)
{
	while (world->flight_count > 0)
		free(world->flights[--world->flight_count].frame);
}

/* ---- time ---- */

static struct flight *
next_flight(struct world *world)
{
	struct flight *next = NULL;

	for (u32 i = 0; i < world->flight_count; i++) {
		struct flight *flight = &world->flights[i];

		if (next == NULL || flight->at_us < next->at_us ||
		    (flight->at_us == next->at_us && flight->order < next->order))
			next = flight;
	}
	return next;
}

static u64
next_deadline(struct world *world)
{
	struct flight *flight = next_flight(world);
	u64 next = flight == NULL ? NET_NEVER : flight->at_us;

	for (u32 i = 0; i < world->host_count; i++) {
		u64 deadline = net_next_deadline(world->hosts[i].net);

		if (deadline < next)
			next = deadline;
	}
	return next;
}

void
world_settle(struct world *world)
{
	u64 now = world->now_us;

	for (u32 i = 0; i < world->host_count; i++) {
		net_set_time(world->hosts[i].net, now);
		net_flush(world->hosts[i].net);
	}
	for (u32 turns = 0; next_deadline(world) <= now; turns++) {
		struct flight *flight = next_flight(world);

		CHECK(turns < 100000 && "time goes on");
		if (flight != NULL && flight->at_us <= now) {
			struct flight landed = *flight;

			*flight = world->flights[--world->flight_count];
			host_input(&world->hosts[landed.to], landed.frame, landed.length);
			free(landed.frame);
		}
		for (u32 i = 0; i < world->host_count; i++)
			if (net_next_deadline(world->hosts[i].net) <= now)
				net_run_timers(world->hosts[i].net);
	}
}

void
world_step(struct world *world, u64 end_us)
{
	u64 next = next_deadline(world);

	if (next > end_us)
		next = end_us;
	if (next > world->now_us)
		world->now_us = next;
	world_settle(world);
}

void
world_run(struct world *world, u64 duration_us)
{
	u64 end = world->now_us + duration_us;

	world_settle(world);
	while (world->now_us < end)
		world_step(world, end);
}

/* ---- worlds ---- */

void
host_mac(u32 index, u8 mac[MAC_BYTES])
{
	const u8 address[MAC_BYTES] = {0x02, 0, 0, 0, 0, (u8)(0x10 + index)};

	memcpy(mac, address, MAC_BYTES);
}

static void
make_host(struct world *world, u32 index, u32 seed)
{
	struct host *host = &world->hosts[index];
	struct net_host owner = {
		.context = host,
		.random = host_random,
		.allocate = host_allocate,
		.release = host_release,
		.socket_changed = host_socket_changed,
		.address_changed = host_address_changed,
		.log = host_log,
	};
	struct net_link link = {.context = host, .claim = link_claim, .send = link_send};
	u8 mac[MAC_BYTES];

	host->world = world;
	host->index = index;
	host->random = seed * 2654435761u + index;
	host->bytes_max = MEMORY_MAX;
	host->frames_left = UINT32_MAX;
	host->memory = calloc(1, net_size());
	CHECK(host->memory != NULL);
	host->net = net_create(host->memory, &owner, world->now_us);
	host->interface = net_add_interface(host->net, "eth0", &link);
	host_mac(index, mac);
	net_set_hardware_address(host->interface, mac);
	net_set_up(host->interface, 1);
	net_set_link(host->interface, 1);
	CHECK_EQUAL(net_set_interface_address(host->interface, HOST_A + index, MASK_24), 0);
}

struct world *
world_begin(u32 seed, u32 hosts)
{
	struct world *world = calloc(1, sizeof(*world));

	CHECK(world != NULL && hosts <= HOSTS_MAX);
	world->now_us = SECOND_US;
	world->random = seed * 2246822519u + 1u;
	world->host_count = hosts;
	for (u32 i = 0; i < hosts; i++)
		make_host(world, i, seed);
	/* Announcements are over. */
	world_run(world, 5 * SECOND_US);
	return world;
}

void
world_end(struct world *world)
{
	for (u32 i = 0; i < world->host_count; i++) {
		struct host *host = &world->hosts[i];

		net_destroy(host->net);
		CHECK_EQUAL(host->blocks_held, 0);
		CHECK_EQUAL(host->bytes_held, 0);
		free(host->memory);
	}
	world_lose_flights(world);
	free(world);
}

/* ---- sockets ---- */

struct net_socket *
host_socket(struct host *host, enum net_socket_type type, u32 protocol)
{
	s32 error = 0;
	struct net_socket *socket = net_socket(host->net, type, protocol, &error);

	CHECK_EQUAL(error, 0);
	CHECK(socket != NULL);
	return socket;
}

struct net_socket *
host_udp(struct host *host, u16 port)
{
	struct net_socket *socket = host_socket(host, NET_DATAGRAM, 0);
	struct net_address local = {IP_ANY, port};

	CHECK_EQUAL(net_bind(socket, &local), 0);
	return socket;
}

s32
udp_send(struct net_socket *socket, ip_address to, u16 port, const void *bytes, u32 length)
{
	struct net_address address = {to, port};
	u8 *space;
	s32 error = net_datagram_space(socket, to == IP_ANY ? NULL : &address, length, &space);

	if (error < 0)
		return error;
	memcpy(space, bytes, length);
	return net_datagram_send(socket);
}

s32
udp_receive(struct net_socket *socket, void *bytes, u32 limit, struct net_address *from)
{
	struct net_address sender;
	const u8 *data;
	s32 length = net_datagram(socket, &data, from == NULL ? &sender : from);

	if (length < 0)
		return length;
	CHECK((u32)length <= limit);
	if (length > 0)
		memcpy(bytes, data, (u32)length);
	net_datagram_done(socket);
	return length;
}
