/* How connections begin. */
#include "tcp_script.h"
#include "tests.h"

static void
syn_carries_options(void)
{
	struct script *script = script_begin();
	struct seg syn;

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	syn = take_flags(script, TCP_SYN);
	CHECK_EQUAL(syn.mss, SCRIPT_MSS);
	CHECK(syn.has_shift && syn.sack_permitted);
	CHECK_EQUAL(syn.window, 65535);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EALREADY);
	give(script, (struct seg){.flags = TCP_SYN | TCP_ACK, .ack = 1});
	CHECK_EQUAL(take_ack(script, 1).seq, 1);
	CHECK_EQUAL(net_events(script->socket), NET_WRITABLE);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EISCONN);
	script_end(script);
}

static void
answer_offers_what_was_offered(void)
{
	struct script *script = script_begin();
	struct seg answer;

	script_listen(script, 5);
	give(script, (struct seg){.flags = TCP_SYN, .mss = 1000});
	answer = take_flags(script, TCP_SYN | TCP_ACK);
	CHECK_EQUAL(answer.mss, SCRIPT_MSS);
	CHECK(!answer.has_shift && !answer.sack_permitted);
	give(script, (struct seg){.seq = 1, .ack = 1});
	CHECK_EQUAL(net_events(script->listener), NET_READABLE);
	script->socket = net_accept(script->listener, &(s32){0});
	user_writes(script, 3000);
	take_data(script, 1, 1000);
	script_end(script);
}

static void
simultaneous_open(void)
{
	struct script *script = script_begin();

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	take_flags(script, TCP_SYN);
	give(script, (struct seg){.flags = TCP_SYN, .mss = SCRIPT_MSS});
	CHECK_EQUAL(script_state(script), NET_TCP_SYN_RECEIVED);
	CHECK_EQUAL(take_flags(script, TCP_SYN | TCP_ACK).ack, 1);
	/* The peer has done the same; its own answer is out of the window, and answered. */
	give(script, (struct seg){.flags = TCP_SYN | TCP_ACK, .ack = 1});
	take_ack(script, 1);
	give(script, (struct seg){.seq = 1, .ack = 1});
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 10});
	CHECK_EQUAL(user_reads(script), 10);
	script_end(script);
}

static void
syn_is_repeated(void)
{
	static const u64 after_s[] = {0, 1, 3, 7, 15, 31, 63, 123};
	struct script *script = script_begin();
	u64 begin;
	u32 error;

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	begin = script->world->now_us;
	pass(script, 182 * (u64)SECOND_US);
	for (u32 i = 0; i < ARRAY_LEN(after_s); i++)
		CHECK_EQUAL(take_flags(script, TCP_SYN).at_us - begin, after_s[i] * SECOND_US);
	take_nothing(script);
	CHECK_EQUAL(net_events(script->socket), 0);
	pass(script, 2 * (u64)SECOND_US);
	CHECK(net_events(script->socket) & NET_ERROR);
	CHECK_EQUAL(net_get_option(script->socket, NET_OPTION_ERROR, &error), 0);
	CHECK_EQUAL(error, ETIMEDOUT);
	/* It may be tried again. */
	script->has_own_iss = 0;
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	take_flags(script, TCP_SYN);
	script_end(script);
}

static void
syn_is_refused(void)
{
	struct script *script = script_begin();
	u8 *space;

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	take_flags(script, TCP_SYN);
	give(script, (struct seg){.flags = TCP_RST | TCP_ACK, .ack = 2}); /* of something else */
	give(script, (struct seg){.flags = TCP_RST});
	CHECK_EQUAL(script_state(script), NET_TCP_SYN_SENT);
	CHECK_EQUAL(net_send_space(script->socket, &space), -EAGAIN);
	give(script, (struct seg){.flags = TCP_RST | TCP_ACK, .ack = 1});
	CHECK_EQUAL(net_send_space(script->socket, &space), -ECONNREFUSED);
	CHECK_EQUAL(net_send_space(script->socket, &space), -ENOTCONN);
	take_nothing(script);
	script_end(script);
}

