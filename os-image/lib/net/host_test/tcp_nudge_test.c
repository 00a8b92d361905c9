/* A network driver was replaced: connections go on without their timers. */
#include "tcp_script.h"
#include "tests.h"

#define MSS SCRIPT_MSS

static void
nudge(struct script *script)
{
	net_nudge(script->host->interface);
	world_settle(script->world);
}

/* One that may be news, and three that repeat it. */
static void
take_nudge_acks(struct script *script, u32 ack)
{
	struct seg first = take_ack(script, ack);

	for (u32 i = 0; i < 3; i++)
		CHECK_EQUAL(take_ack(script, ack).window, first.window);
}

static void
sender(void)
{
	struct script *script = script_begin();
	u32 first, window;

	script_connect_sack(script);
	first = script_open_window(script, 20);
	window = script_tcp(script)->cwnd;
	user_writes(script, 20 * MSS);
	CHECK_EQUAL(take_all(script), 20);
	nudge(script);
	take_nudge_acks(script, 1);
	for (u32 i = 0; i < 20; i++)
		take_data(script, first + i * MSS, MSS);
	take_nothing(script);
	CHECK_EQUAL(script_tcp(script)->cwnd, window);
	CHECK_EQUAL(script_tcp(script)->nudges, 1);
	script_end(script);
}

static void
sender_skips_what_arrived(void)
{
	struct script *script = script_begin();
	struct seg sack = {.seq = 1, .ack = 1, .sacks = 1};

	script_connect_sack(script);
	user_writes(script, 4 * MSS);
	take_all(script);
	sack.sack[0].start = 1 + MSS;
	sack.sack[0].end = 1 + 2 * MSS;
	give(script, sack);
	nudge(script);
	take_nudge_acks(script, 1);
	take_data(script, 1, MSS);
	take_data(script, 1 + 2 * MSS, MSS);
	take_data(script, 1 + 3 * MSS, MSS);
	take_nothing(script);
	script_end(script);
}

static void
undoes_timeouts(void)
{
	struct script *script = script_begin();
	struct tcp *tcp;
	u32 window;
	u64 at;

	script_connect_sack(script);
	tcp = script_tcp(script);
	script_open_window(script, 20);
	window = tcp->cwnd;
	user_writes(script, 20 * MSS);
	pass(script, 3 * SECOND_US);
	CHECK(tcp->backoff >= 3 && tcp->cwnd == MSS);
	take_all(script);
	nudge(script);
	CHECK_EQUAL(tcp->cwnd, window);
	CHECK_EQUAL(tcp->backoff, 0);
	CHECK_EQUAL(take_all(script), 4 + 20);
	/* And what waits, waits from now on. */
	at = script->world->now_us;
	pass(script, 250 * MS_US);
	CHECK_EQUAL(take(script).at_us - at, 200 * MS_US);
	script_end(script);
}

static void
receiver(void)
{
	struct script *script = script_begin();

	script_connect_sack(script);
	for (u32 i = 0; i < 8; i++)
		give(script, (struct seg){.seq = 1 + i * MSS, .ack = 1, .length = MSS});
	take_all(script);
	nudge(script);
	take_nudge_acks(script, 1 + 8 * MSS);
	take_nothing(script);
	script_end(script);
}

/* A Reno sends one lost segment for three duplicates, and the next after the next three. */
static void
receiver_of_reno(void)
{
	struct script *script = script_begin();
	u32 segments, next = 1;

	script_connect_plain(script);
	segments = (script_tcp(script)->rcv_adv - script_tcp(script)->rcv_nxt) / MSS;
	nudge(script);
	take_nudge_acks(script, 1);
	for (u32 i = 0; i < segments; i++) {
		take_nothing(script);
		give(script, (struct seg){.seq = next, .ack = 1, .length = MSS});
		next += MSS;
		take_nudge_acks(script, next);
		user_reads(script);
		take_all(script); /* the window is open again */
	}
	/* What it sends from here on was never lost. */
	give(script, (struct seg){.seq = next, .ack = 1, .length = MSS});
	give(script, (struct seg){.seq = next + MSS, .ack = 1, .length = MSS});
	CHECK_EQUAL(take_all(script), 1);
	script_end(script);
}

static void
receiver_of_reno_that_flows(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	nudge(script);
	take_nudge_acks(script, 1);
	script->is_batch = 1;
	give(script, (struct seg){.seq = 1, .ack = 1, .length = MSS});
	script->is_batch = 0;
	give(script, (struct seg){.seq = 1 + MSS, .ack = 1, .length = MSS});
	take_ack(script, 1 + 2 * MSS);
	take_nothing(script);
	give(script, (struct seg){.seq = 1 + 2 * MSS, .ack = 1, .length = MSS});
	take_nothing(script);
	script_end(script);
}

static void
receiver_of_a_last_segment(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	nudge(script);
	take_nudge_acks(script, 1);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 100});
	take_nothing(script);
	script_end(script);
}

static void
receiver_with_sack(void)
{
	struct script *script = script_begin();

	script_connect_sack(script);
	nudge(script);
	take_nudge_acks(script, 1);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = MSS});
	take_nothing(script);
	script_end(script);
}

/*
 * The driver at the peer was dead while both sides had sent: neither side's time-outs were heard.
 * It is back, and what it says first has the number behind what it had sent.
 */
