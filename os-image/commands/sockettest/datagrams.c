/* Datagrams, and raw packets. */
#include "sockettest.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#define UDP_MAX 65507u /* what an IP packet has room for: RFC 768, RFC 791 */
#define LARGE 20000u   /* goes in fragments */

static char text[64];

static ssize_t
send_to(int fd, unsigned port, const void *data, size_t length)
{
	struct sockaddr_in name = local_at(port);

	return sendto(fd, data, length, 0, (struct sockaddr *)&name, sizeof(name));
}

static void
a_datagram_tells_its_sender_who_can_be_answered(void)
{
	int server = bound_socket(SOCK_DGRAM);
	int client = new_socket(SOCK_DGRAM);
	struct sockaddr_in from;
	socklen_t size = sizeof(from);

	CHECK(send_to(client, port_of(server), "question", 8) == 8);
	CHECK(recvfrom(server, text, sizeof(text), 0, (struct sockaddr *)&from, &size) == 8);
	CHECK(size == sizeof(from) && ntohs(from.sin_port) == port_of(client));
	CHECK(ntohl(from.sin_addr.s_addr) == INADDR_LOOPBACK);
	CHECK(sendto(server, "answer", 6, 0, (struct sockaddr *)&from, size) == 6);
	CHECK(recv(client, text, sizeof(text), 0) == 6);
}

static void
datagrams_keep_their_bounds(void)
{
	int server = bound_socket(SOCK_DGRAM);
	int client = new_socket(SOCK_DGRAM);

	CHECK(send_to(client, port_of(server), "abcdef", 6) == 6);
	CHECK(send_to(client, port_of(server), "", 0) == 0);
	CHECK(send_to(client, port_of(server), "gh", 2) == 2);
	CHECK(recv(server, text, 3, MSG_PEEK | MSG_TRUNC) == 6);
	CHECK(recv(server, text, 3, 0) == 3 && memcmp(text, "abc", 3) == 0);
	CHECK(recv(server, text, sizeof(text), 0) == 0);
	CHECK(recv(server, text, sizeof(text), 0) == 2);
	CHECK_FAILS(recv(server, text, sizeof(text), MSG_DONTWAIT), EAGAIN);
}

static void
a_connected_socket_hears_its_peer_alone(void)
{
	int own = bound_socket(SOCK_DGRAM);
	int peer = bound_socket(SOCK_DGRAM);
	int stranger = new_socket(SOCK_DGRAM);
	struct sockaddr nobody = {.sa_family = AF_UNSPEC};

	CHECK(connect_to(own, port_of(peer)) == 0);
	CHECK(send_to(stranger, port_of(own), "stranger", 8) == 8);
	CHECK(send_to(peer, port_of(own), "peer", 4) == 4);
	CHECK(recv(own, text, sizeof(text), 0) == 4 && memcmp(text, "peer", 4) == 0);
	CHECK(send(own, "x", 1, 0) == 1 && recv(peer, text, sizeof(text), 0) == 1);
	CHECK(connect(own, &nobody, sizeof(struct sockaddr_in)) == 0);
	CHECK(send_to(stranger, port_of(own), "heard", 5) == 5);
	CHECK(recv(own, text, sizeof(text), 0) == 5);
	CHECK_FAILS(send(own, "x", 1, 0), EDESTADDRREQ);
}

static void
what_nobody_takes_is_told_to_who_is_connected(void)
{
	int closed = bound_socket(SOCK_DGRAM);
	int fd = new_socket(SOCK_DGRAM);

	CHECK(connect_to(fd, port_of(closed)) == 0);
	CHECK(close(closed) == 0);
	CHECK(send(fd, "x", 1, 0) == 1);
	CHECK(events_of(fd, POLLIN, -1) & POLLERR);
	CHECK_FAILS(recv(fd, text, 1, 0), ECONNREFUSED);
	CHECK_FAILS(recv(fd, text, 1, MSG_DONTWAIT), EAGAIN);
}

static void
a_datagram_has_a_largest_size(void)
{
	static u8 data[UDP_MAX + 1], received[UDP_MAX];
	int server = bound_socket(SOCK_DGRAM);
	int client = new_socket(SOCK_DGRAM);

	CHECK_FAILS(send_to(client, port_of(server), data, sizeof(data)), EMSGSIZE);
	for (u32 i = 0; i < LARGE; i++)
		data[i] = (u8)(i * 13);
	CHECK(send_to(client, port_of(server), data, LARGE) == (ssize_t)LARGE);
	CHECK(recv(server, received, sizeof(received), 0) == (ssize_t)LARGE);
	CHECK(memcmp(received, data, LARGE) == 0);
}