static void
old_answer_is_reset(void)
{
	struct script *script = script_begin();

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	take_flags(script, TCP_SYN);
	give(script, (struct seg){.flags = TCP_SYN | TCP_ACK, .seq = 77, .ack = 1000});
	CHECK_EQUAL(take_flags(script, TCP_RST).seq, 1000);
	CHECK_EQUAL(script_state(script), NET_TCP_SYN_SENT);
	give(script, (struct seg){.flags = TCP_SYN | TCP_ACK, .ack = 1});
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	script_end(script);
}

static void
lost_answer_is_repeated(void)
{
	struct script *script = script_begin();
	struct seg syn = {.flags = TCP_SYN};
	u64 begin;

	script_listen(script, 5);
	give(script, syn);
	begin = take_flags(script, TCP_SYN | TCP_ACK).at_us;
	pass(script, 4 * (u64)SECOND_US);
	CHECK_EQUAL(take_flags(script, TCP_SYN | TCP_ACK).at_us - begin, SECOND_US);
	CHECK_EQUAL(take_flags(script, TCP_SYN | TCP_ACK).at_us - begin, 3 * SECOND_US);
	give(script, syn);
	take_flags(script, TCP_SYN | TCP_ACK);
	pass(script, 100 * (u64)SECOND_US);
	CHECK_EQUAL(take_all(script), 2);
	/* It was forgotten: what comes now belongs to nothing. */
	give(script, (struct seg){.seq = 1, .ack = 1});
	take_flags(script, TCP_RST);
	script_end(script);
}

static void
wrong_answer_to_listener(void)
{
	struct script *script = script_begin();

	script_listen(script, 5);
	give(script, (struct seg){.flags = TCP_SYN});
	take_flags(script, TCP_SYN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 2});
	CHECK_EQUAL(take_flags(script, TCP_RST).seq, 2);
	CHECK_EQUAL(net_events(script->listener), 0);
	give(script, (struct seg){.seq = 1 + TCP_BUFFER_DEFAULT, .ack = 1, .length = 10});
	take_ack(script, 1); /* beyond the window */
	CHECK_EQUAL(net_events(script->listener), 0);
	give(script, (struct seg){.seq = 5, .flags = TCP_RST}); /* not the exact number */
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 100});
	CHECK_EQUAL(net_events(script->listener), NET_READABLE);
	script->socket = net_accept(script->listener, &(s32){0});
	CHECK_EQUAL(user_reads(script), 100);
	script_end(script);
}

static void
reset_of_half_open(void)
{
	struct script *script = script_begin();

	script_listen(script, 5);
	give(script, (struct seg){.flags = TCP_SYN});
	take_flags(script, TCP_SYN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .flags = TCP_RST});
	pass(script, 5 * SECOND_US);
	take_nothing(script);
	script_end(script);
}

static void
backlog_bounds(void)
{
	struct script *script = script_begin();
	s32 error;
	struct net_socket *first;

	script_listen(script, 1);
	give(script, (struct seg){.flags = TCP_SYN});
	take_flags(script, TCP_SYN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 1});
	/* A second one is not answered until the first was accepted. */
	script->peer.port++;
	script->has_own_iss = 0;
	give(script, (struct seg){.flags = TCP_SYN});
	take_nothing(script);
	first = net_accept(script->listener, &error);
	CHECK(first != NULL);
	CHECK(net_accept(script->listener, &error) == NULL);
	CHECK_EQUAL(error, -EAGAIN);
	give(script, (struct seg){.flags = TCP_SYN});
	take_flags(script, TCP_SYN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 1});
	script->socket = net_accept(script->listener, &error);
	CHECK(script->socket != NULL);
	net_abort(first);
	script_end(script);
}

