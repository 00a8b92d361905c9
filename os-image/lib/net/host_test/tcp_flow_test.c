/* Windows, small segments and acknowledgements. */
#include "tcp_script.h"
#include "tests.h"

#define MSS SCRIPT_MSS

static void
delayed_acknowledgement(void)
{
	struct script *script = script_begin();
	u64 begin;

	script_connect_plain(script);
	begin = script->world->now_us;
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 500});
	take_nothing(script);
	pass(script, 100 * MS_US);
	CHECK_EQUAL(take_ack(script, 501).at_us - begin, 40 * MS_US);
	give(script, (struct seg){.seq = 501, .ack = 1, .length = MSS});
	take_nothing(script);
	give(script, (struct seg){.seq = 501 + MSS, .ack = 1, .length = MSS});
	take_ack(script, 501 + 2 * MSS);
	pass(script, 100 * MS_US);
	take_nothing(script);
	script_end(script);
}

static void
acknowledgement_rides_on_data(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 10});
	CHECK_EQUAL(user_reads(script), 10);
	user_writes(script, 20);
	CHECK_EQUAL(take_data(script, 1, 20).ack, 11);
	pass(script, 100 * MS_US);
	take_nothing(script);
	script_end(script);
}

static void
nagle(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 10);
	take_data(script, 1, 10);
	user_writes(script, 10);
	user_writes(script, 10);
	take_nothing(script);
	give(script, (struct seg){.seq = 1, .ack = 11});
	CHECK(take_data(script, 11, 20).flags & TCP_PSH);
	/* A full segment waits for nothing. */
	user_writes(script, MSS + 5);
	take_data(script, 31, MSS);
	take_nothing(script);
	/* Nor does the end. */
	CHECK_EQUAL(net_shutdown(script->socket, NET_SHUT_SEND), 0);
	world_settle(script->world);
	CHECK(take_data(script, 31 + MSS, 5).flags & TCP_FIN);
	script_end(script);
}

static void
no_delay(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 10);
	take_data(script, 1, 10);
	user_writes(script, 10);
	take_nothing(script);
	CHECK_EQUAL(net_set_option(script->socket, NET_OPTION_NO_DELAY, 1), 0);
	world_settle(script->world);
	take_data(script, 11, 10);
	user_writes(script, 10);
	take_data(script, 21, 10);
	script_end(script);
}

static void
closed_window_is_probed(void)
{
	struct script *script = script_begin();
	struct seg closed = {.seq = 1, .ack = 1, .window = SCRIPT_CLOSED};
	u64 at;
	u64 wait = 200 * MS_US;

	script_connect_plain(script);
	give(script, closed);
	take_nothing(script);
	user_writes(script, 2 * MSS);
	take_nothing(script);
	at = script->world->now_us;
	for (u32 i = 0; i < 12; i++) {
		struct seg probe;
		pass(script, wait + MS_US - (script->world->now_us - at));
		probe = take_data(script, 1, 1);
		CHECK_EQUAL(probe.at_us - at, wait);
		take_nothing(script);
		at = probe.at_us;
		wait = wait * 2 < 60 * (u64)SECOND_US ? wait * 2 : 60 * (u64)SECOND_US;
		give(script, closed);
	}
	/*
	 * For as long as the peer answers: here many minutes. What opens the window opens it at
	 * once.
	 */
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	give(script, (struct seg){.seq = 1, .ack = 1});
	take_data(script, 1, MSS);
	take_data(script, 1 + MSS, MSS);
	script_end(script);
}

static void
probe_is_accepted(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .window = SCRIPT_CLOSED});
	user_writes(script, 3000);
	pass(script, 300 * MS_US);
	take_data(script, 1, 1);
	give(script, (struct seg){.seq = 1, .ack = 2});
	take_data(script, 2, MSS);
	script_end(script);
}

static void
silent_closed_window(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .window = SCRIPT_CLOSED});
	user_writes(script, 100);
	pass(script, 301 * (u64)SECOND_US);
	CHECK_EQUAL(script_state(script), NET_TCP_CLOSED);
	script_end(script);
}