static void
heard_again(void)
{
	struct script *script = script_begin();
	struct seg sign = {.seq = 1 + MSS, .ack = 1};
	struct tcp *tcp;
	u64 timeout_at;

	script_connect_sack(script);
	tcp = script_tcp(script);
	user_writes(script, 4 * MSS);
	take_all(script);
	pass(script, SECOND_US);
	CHECK(tcp->backoff >= 2);
	take_all(script);
	timeout_at = tcp->retransmit_timer.at_us;
	give(script, sign);
	give(script, sign);
	/* Limited transmit (RFC 3042), of which the peer can't use anything. */
	take_data(script, 1 + MSS, MSS);
	take_data(script, 1 + 2 * MSS, MSS);
	give(script, sign);
	CHECK_EQUAL(take_data(script, 1, MSS).at_us, script->world->now_us);
	take_nothing(script);
	CHECK(script->world->now_us + 100 * MS_US < timeout_at);
	/* Once for each time-out: a peer that repeats itself for ever gets no more. */
	for (u32 i = 0; i < 6; i++)
		give(script, sign);
	take_nothing(script);
	give(script, (struct seg){.seq = 1, .ack = 1 + MSS, .length = MSS});
	take_data(script, 1 + MSS, MSS);
	script_end(script);
}

static void
receiver_with_gap(void)
{
	struct script *script = script_begin();

	script_connect_sack(script);
	give(script, (struct seg){.seq = 1 + MSS, .ack = 1, .length = MSS});
	take_all(script);
	nudge(script);
	for (u32 i = 0; i < 4; i++)
		CHECK_EQUAL(take_ack(script, 1).sack[0].start, 1 + MSS);
	script_end(script);
}

static void
probe(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .window = SCRIPT_CLOSED});
	user_writes(script, 100);
	take_nothing(script);
	nudge(script);
	take_nudge_acks(script, 1);
	take_data(script, 1, 1);
	take_nothing(script);
	script_end(script);
}

static void
opening(void)
{
	struct script *script = script_begin();

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	take_flags(script, TCP_SYN);
	nudge(script);
	take_flags(script, TCP_SYN);
	take_nothing(script);
	net_abort(script->socket);
	script->socket = NULL;
	script->has_own_iss = 0;
	script_listen(script, 5);
	give(script, (struct seg){.flags = TCP_SYN});
	take_flags(script, TCP_SYN | TCP_ACK);
	nudge(script);
	take_flags(script, TCP_SYN | TCP_ACK);
	take_nothing(script);
	script_end(script);
}

static void
closing(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	net_close(script->socket);
	world_settle(script->world);
	take_flags(script, TCP_FIN | TCP_ACK);
	nudge(script);
	take_nudge_acks(script, 1);
	take_flags(script, TCP_FIN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 2, .flags = TCP_FIN | TCP_ACK});
	take_all(script);
	/* TIME_WAIT has nothing to say. */
	nudge(script);
	take_nothing(script);
	script->socket = NULL;
	script_end(script);
}

static void
other_interface(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 100);
	take_all(script);
	net_nudge(net_interface_at(script->host->net, 0));
	world_settle(script->world);
	take_nothing(script);
	script_end(script);
}

static void
room_for_few(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 5 * MSS);
	take_all(script);
	script->host->frames_left = 2;
	nudge(script);
	CHECK_EQUAL(take_all(script), 2);
	script->host->frames_left = UINT32_MAX;
	net_link_ready(script->host->interface);
	world_settle(script->world);
	take_ack(script, 1);
	take_ack(script, 1);
	take_data(script, 1, MSS);
	CHECK_EQUAL(take_all(script), 4);
	script_end(script);
}

static void
unanswered(void)
{
	struct script *script = script_begin();
	struct net_interface *interface = script->host->interface;

	script_connect_plain(script);
	CHECK_EQUAL(net_unanswered_us(interface), 0);
	pass(script, 10 * MS_US);
	user_writes(script, 100);
	pass(script, 70 * MS_US);
	CHECK_EQUAL(net_unanswered_us(interface), 70 * MS_US);
	give(script, (struct seg){.seq = 1, .ack = 101});
	pass(script, SECOND_US);
	CHECK_EQUAL(net_unanswered_us(interface), 0);
	script_end(script);
}

const struct test tcp_nudge_tests[] = {
	{"a nudged sender sends its whole flight again, with the window it had", sender},
	{"but not what the peer has", sender_skips_what_arrived},
	{"a nudge takes back time-outs and their back-off", undoes_timeouts},
	{"a nudged receiver repeats its acknowledgement so that the peer sends again", receiver},
	{"and tells what it has beyond a gap", receiver_with_gap},
	{"a peer without SACK is asked for each segment of its flight", receiver_of_reno},
	{"until its segments come several at a time", receiver_of_reno_that_flows},
	{"or one that is not full, which is its last", receiver_of_a_last_segment},
	{"a peer with SACK is asked once", receiver_with_sack},
	{"a peer that repeats itself after time-outs is sent what it lacks at once", heard_again},
	{"a nudge makes the probe of a closed window due", probe},
	{"a nudge repeats SYNs and the answers to them", opening},
	{"a nudge repeats a FIN, and leaves TIME_WAIT alone", closing},
	{"connections through other interfaces are not nudged", other_interface},
	{"a nudge goes on when the driver has room again", room_for_few},
	{"segments that nobody answers can be asked for, until something is heard", unanswered},
	{0},
};