static void
what_is_not_fetched_is_lost_in_the_end_and_holds_up_nobody(void)
{
	enum { MANY = 400 };
	int server = bound_socket(SOCK_DGRAM);
	int client = new_socket(SOCK_DGRAM);
	char data[500] = {0};
	int received = 0;

	for (int i = 0; i < MANY; i++)
		CHECK(send_to(client, port_of(server), data, sizeof(data)) == sizeof(data));
	while (recv(server, data, sizeof(data), MSG_DONTWAIT) > 0)
		received++;
	CHECK(errno == EAGAIN && received > 0 && received < MANY);
	CHECK(send_to(client, port_of(server), "x", 1) == 1);
	CHECK(recv(server, data, sizeof(data), 0) == 1);
}

static void
a_port_is_one_sockets(void)
{
	int first = bound_socket(SOCK_DGRAM);
	struct sockaddr_in name = local_at(port_of(first));
	int stream = new_socket(SOCK_STREAM);

	CHECK_FAILS(bind(new_socket(SOCK_DGRAM), (struct sockaddr *)&name, sizeof(name)),
		    EADDRINUSE);
	CHECK(bind(stream, (struct sockaddr *)&name, sizeof(name)) == 0);
}

static void
shutting_down_ends_sending_and_receiving(void)
{
	int own = bound_socket(SOCK_DGRAM);
	int peer = bound_socket(SOCK_DGRAM);

	CHECK(connect_to(own, port_of(peer)) == 0);
	CHECK(shutdown(own, SHUT_WR) == 0);
	CHECK_FAILS(send(own, "x", 1, 0), EPIPE);
	CHECK(shutdown(own, SHUT_RD) == 0);
	CHECK(recv(own, text, 1, 0) == 0);
}

const struct test datagram_tests[] = {
	{a_datagram_tells_its_sender_who_can_be_answered,
	 "a_datagram_tells_its_sender_who_can_be_answered"},
	{datagrams_keep_their_bounds, "datagrams_keep_their_bounds"},
	{a_connected_socket_hears_its_peer_alone, "a_connected_socket_hears_its_peer_alone"},
	{what_nobody_takes_is_told_to_who_is_connected,
	 "what_nobody_takes_is_told_to_who_is_connected"},
	{a_datagram_has_a_largest_size, "a_datagram_has_a_largest_size"},
	{what_is_not_fetched_is_lost_in_the_end_and_holds_up_nobody,
	 "what_is_not_fetched_is_lost_in_the_end_and_holds_up_nobody"},
	{a_port_is_one_sockets, "a_port_is_one_sockets"},
	{shutting_down_ends_sending_and_receiving, "shutting_down_ends_sending_and_receiving"},
	{NULL, NULL},
};

/* ---- raw packets, and what is root's ---- */

#define ECHO_REQUEST 8 /* RFC 792 */
#define ECHO_REPLY 0

struct echo {
	u8 type;
	u8 code;
	u16 checksum;
	u16 id;
	u16 number;
	char data[32];
};

/* RFC 1071 */
static u16
checksum(const void *data, size_t length)
{
	const u8 *bytes = data;
	u32 sum = 0;

	for (size_t i = 0; i + 1 < length; i += 2)
		sum += (u32)bytes[i] | (u32)bytes[i + 1] << 8;
	while (sum >> 16 != 0)
		sum = (sum & 0xffffu) + (sum >> 16);
	return (u16)~sum;
}

static void
a_raw_packet_is_answered(void)
{
	struct echo echo = {.type = ECHO_REQUEST, .id = 0x1234, .number = 7, .data = "anyone there?"};
	struct sockaddr_in name = local_at(0);
	int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	struct echo found;

	CHECK(fd >= 0);
	echo.checksum = checksum(&echo, sizeof(echo));
	CHECK(sendto(fd, &echo, sizeof(echo), 0, (struct sockaddr *)&name, sizeof(name)) ==
	      sizeof(echo));
	do
		CHECK(recv(fd, &found, sizeof(found), 0) == sizeof(found));
	while (found.type != ECHO_REPLY);
	CHECK(found.id == echo.id && found.number == echo.number);
	CHECK(memcmp(found.data, echo.data, sizeof(echo.data)) == 0);
}

static void
try_what_is_roots(void)
{
	struct sockaddr_in name = local_at(80);

	CHECK_FAILS(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), EPERM);
	CHECK_FAILS(bind(new_socket(SOCK_STREAM), (struct sockaddr *)&name, sizeof(name)), EACCES);
	name = local_at(8080);
	CHECK(bind(new_socket(SOCK_STREAM), (struct sockaddr *)&name, sizeof(name)) == 0);
}

static void
raw_packets_and_low_ports_are_roots(void)
{
	struct sockaddr_in name = local_at(80);

	as_user(try_what_is_roots);
	CHECK(bind(new_socket(SOCK_STREAM), (struct sockaddr *)&name, sizeof(name)) == 0);
}

const struct test raw_tests[] = {
	{a_raw_packet_is_answered, "a_raw_packet_is_answered"},
	{raw_packets_and_low_ports_are_roots, "raw_packets_and_low_ports_are_roots"},
	{NULL, NULL},
};