static void
user_limits_closed_window(void)
{
	struct script *script = script_begin();
	struct seg closed = {.seq = 1, .ack = 1, .window = SCRIPT_CLOSED};

	script_connect_plain(script);
	CHECK_EQUAL(net_set_option(script->socket, NET_OPTION_USER_TIMEOUT, 10000), 0);
	give(script, closed);
	user_writes(script, 100);
	for (u32 i = 0; i < 9; i++) {
		pass(script, SECOND_US);
		give(script, closed);
	}
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	pass(script, 2 * SECOND_US);
	CHECK_EQUAL(script_state(script), NET_TCP_CLOSED);
	script_end(script);
}

static void
lone_fin_into_closed_window(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .window = SCRIPT_CLOSED});
	CHECK_EQUAL(net_shutdown(script->socket, NET_SHUT_SEND), 0);
	world_settle(script->world);
	take_flags(script, TCP_FIN | TCP_ACK);
	pass(script, 300 * MS_US);
	CHECK_EQUAL(take_flags(script, TCP_FIN | TCP_ACK).seq, 1);
	take_nothing(script);
	script_end(script);
}

static void
silly_window_of_the_peer(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 4 * MSS);
	CHECK_EQUAL(take_all(script), 4);
	/* Room for a little more: not worth a segment, until nothing else is under way. */
	user_writes(script, 2 * MSS);
	take_all(script);
	give(script, (struct seg){.seq = 1, .ack = 1 + 6 * MSS, .window = 100});
	user_writes(script, 5000);
	take_nothing(script);
	give(script, (struct seg){.seq = 1, .ack = 1 + 6 * MSS, .window = 200});
	take_nothing(script);
	pass(script, 250 * MS_US);
	take_data(script, 1 + 6 * MSS, 200);
	script_end(script);
}

static void
silly_window_of_ours(void)
{
	struct script *script = script_begin();
	const u8 *data;
	u32 at = 1;

	script_connect_plain(script);
	while (at + MSS <= 1 + TCP_BUFFER_DEFAULT) {
		give(script, (struct seg){.seq = at, .ack = 1, .length = MSS});
		at += MSS;
	}
	give(script, (struct seg){.seq = at, .ack = 1, .length = 1 + TCP_BUFFER_DEFAULT - at});
	at = 1 + TCP_BUFFER_DEFAULT;
	pass(script, 100 * MS_US);
	CHECK_EQUAL(script->taken[script->count - 1].ack, at);
	CHECK_EQUAL(script->taken[script->count - 1].window, 0);
	take_all(script);
	/* A byte into the closed window is refused, and answered. */
	give(script, (struct seg){.seq = at, .ack = 1, .length = 1});
	CHECK_EQUAL(take_ack(script, at).window, 0);
	/* Little room is no news; the edge stays. */
	CHECK(net_received(script->socket, 0, &data) > 0);
	net_consumed(script->socket, MSS - 1);
	world_settle(script->world);
	take_nothing(script);
	give(script, (struct seg){.seq = at, .ack = 1, .length = 1});
	pass(script, 50 * MS_US);
	CHECK_EQUAL(take_ack(script, at + 1).window, 0);
	net_consumed(script->socket, 2 * MSS);
	world_settle(script->world);
	CHECK(take_ack(script, at + 1).window >= 2 * MSS);
	script_end(script);
}

static void
out_of_order(void)
{
	struct script *script = script_begin();
	struct seg ack;

	script_connect_sack(script);
	give(script, (struct seg){.seq = 1001, .ack = 1, .length = 1000});
	ack = take_ack(script, 1);
	CHECK_EQUAL(ack.sacks, 1);
	CHECK_EQUAL(ack.sack[0].start, 1001);
	CHECK_EQUAL(ack.sack[0].end, 2001);
	give(script, (struct seg){.seq = 3001, .ack = 1, .length = 1000});
	ack = take_ack(script, 1);
	CHECK_EQUAL(ack.sacks, 2);
	CHECK_EQUAL(ack.sack[0].start, 3001); /* the latest first */
	CHECK_EQUAL(ack.sack[1].start, 1001);
	CHECK_EQUAL(user_reads(script), 0);
	/* What fills a gap is acknowledged at once. */
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 1000});
	ack = take_ack(script, 2001);
	CHECK_EQUAL(ack.sacks, 1);
	give(script, (struct seg){.seq = 2001, .ack = 1, .length = 1000});
	CHECK_EQUAL(take_ack(script, 4001).sacks, 0);
	CHECK_EQUAL(user_reads(script), 4000);
	script_end(script);
}

