/* How connections end. */
#include "tcp_script.h"
#include "tests.h"

static void
user_closes(struct script *script)
{
	net_close(script->socket);
	world_settle(script->world);
}

/* Sockets that the stack still has. */
static u32
sockets_left(const struct script *script)
{
	u32 count = 0;

	while (net_socket_at(script->host->net, count) != NULL)
		count++;
	return count;
}

static u32
first_state(const struct script *script)
{
	struct net_socket_info info;

	net_socket_info(net_socket_at(script->host->net, 0), &info);
	return info.state;
}

static void
close_and_time_wait(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_closes(script);
	CHECK_EQUAL(take_flags(script, TCP_FIN | TCP_ACK).seq, 1);
	CHECK_EQUAL(first_state(script), NET_TCP_FIN_WAIT_1);
	give(script, (struct seg){.seq = 1, .ack = 2});
	CHECK_EQUAL(first_state(script), NET_TCP_FIN_WAIT_2);
	give(script, (struct seg){.seq = 1, .ack = 2, .flags = TCP_FIN | TCP_ACK});
	take_ack(script, 2);
	CHECK_EQUAL(first_state(script), NET_TCP_TIME_WAIT);
	CHECK_EQUAL(script->host->bytes_held, sizeof(struct tcp)); /* the buffers are gone */
	/*
	 * The acknowledgement was lost: again, and the wait begins anew. A reset does not end
	 * it.
	 */
	pass(script, 50 * (u64)SECOND_US);
	give(script, (struct seg){.seq = 1, .ack = 2, .flags = TCP_FIN | TCP_ACK});
	take_ack(script, 2);
	give(script, (struct seg){.seq = 2, .flags = TCP_RST});
	pass(script, 59 * (u64)SECOND_US);
	CHECK_EQUAL(sockets_left(script), 1);
	pass(script, 2 * (u64)SECOND_US);
	CHECK_EQUAL(sockets_left(script), 0);
	take_nothing(script);
	script->socket = NULL;
	script_end(script);
}

static void
peer_closes_first(void)
{
	struct script *script = script_begin();
	const u8 *data;

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 50, .flags = TCP_FIN | TCP_ACK});
	take_ack(script, 52);
	CHECK_EQUAL(script_state(script), NET_TCP_CLOSE_WAIT);
	CHECK_EQUAL(net_events(script->socket), NET_READABLE | NET_WRITABLE);
	CHECK_EQUAL(user_reads(script), 50);
	CHECK_EQUAL(net_received(script->socket, 0, &data), 0);
	/* This side may still send. */
	user_writes(script, 70);
	take_data(script, 1, 70);
	user_closes(script);
	CHECK_EQUAL(take_flags(script, TCP_FIN | TCP_ACK).seq, 71);
	CHECK_EQUAL(first_state(script), NET_TCP_LAST_ACK);
	give(script, (struct seg){.seq = 52, .ack = 72});
	CHECK_EQUAL(sockets_left(script), 0);
	script->socket = NULL;
	script_end(script);
}

static void
half_close(void)
{
	struct script *script = script_begin();
	u8 *space;

	script_connect_plain(script);
	CHECK_EQUAL(net_shutdown(script->socket, NET_SHUT_SEND), 0);
	world_settle(script->world);
	take_flags(script, TCP_FIN | TCP_ACK);
	CHECK_EQUAL(net_send_space(script->socket, &space), -EPIPE);
	give(script, (struct seg){.seq = 1, .ack = 2});
	/* For as long as the user wants: here an hour. */
	pass(script, 3600 * (u64)SECOND_US);
	give(script, (struct seg){.seq = 1, .ack = 2, .length = 1000});
	CHECK_EQUAL(user_reads(script), 1000);
	give(script, (struct seg){.seq = 1001, .ack = 2, .length = 10, .flags = TCP_FIN | TCP_ACK});
	CHECK_EQUAL(user_reads(script), 10);
	CHECK_EQUAL(script_state(script), NET_TCP_TIME_WAIT);
	CHECK_EQUAL(net_events(script->socket), NET_READABLE | NET_WRITABLE | NET_HANGUP);
	pass(script, 61 * (u64)SECOND_US);
	CHECK_EQUAL(script_state(script), NET_TCP_CLOSED);
	CHECK_EQUAL(sockets_left(script), 1); /* until its user closes it */
	script_end(script);
}

