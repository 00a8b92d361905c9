/* Two stacks with each other: what only shows over round trips. */
#include <errno.h>

#include "../tcp.h"
#include "check.h"
#include "tcp_check.h"
#include "tests.h"
#include "world.h"

#define PORT 80u
#define MEGABYTE (1024u * 1024u)
#define MS_US 1000u
#define BETWEEN_DEATHS (256u * 1024u)
#define LIMIT_US (10u * SECOND_US)

struct pair {
	struct world *world;
	struct host *hosts[2]; /* of who sends, of who receives */
	struct net_socket *listener;
	struct net_socket *sender, *receiver;
	u32 sent, received;
	u32 in_flight_max;
};

static u8
byte_of(u32 number)
{
	return (u8)(number * 2654435761u >> 24);
}

/* With buffers of that size; host `from` connects to an address of host `to`. */
static struct pair
connect_pair(u32 from, u32 to, ip_address address, u32 buffer)
{
	struct pair pair = {.world = world_begin(7, 2)};
	struct net_address local = {IP_ANY, PORT}, remote = {address, PORT};
	s32 error;

	pair.hosts[0] = &pair.world->hosts[from];
	pair.hosts[1] = &pair.world->hosts[to];
	pair.listener = host_socket(pair.hosts[1], NET_STREAM, 0);
	CHECK_EQUAL(net_set_option(pair.listener, NET_OPTION_RECEIVE_BUFFER, buffer), 0);
	CHECK_EQUAL(net_bind(pair.listener, &local), 0);
	CHECK_EQUAL(net_listen(pair.listener, 1), 0);
	pair.sender = host_socket(pair.hosts[0], NET_STREAM, 0);
	CHECK_EQUAL(net_set_option(pair.sender, NET_OPTION_SEND_BUFFER, buffer), 0);
	CHECK_EQUAL(net_connect(pair.sender, &remote), -EINPROGRESS);
	WORLD_UNTIL(pair.world, net_events(pair.listener) & NET_READABLE, LIMIT_US);
	pair.receiver = net_accept(pair.listener, &error);
	CHECK(pair.receiver != NULL);
	return pair;
}

static void
end_pair(struct pair *pair)
{
	net_abort(pair->sender);
	net_close(pair->receiver);
	net_close(pair->listener);
	world_end(pair->world);
}

static void
send_up_to(struct pair *pair, u32 total)
{
	u8 *space;
	s32 room;

	while (pair->sent < total && (room = net_send_space(pair->sender, &space)) > 0) {
		u32 part = min_u32((u32)room, total - pair->sent);
		for (u32 i = 0; i < part; i++)
			space[i] = byte_of(pair->sent++);
		net_sent(pair->sender, part);
	}
	net_flush(pair->hosts[0]->net);
}

static void
receive_all(struct pair *pair)
{
	const u8 *data;
	s32 length;

	while ((length = net_received(pair->receiver, 0, &data)) > 0) {
		for (s32 i = 0; i < length; i++)
			CHECK_EQUAL(data[i], byte_of(pair->received++));
		net_consumed(pair->receiver, (u32)length);
	}
	net_flush(pair->hosts[1]->net);
}

/* Until that much has arrived. */
static void
transfer(struct pair *pair, u32 total)
{
	u64 end = pair->world->now_us + LIMIT_US;

	while (pair->received < total) {
		const struct tcp *tcp = pair->sender->tcp;
		CHECK(pair->world->now_us < end && "in time");
		send_up_to(pair, total);
		pair->in_flight_max = max_u32(pair->in_flight_max, tcp->snd_max - tcp->snd_una);
		world_step(pair->world, pair->world->now_us + MS_US);
		receive_all(pair);
		tcp_check(pair->hosts[0]->net);
		tcp_check(pair->hosts[1]->net);
	}
}

