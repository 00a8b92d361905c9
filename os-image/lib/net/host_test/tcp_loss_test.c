/* What is taken for lost, what is sent again when, and what that does to the congestion window. */
#include "tcp_script.h"
#include "tests.h"

#define MSS SCRIPT_MSS

/* A flight of ten segments; the number of the first. */
static u32
flight(struct script *script)
{
	const struct tcp *tcp = script_tcp(script);
	u32 first = script_open_window(script, 10);

	user_writes(script, 10 * MSS);
	CHECK_EQUAL(tcp->snd_max - tcp->snd_una, 10 * MSS);
	CHECK_EQUAL(take_all(script), 10);
	return first;
}

static void
initial_window(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 40 * MSS);
	for (u32 i = 0; i < 10; i++)
		take_data(script, 1 + i * MSS, MSS);
	take_nothing(script);
	/* Slow start: two segments more for each two acknowledged. */
	give(script, (struct seg){.seq = 1, .ack = 1 + 2 * MSS});
	CHECK_EQUAL(take_all(script), 4);
	script_end(script);
}

static void
avoidance(void)
{
	struct script *script = script_begin();
	struct tcp *tcp;
	u32 first, window;

	script_connect_sack(script);
	tcp = script_tcp(script);
	first = flight(script);
	tcp->ssthresh = tcp->cwnd; /* from here on one segment a round trip */
	window = tcp->cwnd;
	for (u32 i = 1; i <= 10; i++)
		give(script, (struct seg){.seq = 1, .ack = first + i * MSS});
	CHECK_EQUAL(tcp->cwnd - window, MSS);
	script_end(script);
}

static void
fast_retransmit(void)
{
	struct script *script = script_begin();
	struct tcp *tcp;
	struct seg again = {.seq = 1};
	u32 first;

	script_connect_plain(script);
	tcp = script_tcp(script);
	first = flight(script);
	again.ack = first;
	give(script, again);
	give(script, again);
	take_nothing(script);
	give(script, again);
	take_data(script, first, MSS);
	CHECK_EQUAL(tcp->ssthresh, 5 * MSS);
	/* Each further one tells of a segment that left: 5 + 6 would be more than the ten. */
	for (u32 i = 0; i < 2; i++)
		give(script, again);
	user_writes(script, 2 * MSS);
	take_nothing(script);
	give(script, again);
	take_data(script, first + 10 * MSS, MSS);
	/* All repaired: the window is the halved one. */
	give(script, (struct seg){.seq = 1, .ack = first + 11 * MSS});
	CHECK(tcp->cwnd <= 5 * MSS && !tcp->is_repairing);
	script_end(script);
}

static void
limited_transmit(void)
{
	struct script *script = script_begin();
	u32 first;

	script_connect_plain(script);
	first = flight(script);
	user_writes(script, 5 * MSS);
	take_nothing(script);
	give(script, (struct seg){.seq = 1, .ack = first});
	take_data(script, first + 10 * MSS, MSS);
	give(script, (struct seg){.seq = 1, .ack = first});
	take_data(script, first + 11 * MSS, MSS);
	script_end(script);
}

static void
partial_acknowledgement(void)
{
	struct script *script = script_begin();
	struct tcp *tcp;
	u32 first;

	script_connect_plain(script);
	tcp = script_tcp(script);
	first = flight(script);
	for (u32 i = 0; i < 3; i++)
		give(script, (struct seg){.seq = 1, .ack = first});
	take_data(script, first, MSS);
	take_nothing(script);
	/* The fourth was lost as well, and the seventh. */
	give(script, (struct seg){.seq = 1, .ack = first + 3 * MSS});
	take_data(script, first + 3 * MSS, MSS);
	take_nothing(script);
	give(script, (struct seg){.seq = 1, .ack = first + 6 * MSS});
	take_data(script, first + 6 * MSS, MSS);
	CHECK(tcp->is_repairing);
	give(script, (struct seg){.seq = 1, .ack = first + 10 * MSS});
	CHECK(!tcp->is_repairing);
	CHECK_EQUAL(tcp->retransmitted, 3);
	take_nothing(script);
	script_end(script);
}

/* Says that segments [a, b) of the flight, and [c, d), have arrived. */
static struct seg
sack(u32 first, u32 a, u32 b, u32 c, u32 d)
{
	struct seg seg = {.seq = 1, .ack = first, .sacks = (u8)(c == d ? 1 : 2)};

	seg.sack[0].start = first + a * MSS;
	seg.sack[0].end = first + b * MSS;
	seg.sack[1].start = first + c * MSS;
	seg.sack[1].end = first + d * MSS;
	return seg;
}

