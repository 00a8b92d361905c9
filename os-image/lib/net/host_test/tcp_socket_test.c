/* What net.h promises of streams to their users, beyond what the course of a connection shows. */
#include "tcp_script.h"
#include "tests.h"

#define MSS SCRIPT_MSS

static s32
connect_to(struct script *script, ip_address ip, u16 port)
{
	struct net_address remote = {ip, port};

	return net_connect(script->socket, &remote);
}

static void
impossible_peers(void)
{
	struct script *script = script_begin();
	struct net_address own = {HOST_A, 4000};

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(connect_to(script, IP_ANY, 80), -EADDRNOTAVAIL);
	CHECK_EQUAL(connect_to(script, HOST_B, 0), -EADDRNOTAVAIL);
	CHECK_EQUAL(connect_to(script, IP_BROADCAST, 80), -ENETUNREACH);
	CHECK_EQUAL(connect_to(script, 0xe0000001u, 80), -ENETUNREACH);
	CHECK_EQUAL(connect_to(script, 0x08080808u, 80), -ENETUNREACH); /* no route */
	CHECK_EQUAL(net_bind(script->socket, &own), 0);
	CHECK_EQUAL(connect_to(script, HOST_A, 4000), -EADDRNOTAVAIL); /* itself */
	CHECK_EQUAL(script_state(script), NET_TCP_CLOSED);
	CHECK_EQUAL(script->host->bytes_held, sizeof(struct tcp));
	script_end(script);
}

static void
addresses_are_taken_once(void)
{
	struct script *script = script_begin();
	struct net_address own = {HOST_A, 4000};
	struct net_socket *other;

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_bind(script->socket, &own), 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	take_flags(script, TCP_SYN);
	give(script, (struct seg){.flags = TCP_SYN | TCP_ACK, .ack = 1});
	other = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_set_option(other, NET_OPTION_REUSE_ADDRESS, 1), 0);
	CHECK_EQUAL(net_bind(other, &own), 0);
	CHECK_EQUAL(net_connect(other, &script->peer), -EADDRNOTAVAIL);
	/* In TIME_WAIT the old one gives them up. */
	net_close(script->socket);
	world_settle(script->world);
	give(script, (struct seg){.seq = 1, .ack = 2, .flags = TCP_FIN | TCP_ACK});
	take_all(script);
	script->has_own_iss = 0;
	CHECK_EQUAL(net_connect(other, &script->peer), -EINPROGRESS);
	take_flags(script, TCP_SYN);
	script->socket = other;
	script_end(script);
}

static void
listeners_and_others(void)
{
	struct script *script = script_begin();
	const u8 *data;
	u8 *space;
	s32 error;

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_send_space(script->socket, &space), -ENOTCONN);
	CHECK_EQUAL(net_received(script->socket, 0, &data), -ENOTCONN);
	CHECK_EQUAL(net_shutdown(script->socket, NET_SHUT_SEND), -ENOTCONN);
	CHECK(net_accept(script->socket, &error) == NULL);
	CHECK_EQUAL(error, -EINVAL);
	/* A listener that was not bound gets a port. */
	CHECK_EQUAL(net_listen(script->socket, 1), 0);
	CHECK(script->socket->local.port != 0);
	CHECK_EQUAL(net_listen(script->socket, 1000), 0);
	CHECK_EQUAL(script_tcp(script)->backlog, TCP_BACKLOG_MAX);
	CHECK_EQUAL(net_received(script->socket, 0, &data), -ENOTCONN);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EISCONN);
	net_abort(script->socket);
	script->socket = NULL;
	script_connect_plain(script);
	CHECK_EQUAL(net_listen(script->socket, 1), -EINVAL);
	script_end(script);
}

static void
bound_is_not_listening(void)
{
	struct script *script = script_begin();
	struct net_address own = {HOST_A, 4000};

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_bind(script->socket, &own), 0);
	script->local.port = 4000;
	give(script, (struct seg){.flags = TCP_SYN});
	take_flags(script, TCP_RST | TCP_ACK);
	script_end(script);
}

static void
options_are_kept(void)
{
	static const struct {
		enum net_option option;
		u32 value, read;
	} options[] = {
		{NET_OPTION_KEEP_ALIVE, 7, 1},
		{NET_OPTION_NO_DELAY, 1, 1},
		{NET_OPTION_SEND_BUFFER, 5000, 8192},
		{NET_OPTION_SEND_BUFFER, 1, 4096},
		{NET_OPTION_RECEIVE_BUFFER, 0xffffffffu, 1024 * 1024},
		{NET_OPTION_USER_TIMEOUT, 1234, 1234},
		{NET_OPTION_KEEP_ALIVE, 0, 0},
	};
	struct script *script = script_begin();
	u32 value;

	script->socket = host_socket(script->host, NET_STREAM, 0);
	for (u32 i = 0; i < ARRAY_LEN(options); i++) {
		CHECK_EQUAL(net_set_option(script->socket, options[i].option, options[i].value), 0);
		CHECK_EQUAL(net_get_option(script->socket, options[i].option, &value), 0);
		CHECK_EQUAL(value, options[i].read);
	}
	CHECK_EQUAL(net_set_option(script->socket, NET_OPTION_UNREAD, 1), -ENOPROTOOPT);
	CHECK_EQUAL(net_set_option(script->socket, (enum net_option)99, 1), -ENOPROTOOPT);
	CHECK_EQUAL(net_get_option(script->socket, (enum net_option)99, &value), -ENOPROTOOPT);
	script_end(script);
}