static void
megabyte_window(void)
{
	struct pair pair = connect_pair(0, 1, HOST_B, MEGABYTE);

	transfer(&pair, 8 * MEGABYTE);
	CHECK(pair.in_flight_max > 900 * 1024);
	CHECK_EQUAL(pair.sender->tcp->retransmitted, 0);
	end_pair(&pair);
}

static void
loopback(void)
{
	struct pair pair = connect_pair(0, 0, IP_LOOPBACK, 64 * 1024);

	transfer(&pair, MEGABYTE);
	CHECK_EQUAL(pair.sender->tcp->retransmitted, 0);
	/* None but ARP's, as many as the other host's. */
	CHECK_EQUAL(pair.hosts[0]->frames_sent, pair.world->hosts[1].frames_sent);
	end_pair(&pair);
}

/*
 * The driver of one side dies in the middle of a transfer with all that is under way, and its
 * successor is nudged at once: the gap is round trips, not time-outs.
 */
static void
survives_death(u32 side)
{
	struct pair pair = connect_pair(0, 1, HOST_B, 64 * 1024);
	u32 total = 64 * 1024;
	u64 longest = 0;

	transfer(&pair, total);
	for (u32 death = 0; death < 20; death++) {
		u64 begin = pair.world->now_us;

		/* The whole flight, or a part of it, or acknowledgements. */
		total += BETWEEN_DEATHS;
		send_up_to(&pair, total);
		for (u32 i = 0; i < death; i++) {
			world_run(pair.world, 10);
			receive_all(&pair);
		}
		world_lose_flights(pair.world);
		net_nudge(pair.hosts[side]->interface);
		net_flush(pair.hosts[side]->net);
		transfer(&pair, total);
		if (pair.world->now_us - begin > longest)
			longest = pair.world->now_us - begin;
	}
	CHECK(longest < 10 * MS_US); /* a time-out is 200 ms at least */
	end_pair(&pair);
}

static void
sender_survives(void)
{
	survives_death(0);
}

static void
receiver_survives(void)
{
	survives_death(1);
}

/* The receiver's driver is dead for longer than some of the sender's time-outs. */
static void
outlasts_timeouts(void)
{
	struct pair pair = connect_pair(0, 1, HOST_B, 64 * 1024);
	struct world *world = pair.world;
	u32 total = 64 * 1024;
	u64 back;

	transfer(&pair, total);
	total += BETWEEN_DEATHS;
	send_up_to(&pair, total);
	for (back = world->now_us + 1000 * MS_US; world->now_us < back;) {
		world_run(world, 10);
		world_lose_flights(world);
	}
	CHECK(pair.sender->tcp->backoff > 1);
	net_nudge(pair.hosts[1]->interface);
	net_flush(pair.hosts[1]->net);
	transfer(&pair, total);
	CHECK(world->now_us - back < 20 * MS_US); /* its next time-out was hundreds of ms away */
	end_pair(&pair);
}

static void
blocked_link(void)
{
	struct pair pair = connect_pair(0, 1, HOST_B, 64 * 1024);

	send_up_to(&pair, MEGABYTE);
	for (u32 i = 0; pair.received < MEGABYTE; i++) {
		CHECK(i < 10000);
		/* A card with three descriptors. */
		pair.hosts[0]->frames_left = 3;
		net_link_ready(pair.hosts[0]->interface);
		send_up_to(&pair, MEGABYTE);
		world_run(pair.world, 100);
		receive_all(&pair);
	}
	CHECK_EQUAL(pair.sender->tcp->retransmitted, 0);
	end_pair(&pair);
}

const struct test tcp_pair_tests[] = {
	{"a megabyte is under way when both buffers hold one (window scaling)", megabyte_window},
	{"streams go over loopback, and no frame leaves", loopback},
	{"a transfer survives the death of the sender's driver without a time-out",
	 sender_survives},
	{"and of the receiver's", receiver_survives},
	{"an outage that outlasts time-outs ends when the receiver is back", outlasts_timeouts},
	{"a card with three descriptors sends a megabyte and loses nothing", blocked_link},
	{0},
};