static void
sack_repairs_what_is_missing(void)
{
	struct script *script = script_begin();
	struct tcp *tcp;
	u32 first;

	script_connect_sack(script);
	tcp = script_tcp(script);
	first = flight(script);
	/* 0 and 4 are lost. */
	give(script, sack(first, 1, 2, 0, 0));
	give(script, sack(first, 1, 3, 0, 0));
	take_nothing(script);
	give(script, sack(first, 1, 4, 0, 0));
	take_data(script, first, MSS);
	take_nothing(script);
	give(script, sack(first, 5, 10, 1, 4));
	take_data(script, first + 4 * MSS, MSS);
	take_nothing(script);
	CHECK_EQUAL(tcp->retransmitted, 2);
	give(script, (struct seg){.seq = 1, .ack = first + 10 * MSS});
	CHECK(!tcp->is_repairing && tcp->sacked.count == 0);
	CHECK_EQUAL(tcp->cwnd, tcp->ssthresh);
	CHECK_EQUAL(tcp->retransmitted, 2);
	script_end(script);
}

static void
rescue(void)
{
	struct script *script = script_begin();
	u32 first;

	script_connect_sack(script);
	first = flight(script);
	/* 0 and 9 are lost; nothing beyond 9 can tell. */
	give(script, sack(first, 1, 4, 0, 0));
	take_data(script, first, MSS);
	give(script, sack(first, 1, 8, 0, 0));
	take_data(script, first + 9 * MSS, MSS);
	give(script, sack(first, 1, 9, 0, 0));
	take_nothing(script);
	script_end(script);
}

static void
sack_of_many_bytes(void)
{
	struct script *script = script_begin();
	u32 first;

	script_connect_sack(script);
	first = flight(script);
	/* One acknowledgement is enough when it tells of more than two segments beyond the gap. */
	give(script, sack(first, 1, 5, 0, 0));
	take_data(script, first, MSS);
	script_end(script);
}

static void
whole_flight_lost(void)
{
	struct script *script = script_begin();
	u32 first;

	script_connect_sack(script);
	first = flight(script);
	/* A peer with SACK that names nothing has nothing: its driver was just replaced. */
	for (u32 i = 0; i < 3; i++)
		give(script, (struct seg){.seq = 1, .ack = first});
	for (u32 i = 0; i < 5; i++)
		take_data(script, first + i * MSS, MSS);
	take_nothing(script);
	give(script, (struct seg){.seq = 1, .ack = first + 5 * MSS});
	CHECK_EQUAL(take_all(script), 5);
	script_end(script);
}

static void
told_of_repetition(void)
{
	struct script *script = script_begin();
	struct seg repeated;
	u32 first;

	script_connect_sack(script);
	first = flight(script);
	repeated = sack(first - MSS, 0, 1, 0, 0);
	repeated.ack = first;
	for (u32 i = 0; i < 5; i++)
		give(script, repeated);
	take_nothing(script);
	CHECK_EQUAL(script_tcp(script)->retransmitted, 0);
	script_end(script);
}

static void
absurd_blocks(void)
{
	struct script *script = script_begin();
	struct tcp *tcp;
	u32 first;

	script_connect_sack(script);
	tcp = script_tcp(script);
	first = flight(script);
	give(script, sack(first, 9, 30, 0, 0));        /* beyond what was sent */
	give(script, sack(first, 3, 2, 0, 0));         /* the wrong way round */
	give(script, sack(first + MSS / 2, 0, 0, 5, 5)); /* empty */
	CHECK_EQUAL(tcp->sacked.count, 0);
	/* More islands than are remembered: bounded. */
	for (u32 i = 1; i < 10 * MSS; i += 40) {
		struct seg seg = {.seq = 1, .ack = first, .sacks = 1};
		seg.sack[0].start = first + i;
		seg.sack[0].end = first + i + 1;
		give(script, seg);
	}
	CHECK_EQUAL(tcp->sacked.count, TCP_RANGES_MAX);
	give(script, (struct seg){.seq = 1, .ack = first + 10 * MSS});
	CHECK_EQUAL(tcp->sacked.count, 0);
	script_end(script);
}