static void
syn_flood(void)
{
	struct script *script = script_begin();
	u64 held;

	script_listen(script, 5);
	held = script->host->bytes_held;
	for (u32 i = 0; i < 10000; i++)
		script_foreign_syn(script, (u16)(10000 + i));
	CHECK_EQUAL(script->host->bytes_held, held);
	/* Who answers within a round trip is not crowded out. */
	give(script, (struct seg){.flags = TCP_SYN});
	for (u32 i = 0; i < TCP_HALF_OPEN_MAX - 1; i++)
		script_foreign_syn(script, (u16)(30000 + i));
	take_flags(script, TCP_SYN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 1});
	script->socket = net_accept(script->listener, &(s32){0});
	CHECK(script->socket != NULL);
	/* A closed listener forgets them all. */
	net_close(script->listener);
	script->listener = NULL;
	pass(script, 60 * (u64)SECOND_US);
	script_end(script);
}

static void
sequence_numbers_are_secret(void)
{
	struct script *script = script_begin();
	struct net *net = script->host->net;
	struct net_address local = {HOST_A, 1000}, peer = {HOST_B, 80};
	u32 first = tcp_initial_sequence(net, &local, &peer);
	u32 gaps[3];

	pass(script, 400);
	CHECK_EQUAL(tcp_initial_sequence(net, &local, &peer) - first, 100);
	for (u32 i = 0; i < ARRAY_LEN(gaps); i++) {
		u32 before = tcp_initial_sequence(net, &local, &peer);
		peer.port++;
		gaps[i] = tcp_initial_sequence(net, &local, &peer) - before;
	}
	CHECK(gaps[0] != gaps[1] && gaps[1] != gaps[2]);
	script_end(script);
}

static void
port_without_listener(void)
{
	struct script *script = script_begin();
	struct seg reset;

	script->local.port = 9;
	give(script, (struct seg){.flags = TCP_SYN, .length = 5});
	reset = take_flags(script, TCP_RST | TCP_ACK);
	CHECK_EQUAL(reset.ack, 6);
	give(script, (struct seg){.flags = TCP_RST});
	give(script, (struct seg){.flags = TCP_RST | TCP_ACK});
	take_nothing(script);
	script_end(script);
}

static void
fin_with_answer(void)
{
	struct script *script = script_begin();

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	take_flags(script, TCP_SYN);
	give(script, (struct seg){.flags = TCP_SYN | TCP_ACK | TCP_FIN, .ack = 1});
	CHECK_EQUAL(script_state(script), NET_TCP_CLOSE_WAIT);
	take_ack(script, 2);
	CHECK(net_events(script->socket) & NET_READABLE);
	script_end(script);
}

const struct test tcp_open_tests[] = {
	{"a SYN carries the segment size, the window's shift and SACK", syn_carries_options},
	{"the answer to a SYN offers only what that offered", answer_offers_what_was_offered},
	{"two sides that connect to each other at once get one connection", simultaneous_open},
	{"a SYN is repeated with doubled delays and given up after three minutes", syn_is_repeated},
	{"a refused connection says so once, and only an exact reset refuses", syn_is_refused},
	{"an answer to an older SYN is reset, and the connection still made", old_answer_is_reset},
	{"a listener repeats its answer a few times and forgets", lost_answer_is_repeated},
	{"a listener takes only the acknowledgement of its own number", wrong_answer_to_listener},
	{"a reset ends what a listener has half open", reset_of_half_open},
	{"a listener whose queue is full lets SYNs wait", backlog_bounds},
	{"10,000 SYNs take no memory, and a real peer still gets through", syn_flood},
	{"sequence numbers begin with a clock behind a secret", sequence_numbers_are_secret},
	{"a port without listener answers with a reset, but never to one", port_without_listener},
	{"a FIN that comes with the answer to a SYN counts", fin_with_answer},
	{0},
};