static void
overlapping(void)
{
	struct script *script = script_begin();

	script_connect_sack(script);
	give(script, (struct seg){.seq = 501, .ack = 1, .length = 500});
	give(script, (struct seg){.seq = 301, .ack = 1, .length = 900});
	take_all(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 400});
	take_ack(script, 1201);
	CHECK_EQUAL(user_reads(script), 1200);
	script_end(script);
}

static void
repeated_data_is_reported(void)
{
	struct script *script = script_begin();
	struct seg ack;

	script_connect_sack(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 1000});
	CHECK_EQUAL(user_reads(script), 1000);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 1000});
	ack = take_ack(script, 1001);
	CHECK_EQUAL(ack.sacks, 1);
	CHECK_EQUAL(ack.sack[0].start, 1);
	CHECK_EQUAL(ack.sack[0].end, 1001);
	give(script, (struct seg){.seq = 501, .ack = 1, .length = 1000});
	CHECK_EQUAL(take_ack(script, 1501).sack[0].end, 1001);
	CHECK_EQUAL(user_reads(script), 500);
	script_end(script);
}

static void
too_many_islands(void)
{
	struct script *script = script_begin();
	u64 held;
	u32 at = 1;

	script_connect_sack(script);
	held = script->host->bytes_held;
	for (u32 i = 1; i < 400; i++)
		give(script, (struct seg){.seq = 1 + i * 100, .ack = 1, .length = 10});
	CHECK_EQUAL(script->host->bytes_held, held);
	CHECK_EQUAL(script_tcp(script)->beyond.count, TCP_RANGES_MAX);
	CHECK_EQUAL(take_all(script), 399);
	while (at < 1 + 400 * 100) {
		give(script, (struct seg){.seq = at, .ack = 1, .length = 1000});
		at += 1000;
	}
	CHECK_EQUAL(user_reads(script), 400 * 100);
	script_end(script);
}

static void
beyond_the_window(void)
{
	struct script *script = script_begin();

	script_connect_sack(script);
	give(script, (struct seg){.seq = 1 + TCP_BUFFER_DEFAULT, .ack = 1, .length = 100});
	take_ack(script, 1);
	give(script, (struct seg){.seq = 1 + TCP_BUFFER_DEFAULT - 50, .ack = 1, .length = 100});
	CHECK_EQUAL(take_ack(script, 1).sack[0].end, 1 + TCP_BUFFER_DEFAULT);
	script_end(script);
}

static void
peek(void)
{
	struct script *script = script_begin();
	const u8 *data;

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 100});
	CHECK_EQUAL(net_received(script->socket, 40, &data), 60);
	CHECK_EQUAL(data[0], script_byte(41));
	CHECK_EQUAL(net_received(script->socket, 100, &data), -EAGAIN);
	CHECK_EQUAL(user_reads(script), 100);
	script_end(script);
}

static void
blocked_interface(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	script->host->frames_left = 2;
	user_writes(script, 5 * MSS);
	CHECK_EQUAL(take_all(script), 2);
	/* A driver that is away for seconds: nothing was lost, and nothing is taken for lost. */
	pass(script, 150 * MS_US);
	give(script, (struct seg){.seq = 1, .ack = 1 + 2 * MSS});
	pass(script, 5 * SECOND_US);
	CHECK_EQUAL(take_all(script), 0);
	CHECK(script_tcp(script)->cwnd >= 10 * MSS);
	script->host->frames_left = UINT32_MAX;
	net_link_ready(script->host->interface);
	world_settle(script->world);
	take_data(script, 1 + 2 * MSS, MSS);
	CHECK_EQUAL(take_all(script), 2);
	CHECK_EQUAL(script_tcp(script)->retransmitted, 0);
	script_end(script);
}