static void
simultaneous_close(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_closes(script);
	take_flags(script, TCP_FIN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 1, .flags = TCP_FIN | TCP_ACK});
	CHECK_EQUAL(first_state(script), NET_TCP_CLOSING);
	take_ack(script, 2);
	give(script, (struct seg){.seq = 2, .ack = 2});
	CHECK_EQUAL(first_state(script), NET_TCP_TIME_WAIT);
	script->socket = NULL;
	script_end(script);
}

static void
fin_is_repeated(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 100);
	user_closes(script);
	take_data(script, 1, 100);
	take_flags(script, TCP_FIN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 101});
	pass(script, 250 * MS_US);
	CHECK_EQUAL(take_flags(script, TCP_FIN | TCP_ACK).seq, 101);
	/* Nobody is left who could give up: the stack does. */
	pass(script, 61 * (u64)SECOND_US);
	CHECK_EQUAL(sockets_left(script), 0);
	script->socket = NULL;
	script_end(script);
}

static void
fin_before_its_turn(void)
{
	struct script *script = script_begin();

	script_connect_sack(script);
	give(script, (struct seg){.seq = 101, .ack = 1, .length = 100, .flags = TCP_FIN | TCP_ACK});
	take_ack(script, 1);
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 100});
	take_ack(script, 202);
	CHECK_EQUAL(script_state(script), NET_TCP_CLOSE_WAIT);
	CHECK_EQUAL(user_reads(script), 200);
	script_end(script);
}

static void
unread_data_resets(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 100});
	user_closes(script);
	CHECK_EQUAL(take_flags(script, TCP_RST | TCP_ACK).seq, 1);
	CHECK_EQUAL(sockets_left(script), 0);
	script->socket = NULL;
	script_end(script);
}

static void
data_for_nobody_resets(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_closes(script);
	take_flags(script, TCP_FIN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 2, .length = 10});
	CHECK_EQUAL(take_flags(script, TCP_RST | TCP_ACK).seq, 2);
	CHECK_EQUAL(sockets_left(script), 0);
	script->socket = NULL;
	script_end(script);
}

static void
shut_receiving_discards(void)
{
	struct script *script = script_begin();
	const u8 *data;

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 100});
	CHECK_EQUAL(net_shutdown(script->socket, NET_SHUT_RECEIVE), 0);
	CHECK_EQUAL(net_received(script->socket, 0, &data), 0);
	for (u32 i = 0; i < 100; i++)
		give(script, (struct seg){.seq = 101 + i * 1000, .ack = 1, .length = 1000});
	CHECK_EQUAL(net_received(script->socket, 0, &data), 0);
	pass(script, 50 * MS_US);
	CHECK_EQUAL(script->taken[script->count - 1].ack, 100101);
	script_end(script);
}

static void
closed_in_fin_wait_2(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_closes(script);
	give(script, (struct seg){.seq = 1, .ack = 2});
	pass(script, 59 * (u64)SECOND_US);
	CHECK_EQUAL(sockets_left(script), 1);
	pass(script, 2 * (u64)SECOND_US);
	CHECK_EQUAL(sockets_left(script), 0);
	script->socket = NULL;
	script_end(script);
}

static void
closed_with_slow_reader(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	user_writes(script, 50000);
	user_closes(script);
	/* A peer that takes a byte every 30 s keeps nothing alive for ever. */
	for (u32 i = 1; i < 10; i++) {
		pass(script, 29 * (u64)SECOND_US);
		CHECK_EQUAL(sockets_left(script), 1);
		give(script, (struct seg){.seq = 1, .ack = 1 + i, .window = 10});
	}
	pass(script, 60 * (u64)SECOND_US);
	CHECK_EQUAL(sockets_left(script), 0);
	script->socket = NULL;
	script_end(script);
}