static void
accepted_inherit(void)
{
	struct script *script = script_begin();
	u32 value;

	script_listen(script, 1);
	CHECK_EQUAL(net_set_option(script->listener, NET_OPTION_NO_DELAY, 1), 0);
	CHECK_EQUAL(net_set_option(script->listener, NET_OPTION_SEND_BUFFER, 8192), 0);
	CHECK_EQUAL(net_set_option(script->listener, NET_OPTION_USER_TIMEOUT, 99), 0);
	script_accept(script);
	CHECK_EQUAL(net_get_option(script->socket, NET_OPTION_NO_DELAY, &value), 0);
	CHECK_EQUAL(value, 1);
	CHECK_EQUAL(net_get_option(script->socket, NET_OPTION_SEND_BUFFER, &value), 0);
	CHECK_EQUAL(value, 8192);
	CHECK_EQUAL(net_get_option(script->socket, NET_OPTION_USER_TIMEOUT, &value), 0);
	CHECK_EQUAL(value, 99);
	CHECK(net_owner(script->socket) == NULL);
	script_end(script);
}

static void
accepted_in_order(void)
{
	struct script *script = script_begin();
	struct net_socket *first, *second;

	script_listen(script, 5);
	for (u32 i = 0; i < 2; i++) {
		give(script, (struct seg){.flags = TCP_SYN});
		give(script, (struct seg){.seq = 1, .ack = 1});
		script->peer.port++;
		script->has_own_iss = 0;
	}
	first = net_accept(script->listener, &(s32){0});
	second = net_accept(script->listener, &(s32){0});
	CHECK_EQUAL(first->remote.port, SCRIPT_PEER_PORT);
	CHECK_EQUAL(second->remote.port, SCRIPT_PEER_PORT + 1);
	net_abort(first);
	net_abort(second);
	script_end(script);
}

static void
counts_what_waits(void)
{
	struct script *script = script_begin();
	struct net_socket_info info;
	u32 value;

	script_connect_plain(script);
	user_writes(script, 3000);
	give(script, (struct seg){.seq = 1, .ack = 1001, .length = 500});
	CHECK_EQUAL(net_get_option(script->socket, NET_OPTION_UNREAD, &value), 0);
	CHECK_EQUAL(value, 500);
	CHECK_EQUAL(net_get_option(script->socket, NET_OPTION_UNSENT, &value), 0);
	CHECK_EQUAL(value, 2000);
	net_socket_info(script->socket, &info);
	CHECK_EQUAL(info.unread, 500);
	CHECK_EQUAL(info.unsent, 2000);
	CHECK(info.congestion_window >= 10 * MSS);
	CHECK_EQUAL(info.remote.ip, SCRIPT_PEER);
	script_end(script);
}

static void
batch_is_acknowledged_at_its_end(void)
{
	struct script *script = script_begin();

	script_connect_plain(script);
	script->is_batch = 1;
	for (u32 i = 0; i < 19; i++)
		give(script, (struct seg){.seq = 1 + i * 1000, .ack = 1, .length = 1000});
	/* Within it every eighth, for the sender's clock. */
	take_ack(script, 8001);
	take_ack(script, 16001);
	take_nothing(script);
	net_flush(script->host->net);
	take_ack(script, 19001);
	take_nothing(script);
	script_end(script);
}

static void
way_is_gone(void)
{
	struct script *script = script_begin();
	u8 *space;

	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_delete_neighbour(script->host->net, SCRIPT_PEER), 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	/* Nobody answers ARP: that is known long before a SYN's time is over. */
	pass(script, 20 * (u64)SECOND_US);
	CHECK_EQUAL(net_send_space(script->socket, &space), -EHOSTUNREACH);
	script_end(script);
}

const struct test tcp_socket_tests[] = {
	{"a stream connects to no impossible address", impossible_peers},
	{"two streams never have the same addresses, but one in TIME_WAIT gives them up",
	 addresses_are_taken_once},
	{"only a listener accepts, and only a connection sends and receives", listeners_and_others},
	{"a stream that is bound but does not listen refuses", bound_is_not_listening},
	{"options of streams are kept as far as they can be", options_are_kept},
	{"what comes from a listener has its options", accepted_inherit},
	{"connections are accepted in the order they came", accepted_in_order},
	{"what waits to be read and to be acknowledged is counted", counts_what_waits},
	{"a batch of segments is acknowledged at its end, and every eighth within",
	 batch_is_acknowledged_at_its_end},
	{"a peer whose neighbour does not answer is unreachable within seconds", way_is_gone},
	{0},
};