static void
writable_again(void)
{
	struct script *script = script_begin();
	u8 *space;

	script_connect_plain(script);
	user_writes(script, TCP_BUFFER_DEFAULT);
	CHECK_EQUAL(net_send_space(script->socket, &space), -EAGAIN);
	CHECK_EQUAL(net_events(script->socket), 0);
	take_all(script);
	script->host->socket_changes = 0;
	give(script, (struct seg){.seq = 1, .ack = 1 + MSS});
	CHECK_EQUAL(script->host->socket_changes, 0); /* room for little is not worth a wake-up */
	CHECK_EQUAL(net_send_space(script->socket, &space), MSS);
	give(script, (struct seg){.seq = 1, .ack = script_tcp(script)->snd_max - script->own_iss});
	pass(script, MS_US);
	give(script, (struct seg){.seq = 1, .ack = script_tcp(script)->snd_max - script->own_iss});
	CHECK_EQUAL(net_events(script->socket), NET_WRITABLE);
	CHECK_EQUAL(script->host->socket_changes, 1);
	script_end(script);
}

static void
buffers_can_grow(void)
{
	struct script *script = script_begin();
	const struct tcp *tcp;
	u32 size;

	script_connect_plain(script);
	user_writes(script, 60000);
	take_all(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 700});
	CHECK_EQUAL(net_set_option(script->socket, NET_OPTION_SEND_BUFFER, 200000), 0);
	CHECK_EQUAL(net_set_option(script->socket, NET_OPTION_RECEIVE_BUFFER, 200000), 0);
	CHECK_EQUAL(net_get_option(script->socket, NET_OPTION_SEND_BUFFER, &size), 0);
	CHECK_EQUAL(size, 256 * 1024);
	user_writes(script, 60000);
	CHECK_EQUAL(net_get_option(script->socket, NET_OPTION_UNSENT, &size), 0);
	CHECK_EQUAL(size, 120000);
	CHECK_EQUAL(user_reads(script), 700);
	/* Smaller than what is in it: as small as can be. */
	CHECK_EQUAL(net_set_option(script->socket, NET_OPTION_SEND_BUFFER, 1), 0);
	CHECK_EQUAL(net_get_option(script->socket, NET_OPTION_SEND_BUFFER, &size), 0);
	CHECK_EQUAL(size, 128 * 1024);
	/* All of it is still there, byte for byte (take checks them). */
	tcp = script_tcp(script);
	for (u32 i = 0; i < 200 && tcp->snd_una != tcp->snd_end; i++) {
		take_all(script);
		give(script, (struct seg){.seq = 701, .ack = tcp->snd_max - script->own_iss});
	}
	CHECK_EQUAL(tcp->snd_una - script->own_iss, 120001);
	script_end(script);
}

const struct test tcp_flow_tests[] = {
	{"every second segment is acknowledged, a single one within 40 ms",
	 delayed_acknowledgement},
	{"an acknowledgement rides on data that goes anyway", acknowledgement_rides_on_data},
	{"small segments wait until nothing is under way (Nagle)", nagle},
	{"with NO_DELAY they don't", no_delay},
	{"a closed window is probed with doubled delays for as long as the peer answers",
	 closed_window_is_probed},
	{"a probe that is accepted counts", probe_is_accepted},
	{"a peer that closes its window and falls silent is given up", silent_closed_window},
	{"a user's time-out bounds a closed window, too", user_limits_closed_window},
	{"a FIN without data goes into a closed window, and again", lone_fin_into_closed_window},
	{"a small window is not filled while more may come", silly_window_of_the_peer},
	{"a window is announced when it has grown by a segment, and never shrinks",
	 silly_window_of_ours},
	{"data out of order waits in its place, told by SACK, latest first", out_of_order},
	{"segments that overlap are put together", overlapping},
	{"data that comes twice is told by a duplicate SACK", repeated_data_is_reported},
	{"islands beyond a gap are bounded, and all data arrives still", too_many_islands},
	{"what lies beyond the window is cut off", beyond_the_window},
	{"received data can be looked at from any offset", peek},
	{"an interface without room stops output, and nothing is taken for lost",
	 blocked_interface},
	{"a writer is told when a quarter of the buffer is free", writable_again},
	{"buffers change their size with data in them", buffers_can_grow},
	{0},
};
