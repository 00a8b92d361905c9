/*
 * Seeded transfers between two stacks: both sides send and receive at their own pace, over a
 * link whose faults, and over sockets whose options, the seed decides. What arrives is
 * compared byte for byte. In some the link is cut, in some a driver dies and is replaced.
 */
#include <errno.h>

#include "check.h"
#include "tcp_check.h"
#include "tests.h"
#include "world.h"

#define PORT 80u
#define LENGTH_MAX 60000u
#define DAY_US (86400ull * SECOND_US)
/* Keep-alive finds a cut link last: two hours and nine probes, after what the time-outs take. */
#define CUT_LIMIT_US (9000ull * SECOND_US)
#define READ_EVERY_US 500u
#define SETTLE_US (1000ull * SECOND_US)

enum fate {
	FATE_PLAIN,
	FATE_CUT,     /* from a moment on nothing arrives */
	FATE_KILLED,  /* now and then all that is under way is lost, and a driver is fresh */
};

struct end {
	struct host *host;
	struct net_socket *socket;
	u32 tag;          /* whose bytes it sends */
	u32 sends, receives;
	u32 sent, received;
	u32 pace;         /* bytes read at a time at most */
	u8 has_shut, has_ended;
	s32 error;
};

struct transfer {
	struct world *world;
	struct net_socket *listener;
	struct end ends[2]; /* of who connects, of who accepts */
	enum fate fate;
	u64 cut_us;
};

static u8
byte_of(u32 tag, u32 number)
{
	return (u8)((number + tag) * 2654435761u >> 24);
}

static u32
below(struct world *world, u32 limit)
{
	return world_random(world) % limit;
}

static int
nothing_passes(struct world *world, const struct host *from, u8 *frame, u32 length)
{
	const struct transfer *transfer = world->filter_context;

	(void)from;
	(void)frame;
	(void)length;
	return world->now_us < transfer->cut_us;
}

static void
set_options(struct world *world, struct net_socket *socket)
{
	CHECK_EQUAL(net_set_option(socket, NET_OPTION_SEND_BUFFER, 4096u << below(world, 6)), 0);
	CHECK_EQUAL(net_set_option(socket, NET_OPTION_RECEIVE_BUFFER, 4096u << below(world, 6)), 0);
	CHECK_EQUAL(net_set_option(socket, NET_OPTION_NO_DELAY, below(world, 2)), 0);
	CHECK_EQUAL(net_set_option(socket, NET_OPTION_KEEP_ALIVE, 1), 0);
}

static enum fate
choose_fate(struct world *world)
{
	switch (below(world, 10)) {
	case 0:
		return FATE_CUT;
	case 1:
	case 2:
		return FATE_KILLED;
	default:
		return FATE_PLAIN;
	}
}

static void
begin(struct transfer *transfer, u32 seed)
{
	struct world *world = world_begin(seed, 2);
	struct net_address local = {IP_ANY, PORT}, remote = {HOST_B, PORT};
	u32 badness = below(world, 4);

	transfer->world = world;
	transfer->fate = choose_fate(world);
	world->faults = (struct faults){
		.lost = badness * below(world, 60),
		.repeated = badness * below(world, 60),
		.corrupted = badness * below(world, 20),
		.delayed = badness * below(world, 150),
	};
	for (u32 i = 0; i < 2; i++) {
		struct end *end = &transfer->ends[i];
		u8 mac[MAC_BYTES];
		/*
		 * ARP gives a host up that has lost a few requests, and TCP a host that ARP has
		 * given up.
		 */
		host_mac(1 - i, mac);
		CHECK_EQUAL(net_set_neighbour(world->hosts[i].net, HOST_A + 1 - i, mac), 0);
		end->host = &world->hosts[i];
		end->tag = i * 1000003u;
		end->sends = below(world, LENGTH_MAX);
		end->pace = below(world, 3) == 0 ? 1 + below(world, 3000) : LENGTH_MAX;
	}
	transfer->ends[0].receives = transfer->ends[1].sends;
	transfer->ends[1].receives = transfer->ends[0].sends;
	if (transfer->fate == FATE_CUT) {
		transfer->cut_us = world->now_us + below(world, 4000);
		world->filter = nothing_passes;
		world->filter_context = transfer;
	}
	transfer->listener = host_socket(&world->hosts[1], NET_STREAM, 0);
	set_options(world, transfer->listener);
	CHECK_EQUAL(net_bind(transfer->listener, &local), 0);
	CHECK_EQUAL(net_listen(transfer->listener, 4), 0);
	transfer->ends[0].socket = host_socket(&world->hosts[0], NET_STREAM, 0);
	set_options(world, transfer->ends[0].socket);
	CHECK_EQUAL(net_connect(transfer->ends[0].socket, &remote), -EINPROGRESS);
}