static void
reset_by_peer(void)
{
	struct script *script = script_begin();
	const u8 *data;

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 10});
	give(script, (struct seg){.seq = 11, .flags = TCP_RST});
	CHECK(net_events(script->socket) & NET_ERROR);
	CHECK_EQUAL(net_received(script->socket, 0, &data), -ECONNRESET);
	CHECK_EQUAL(net_received(script->socket, 0, &data), 0);
	CHECK_EQUAL(script->host->bytes_held, sizeof(struct tcp));
	take_nothing(script);
	script_end(script);
}

static void
reset_after_fin(void)
{
	struct script *script = script_begin();
	const u8 *data;

	script_connect_plain(script);
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 10, .flags = TCP_FIN | TCP_ACK});
	give(script, (struct seg){.seq = 12, .flags = TCP_RST});
	CHECK_EQUAL(net_received(script->socket, 0, &data), -ECONNRESET);
	CHECK_EQUAL(net_received(script->socket, 0, &data), 0);
	script_end(script);
}

static void
abort_resets(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	net_abort(script->socket);
	take_flags(script, TCP_RST | TCP_ACK);
	CHECK_EQUAL(sockets_left(script), 0);
	script->socket = NULL;
	script_end(script);
}

static void
time_wait_is_reused(void)
{
	struct script *script = script_begin();

	script_listen(script, 5);
	script_accept(script);
	user_closes(script);
	take_flags(script, TCP_FIN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 2, .flags = TCP_FIN | TCP_ACK});
	take_ack(script, 2);
	/* An old SYN is none; a newer one begins a connection. */
	give(script, (struct seg){.seq = 0, .flags = TCP_SYN});
	take_ack(script, 2);
	CHECK_EQUAL(sockets_left(script), 2);
	script->has_own_iss = 0;
	script->peer_iss += 1000;
	script_accept(script);
	CHECK_EQUAL(sockets_left(script), 2);
	script_end(script);
}

static void
full_table_takes_time_wait(void)
{
	struct script *script = script_begin();
	struct net_socket *sockets[NET_SOCKETS_MAX];
	s32 error;

	script_connect_plain(script);
	user_closes(script);
	take_flags(script, TCP_FIN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 2, .flags = TCP_FIN | TCP_ACK});
	for (u32 i = 0; i < NET_SOCKETS_MAX; i++) {
		sockets[i] = net_socket(script->host->net, NET_STREAM, 0, &error);
		CHECK(sockets[i] != NULL);
	}
	CHECK(net_socket(script->host->net, NET_STREAM, 0, &error) == NULL);
	CHECK_EQUAL(error, -ENFILE);
	for (u32 i = 0; i < NET_SOCKETS_MAX; i++)
		net_close(sockets[i]);
	script->socket = NULL;
	script_end(script);
}

static void
full_table_takes_fin_wait_2(void)
{
	struct script *script = script_begin();
	struct net_socket *sockets[NET_SOCKETS_MAX];
	s32 error;

	script_connect_plain(script);
	user_closes(script);
	take_flags(script, TCP_FIN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 2});
	for (u32 i = 0; i < NET_SOCKETS_MAX; i++) {
		sockets[i] = net_socket(script->host->net, NET_STREAM, 0, &error);
		CHECK(sockets[i] != NULL);
	}
	take_flags(script, TCP_RST | TCP_ACK);
	for (u32 i = 0; i < NET_SOCKETS_MAX; i++)
		net_close(sockets[i]);
	script->socket = NULL;
	script_end(script);
}

static void
address_goes(void)
{
	struct script *script = script_begin();
	const u8 *data;

	script_connect_plain(script);
	CHECK_EQUAL(net_set_interface_address(script->host->interface, IP_ANY, IP_ANY), 0);
	CHECK_EQUAL(net_received(script->socket, 0, &data), -ENETDOWN);
	CHECK_EQUAL(script_state(script), NET_TCP_CLOSED);
	script_end(script);
}