static void
timeout_doubles(void)
{
	struct script *script = script_begin();
	struct tcp *tcp;
	u64 at;
	u64 wait = 200 * MS_US;

	script_connect_sack(script);
	tcp = script_tcp(script);
	user_writes(script, 3 * MSS);
	CHECK_EQUAL(take_all(script), 3);
	at = script->world->now_us;
	for (u32 i = 0; i < 5; i++, wait *= 2) {
		struct seg again;
		pass(script, wait + 10 * MS_US - (script->world->now_us - at));
		again = take_data(script, 1, MSS);
		take_nothing(script);
		CHECK_EQUAL(again.at_us - at, wait);
		at = again.at_us;
		CHECK_EQUAL(tcp->cwnd, MSS);
		CHECK_EQUAL(tcp->ssthresh, 2 * MSS);
	}
	/* It goes on from there in slow start, and the back-off is over. */
	give(script, (struct seg){.seq = 1, .ack = 1 + MSS});
	take_data(script, 1 + MSS, MSS);
	take_data(script, 1 + 2 * MSS, MSS);
	CHECK_EQUAL(tcp->backoff, 0);
	script_end(script);
}

static void
timeout_forgets_sacks(void)
{
	struct script *script = script_begin();
	u32 first;

	script_connect_sack(script);
	first = flight(script);
	give(script, sack(first, 1, 3, 0, 0));
	pass(script, SECOND_US / 2);
	take_data(script, first, MSS);
	give(script, (struct seg){.seq = 1, .ack = first + MSS});
	/* The peer may have thrown it away (RFC 2018, 8). */
	take_data(script, first + MSS, MSS);
	script_end(script);
}

static void
karn(void)
{
	struct script *script = script_begin();
	struct tcp *tcp;
	u32 before;

	script_connect_plain(script);
	tcp = script_tcp(script);
	user_writes(script, 100);
	pass(script, 30 * MS_US);
	give(script, (struct seg){.seq = 1, .ack = 101});
	before = tcp->srtt_us;
	CHECK(before > 3 * MS_US && before < 31 * MS_US);
	user_writes(script, 100);
	take_all(script);
	pass(script, 900 * MS_US);
	CHECK(take_all(script) > 0);
	/* Which of them is acknowledged nobody knows. */
	give(script, (struct seg){.seq = 1, .ack = 201});
	CHECK_EQUAL(tcp->srtt_us, before);
	user_writes(script, 100);
	pass(script, 100 * MS_US);
	give(script, (struct seg){.seq = 1, .ack = 301});
	CHECK(tcp->srtt_us > before);
	script_end(script);
}

static void
idle_restart(void)
{
	struct script *script = script_begin();
	struct tcp *tcp;

	script_connect_plain(script);
	tcp = script_tcp(script);
	script_open_window(script, 30);
	CHECK(tcp->cwnd >= 30 * MSS);
	pass(script, 10 * SECOND_US);
	user_writes(script, 30 * MSS);
	CHECK_EQUAL(take_all(script), 10);
	script_end(script);
}

static void
user_timeout(void)
{
	struct script *script = script_begin();
	u8 *space;

	script_connect_plain(script);
	CHECK_EQUAL(net_set_option(script->socket, NET_OPTION_USER_TIMEOUT, 5000), 0);
	user_writes(script, 100);
	pass(script, 4900 * MS_US);
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	take_all(script);
	pass(script, 200 * MS_US);
	take_flags(script, TCP_RST | TCP_ACK);
	CHECK_EQUAL(net_send_space(script->socket, &space), -ETIMEDOUT);
	script_end(script);
}

static void
default_timeout(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 100);
	pass(script, 299 * (u64)SECOND_US);
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	pass(script, 2 * (u64)SECOND_US);
	CHECK_EQUAL(script_state(script), NET_TCP_CLOSED);
	script_end(script);
}

const struct test tcp_loss_tests[] = {
	{"ten segments leave at once, and slow start doubles them", initial_window},
	{"congestion avoidance adds a segment a round trip", avoidance},
	{"three duplicate acknowledgements bring a fast retransmit", fast_retransmit},
	{"the first two duplicates let new segments go (limited transmit)", limited_transmit},
	{"a partial acknowledgement brings the next lost segment (NewReno)",
	 partial_acknowledgement},
	{"with SACK only what is missing is sent again", sack_repairs_what_is_missing},
	{"the end of a flight is sent again once when nothing beyond it can tell", rescue},
	{"one SACK that tells of enough bytes is enough", sack_of_many_bytes},
	{"duplicates that name nothing, from a peer with SACK, mean the whole flight",
	 whole_flight_lost},
	{"acknowledgements of what came twice are no sign of loss", told_of_repetition},
	{"absurd SACK blocks are ignored, and their number is bounded", absurd_blocks},
	{"time-outs double, and the window falls to one segment", timeout_doubles},
	{"a time-out relies on no SACK from before it", timeout_forgets_sacks},
	{"a round trip is not measured by what was sent twice (Karn)", karn},
	{"after a pause the window begins anew", idle_restart},
	{"a user's time-out ends a connection in time", user_timeout},
	{"without one, five minutes without progress do", default_timeout},
	{0},
};
