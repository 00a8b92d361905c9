/* What strangers send, and what routers say: RFC 5961, RFC 5927, RFC 1191, keep-alive. */
#include "tcp_script.h"
#include "tests.h"

#define MSS SCRIPT_MSS

static void
reset_must_be_exact(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1 + TCP_BUFFER_DEFAULT, .flags = TCP_RST}); /* outside */
	give(script, (struct seg){.seq = 0, .flags = TCP_RST});
	take_nothing(script);
	give(script, (struct seg){.seq = 2, .flags = TCP_RST}); /* within */
	take_ack(script, 1);
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	give(script, (struct seg){.seq = 1, .flags = TCP_RST});
	CHECK_EQUAL(script_state(script), NET_TCP_CLOSED);
	script_end(script);
}

static void
syn_is_challenged(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	give(script, (struct seg){.seq = 0, .flags = TCP_SYN});
	take_ack(script, 1);
	give(script, (struct seg){.seq = 500, .flags = TCP_SYN});
	take_ack(script, 1);
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	script_end(script);
}

static void
absurd_acknowledgements(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 100);
	take_all(script);
	give(script, (struct seg){.seq = 1, .ack = 102, .length = 10}); /* never sent */
	take_ack(script, 1);
	give(script, (struct seg){.seq = 1, .ack = 1 - 70000u, .length = 10}); /* too old */
	take_ack(script, 1);
	CHECK_EQUAL(user_reads(script), 0);
	give(script, (struct seg){.seq = 1, .flags = TCP_PSH, .length = 10}); /* none */
	take_nothing(script);
	CHECK_EQUAL(user_reads(script), 0);
	script_end(script);
}

static void
challenges_are_bounded(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	for (u32 i = 0; i < 1000; i++)
		give(script, (struct seg){.seq = 2 + i, .flags = i % 2 ? TCP_RST : TCP_SYN});
	CHECK_EQUAL(take_all(script), 10);
	pass(script, SECOND_US);
	give(script, (struct seg){.seq = 2, .flags = TCP_RST});
	take_ack(script, 1);
	script_end(script);
}

static void
tiny_segment_size(void)
{
	struct script *script = script_begin();

	script_connect(script, (struct seg){.mss = 1});
	user_writes(script, 1000);
	take_data(script, 1, TCP_MSS_MIN);
	script_end(script);
}

static void
bad_checksum(void)
{
	struct script *script = script_begin();
	u64 bad;

	script_connect_plain(script);
	bad = net_statistics(script->host->net)->tcp_bad;
	script->spoils_checksum = 1;
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 100});
	give(script, (struct seg){.seq = 1, .ack = 1, .flags = TCP_RST});
	CHECK_EQUAL(net_statistics(script->host->net)->tcp_bad - bad, 2);
	script->spoils_checksum = 0;
	CHECK_EQUAL(user_reads(script), 0);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 100});
	CHECK_EQUAL(user_reads(script), 100);
	script_end(script);
}

static void
icmp(struct script *script, s32 error, u32 mtu, u32 sequence)
{
	u8 quoted[8];
	struct icmp_error told = {
		.source = script->local.ip,
		.destination = script->peer.ip,
		.error = error,
		.mtu = mtu,
		.quoted = quoted,
		.length = sizeof(quoted),
	};

	put16(quoted, script->local.port);
	put16(quoted + 2, script->peer.port);
	put32(quoted + 4, script->own_iss + sequence);
	tcp_icmp_error(script->host->net, &told);
	world_settle(script->world);
}

static void
path_mtu(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 2 * MSS);
	CHECK_EQUAL(take_all(script), 2);
	icmp(script, -EMSGSIZE, 1000, 70000); /* of nothing that is under way */
	icmp(script, -EMSGSIZE, 9000, 1);     /* no news */
	take_nothing(script);
	icmp(script, -EMSGSIZE, 1000, 1);
	take_data(script, 1, 960);
	take_data(script, 961, 960);
	take_data(script, 1921, 960);
	take_data(script, 2881, 40);
	icmp(script, -EMSGSIZE, 68, 1);
	take_data(script, 1, TCP_PATH_MSS_MIN);
	script_end(script);
}