static void
listener_closes(void)
{
	struct script *script = script_begin();

	script_listen(script, 5);
	give(script, (struct seg){.flags = TCP_SYN});
	take_flags(script, TCP_SYN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 1});
	CHECK_EQUAL(sockets_left(script), 2);
	/* Nobody has accepted it, so nobody will ever. */
	net_close(script->listener);
	script->listener = NULL;
	take_flags(script, TCP_RST | TCP_ACK);
	CHECK_EQUAL(sockets_left(script), 0);
	script_end(script);
}

static void
no_memory(void)
{
	struct script *script = script_begin();

	script->socket = host_socket(script->host, NET_STREAM, 0);
	script->host->bytes_max = script->host->bytes_held + TCP_BUFFER_MIN;
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -ENOMEM);
	net_close(script->socket);
	script->socket = NULL;
	/* A listener's peer asks again. */
	script_listen(script, 5);
	give(script, (struct seg){.flags = TCP_SYN});
	take_flags(script, TCP_SYN | TCP_ACK);
	give(script, (struct seg){.seq = 1, .ack = 1});
	CHECK_EQUAL(net_events(script->listener), 0);
	script->host->bytes_max = UINT32_MAX;
	give(script, (struct seg){.seq = 1, .ack = 1, .length = 10});
	script->socket = net_accept(script->listener, &(s32){0});
	CHECK_EQUAL(user_reads(script), 10);
	script_end(script);
}

static void
little_memory(void)
{
	struct script *script = script_begin();
	struct seg syn, plain = {.flags = TCP_SYN | TCP_ACK, .ack = 1, .mss = SCRIPT_MSS};

	script->socket = host_socket(script->host, NET_STREAM, 0);
	/* Half of a buffer for the data to be sent, and half of what is left for what comes. */
	script->host->bytes_max = script->host->bytes_held + TCP_BUFFER_DEFAULT / 4 * 3 - 1;
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	world_settle(script->world);
	syn = take_flags(script, TCP_SYN);
	CHECK_EQUAL(syn.window, TCP_BUFFER_DEFAULT / 8);
	give(script, plain);
	take_ack(script, 1);
	for (u32 i = 0; i < 20; i++) {
		give(script, (struct seg){.seq = 1 + i * 1000, .ack = 1, .length = 1000});
		CHECK_EQUAL(user_reads(script), 1000);
	}
	script_end(script);
}

const struct test tcp_close_tests[] = {
	{"who closes first waits two segment lifetimes, and answers a repeated FIN",
	 close_and_time_wait},
	{"who closes last is done when its FIN is acknowledged", peer_closes_first},
	{"a side that has ended sending receives for as long as it likes", half_close},
	{"two FINs that cross end in CLOSING and TIME_WAIT", simultaneous_close},
	{"a FIN is repeated, for a bounded time when nobody is left", fin_is_repeated},
	{"a FIN before its turn waits for the data before it", fin_before_its_turn},
	{"closing with unread data resets", unread_data_resets},
	{"data for a closed socket is answered with a reset", data_for_nobody_resets},
	{"a side that has ended receiving acknowledges and discards", shut_receiving_discards},
	{"a closed socket waits a minute for the peer's FIN", closed_in_fin_wait_2},
	{"a slow reader can't keep a closed socket for ever", closed_with_slow_reader},
	{"a reset is told once and frees the buffers", reset_by_peer},
	{"so does one that comes after the peer's end", reset_after_fin},
	{"an abort resets the peer", abort_resets},
	{"a newer SYN takes over a connection in TIME_WAIT", time_wait_is_reused},
	{"a full table of sockets takes back one in TIME_WAIT", full_table_takes_time_wait},
	{"or one that waits for its peer's FIN, which is reset", full_table_takes_fin_wait_2},
	{"connections end with their address", address_goes},
	{"a listener that closes resets what nobody accepted", listener_closes},
	{"without memory for buffers nothing is opened, and a peer may ask again", no_memory},
	{"when memory is short a connection has smaller buffers", little_memory},
	{0},
};