static void
fail(struct end *end, s32 error)
{
	end->error = error;
	end->has_ended = 1;
	end->has_shut = 1;
}

static void
write_some(struct end *end)
{
	u8 *space;
	s32 room = 0;

	while (end->sent < end->sends && (room = net_send_space(end->socket, &space)) > 0) {
		u32 part = end->sends - end->sent < (u32)room ? end->sends - end->sent : (u32)room;

		for (u32 i = 0; i < part; i++)
			space[i] = byte_of(end->tag, end->sent + i);
		net_sent(end->socket, part);
		end->sent += part;
	}
	if (end->sent < end->sends) {
		if (room != -EAGAIN)
			fail(end, room);
	} else if (net_events(end->socket) & NET_WRITABLE) {
		s32 error = net_shutdown(end->socket, NET_SHUT_SEND);
		end->has_shut = 1;
		if (error < 0)
			fail(end, net_send_space(end->socket, &space));
	}
}

static void
read_some(struct end *end, u32 tag)
{
	const u8 *data;
	s32 length = net_received(end->socket, 0, &data);

	if (length > 0) {
		u32 part = (u32)length < end->pace ? (u32)length : end->pace;

		CHECK(end->received + part <= end->receives);
		for (u32 i = 0; i < part; i++)
			CHECK_EQUAL(data[i], byte_of(tag, end->received + i));
		net_consumed(end->socket, part);
		end->received += part;
	} else if (length == 0) {
		CHECK_EQUAL(end->received, end->receives);
		end->has_ended = 1;
	} else if (length != -EAGAIN) {
		fail(end, length);
	}
}

static void
serve(struct transfer *transfer, u32 index)
{
	struct end *end = &transfer->ends[index];
	s32 error;

	if (index == 1 && end->socket == NULL)
		end->socket = net_accept(transfer->listener, &error);
	if (end->socket == NULL)
		return;
	if (!end->has_shut)
		write_some(end);
	/* Reading while a connection is not made yet would only tell that. */
	if (!end->has_ended && net_events(end->socket) & NET_READABLE)
		read_some(end, transfer->ends[1 - index].tag);
	net_flush(end->host->net);
}

static void
kill_driver(struct transfer *transfer)
{
	struct world *world = transfer->world;
	struct host *host = &world->hosts[below(world, 2)];

	world_lose_flights(world);
	net_nudge(host->interface);
	net_flush(host->net);
}

/* A side that reads slowly comes back by itself; others wait for what happens. */
static u64
next_look(const struct transfer *transfer, u64 limit_us)
{
	for (u32 i = 0; i < 2; i++) {
		const struct end *end = &transfer->ends[i];
		if (end->socket != NULL && !end->has_ended &&
		    net_events(end->socket) & NET_READABLE)
			return transfer->world->now_us + READ_EVERY_US;
	}
	return limit_us;
}

static int
has_ended(const struct transfer *transfer)
{
	const struct end *a = &transfer->ends[0];
	const struct end *b = &transfer->ends[1];

	/* When the link was cut before the handshake was over, there is nobody to accept. */
	return a->has_shut && a->has_ended &&
	       ((b->has_shut && b->has_ended) || (b->socket == NULL && a->error != 0));
}

static void
run(u32 seed)
{
	struct transfer transfer = {0};
	struct world *world;
	u64 begin_us, limit_us;

	begin(&transfer, seed);
	world = transfer.world;
	begin_us = world->now_us;
	limit_us = begin_us + (transfer.fate == FATE_CUT ? CUT_LIMIT_US : DAY_US);
	while (!has_ended(&transfer)) {
		CHECK(world->now_us < limit_us && "an end in bounded time");
		world_step(world, next_look(&transfer, limit_us));
		if (transfer.fate == FATE_KILLED && below(world, 100) == 0)
			kill_driver(&transfer);
		for (u32 i = 0; i < 2; i++) {
			serve(&transfer, i);
			tcp_check(world->hosts[i].net);
		}
	}
	if (transfer.fate != FATE_CUT)
		CHECK(transfer.ends[0].error == 0 && transfer.ends[1].error == 0);
	for (u32 i = 0; i < 2; i++)
		if (transfer.ends[i].socket != NULL)
			net_close(transfer.ends[i].socket);
	net_close(transfer.listener);
	/* Both stacks forget the connection by themselves. */
	world_run(world, SETTLE_US);
	for (u32 i = 0; i < 2; i++)
		CHECK(net_socket_at(world->hosts[i].net, 0) == NULL);
	world_end(world);
}

void
tcp_transfers_run(u32 seed, u32 count)
{
	while (count-- > 0) {
		check_seed = seed;
		run(seed++);
	}
}