static void
unreachable_is_soft(void)
{
	struct script *script = script_begin();
	u8 *space;

	script_connect_plain(script);
	user_writes(script, 100);
	icmp(script, -EHOSTUNREACH, 0, 1);
	icmp(script, -ECONNREFUSED, 0, 1);
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	give(script, (struct seg){.seq = 1, .ack = 101});
	user_writes(script, 100);
	icmp(script, -EHOSTUNREACH, 0, 101);
	pass(script, 301 * (u64)SECOND_US);
	/* It says why, when nothing has arrived for long. */
	CHECK_EQUAL(net_send_space(script->socket, &space), -EHOSTUNREACH);
	script_end(script);
}

static void
unreachable_for_syn(void)
{
	struct script *script = script_begin();
	u8 *space;

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	take_all(script);
	icmp(script, -ENETUNREACH, 0, 0);
	CHECK_EQUAL(script_state(script), NET_TCP_SYN_SENT);
	pass(script, 16 * (u64)SECOND_US);
	CHECK_EQUAL(net_send_space(script->socket, &space), -ENETUNREACH);
	script->has_own_iss = 0;
	script->first = script->count;
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	icmp(script, -ECONNREFUSED, 0, 0);
	CHECK_EQUAL(net_send_space(script->socket, &space), -ECONNREFUSED);
	script_end(script);
}

static void
keep_alive(void)
{
	struct script *script = script_begin();
	const u8 *data;

	script_connect_plain(script);
	CHECK_EQUAL(net_set_option(script->socket, NET_OPTION_KEEP_ALIVE, 1), 0);
	pass(script, 7201 * (u64)SECOND_US);
	CHECK_EQUAL(take_ack(script, 1).seq, 0);
	give(script, (struct seg){.seq = 1, .ack = 1});
	pass(script, 7000 * (u64)SECOND_US);
	take_nothing(script);
	pass(script, (200 + 9 * 75 - 10) * (u64)SECOND_US);
	CHECK_EQUAL(take_all(script), 9);
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	pass(script, 20 * (u64)SECOND_US);
	take_flags(script, TCP_RST | TCP_ACK);
	CHECK_EQUAL(net_received(script->socket, 0, &data), -ETIMEDOUT);
	script_end(script);
}

static void
no_keep_alive(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	pass(script, 100000 * (u64)SECOND_US);
	take_nothing(script);
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	script_end(script);
}

static void
options_that_lie(void)
{
	static const u8 lies[][8] = {
		{2, 0}, {2, 1}, {5, 255}, {3}, {1, 1, 2, 40}, {5, 3, 9}, {4, 2, 2, 5, 5},
		{0xff, 0xff},
	};
	struct tcp_options options;

	for (u32 i = 0; i < ARRAY_LEN(lies); i++)
		for (u32 length = 0; length <= 8; length++) {
			tcp_options_read(&options, lies[i], length);
			CHECK_EQUAL(options.mss, 0);
			CHECK_EQUAL(options.sack_count, 0);
			CHECK(!options.has_window_shift);
		}
	/* A shift beyond 14 counts as 14 (RFC 7323, 2.3). */
	tcp_options_read(&options, (const u8[]){3, 3, 200, 2, 4, 5, 0xb4}, 7);
	CHECK_EQUAL(options.window_shift, 14);
	CHECK_EQUAL(options.mss, 1460);
}

const struct test tcp_guard_tests[] = {
	{"a reset counts with the exact number only, and is challenged within the window",
	 reset_must_be_exact},
	{"a SYN within a connection is challenged", syn_is_challenged},
	{"acknowledgements of what was never sent, or long ago, are refused",
	 absurd_acknowledgements},
	{"challenges are bounded to ten a second", challenges_are_bounded},
	{"a peer that wants tiny segments gets small ones", tiny_segment_size},
	{"a wrong checksum changes nothing", bad_checksum},
	{"a router's word of a smaller MTU shortens segments, within reason", path_mtu},
	{"unreachable is no reason to give up, but told at the end", unreachable_is_soft},
	{"a SYN that is refused or unreachable gives up early", unreachable_for_syn},
	{"keep-alive finds a peer that is gone, after two hours and nine probes", keep_alive},
	{"without keep-alive nothing is sent on an idle connection", no_keep_alive},
	{"options that lie about their lengths are not read beyond", options_that_lie},
	{0},
};
