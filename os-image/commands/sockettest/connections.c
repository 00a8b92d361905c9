/* Making connections: names, refusals, waiting, and many at once. */
#include "sockettest.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#define MANY 40
#define SMALL_BUFFER 4096 /* so that all of them find memory at the network server */

static char text[64];

/* A port where nobody listens: it was free a moment ago. */
static unsigned
closed_port(void)
{
	int fd = bound_socket(SOCK_STREAM);
	unsigned port = port_of(fd);

	CHECK(close(fd) == 0);
	return port;
}

static void
where_nobody_listens_connections_are_refused(void)
{
	CHECK_FAILS(connect_to(new_socket(SOCK_STREAM), closed_port()), ECONNREFUSED);
}

static void
a_refusal_is_told_to_one_who_did_not_wait(void)
{
	int fd = new_socket(SOCK_STREAM | SOCK_NONBLOCK);

	CHECK_FAILS(connect_to(fd, closed_port()), EINPROGRESS);
	CHECK(events_of(fd, POLLOUT, -1) & POLLERR);
	CHECK(number_of(fd, SOL_SOCKET, SO_ERROR) == ECONNREFUSED);
	CHECK(number_of(fd, SOL_SOCKET, SO_ERROR) == 0);
}

static void
a_connection_is_made_without_waiting_for_it(void)
{
	int listener = listening_socket(1);
	int fd = new_socket(SOCK_STREAM | SOCK_NONBLOCK);
	int accepted;

	CHECK_FAILS(connect_to(fd, port_of(listener)), EINPROGRESS);
	CHECK(events_of(fd, POLLOUT, -1) == POLLOUT);
	CHECK(number_of(fd, SOL_SOCKET, SO_ERROR) == 0);
	CHECK_FAILS(connect_to(fd, port_of(listener)), EISCONN);
	CHECK(events_of(listener, POLLIN, -1) == POLLIN);
	accepted = accept(listener, NULL, NULL);
	CHECK(accepted >= 0);
	send_all(fd, "x", 1);
	receive_all(accepted, text, 1);
}

static void
a_port_has_one_listener(void)
{
	int first = listening_socket(1);
	int second = new_socket(SOCK_STREAM);
	struct sockaddr_in name = local_at(port_of(first));

	CHECK_FAILS(bind(second, (struct sockaddr *)&name, sizeof(name)), EADDRINUSE);
	name.sin_addr.s_addr = htonl(0x01020304);
	name.sin_port = 0;
	CHECK_FAILS(bind(second, (struct sockaddr *)&name, sizeof(name)), EADDRNOTAVAIL);
	name = local_at(0);
	CHECK(bind(second, (struct sockaddr *)&name, sizeof(name)) == 0);
	CHECK_FAILS(bind(second, (struct sockaddr *)&name, sizeof(name)), EINVAL);
}

static void
a_server_that_comes_back_gets_its_port_again(void)
{
	struct sockaddr_in name;
	int ends[2];
	int again = new_socket(SOCK_STREAM);

	connected_pair(ends);
	name = local_at(port_of(ends[1]));
	CHECK(close(ends[1]) == 0);
	CHECK(recv(ends[0], text, 1, 0) == 0);
	CHECK(close(ends[0]) == 0);
	set_number(again, SOL_SOCKET, SO_REUSEADDR, 1);
	CHECK(bind(again, (struct sockaddr *)&name, sizeof(name)) == 0);
	CHECK(listen(again, 1) == 0);
	CHECK(connect_to(new_socket(SOCK_STREAM), ntohs(name.sin_port)) == 0);
}

static void
what_a_socket_can_not_do_is_told(void)
{
	int fd = new_socket(SOCK_STREAM);
	struct sockaddr_in name;
	socklen_t size = sizeof(name);

	CHECK_FAILS(recv(fd, text, 1, 0), ENOTCONN);
	CHECK(send(fd, text, 1, MSG_NOSIGNAL) == -1 && (errno == ENOTCONN || errno == EPIPE));
	CHECK_FAILS(getpeername(fd, (struct sockaddr *)&name, &size), ENOTCONN);
	CHECK_FAILS(shutdown(fd, SHUT_WR), ENOTCONN);
	CHECK_FAILS(shutdown(fd, 9), EINVAL);
	CHECK_FAILS(accept(fd, NULL, NULL), EINVAL);
	CHECK_FAILS(listen(new_socket(SOCK_DGRAM), 1), EOPNOTSUPP);
	CHECK_FAILS(accept(new_socket(SOCK_DGRAM), NULL, NULL), EOPNOTSUPP);
}

static int listener;

static void
connect_later(void)
{
	int fd = new_socket(SOCK_STREAM);

	usleep(50000);
	CHECK(connect_to(fd, port_of(listener)) == 0);
	send_all(fd, "hello", 5);
}

static void
accept_waits_for_a_connection_and_tells_of_whom(void)
{
	struct sockaddr_in peer = {0};
	socklen_t size = sizeof(peer);
	pid_t child;
	int fd;

	listener = listening_socket(1);
	child = start_child(connect_later);
	fd = accept(listener, (struct sockaddr *)&peer, &size);
	CHECK(fd >= 0 && size == sizeof(peer));
	CHECK(ntohl(peer.sin_addr.s_addr) == INADDR_LOOPBACK && peer.sin_port != 0);
	receive_all(fd, text, 5);
	wait_for_success(child);
}

static void
a_handler_interrupts_accept(void)
{
	struct sigaction action = {.sa_handler = on_signal_nothing};

	listener = listening_socket(1);
	CHECK(sigaction(SIGALRM, &action, NULL) == 0);
	alarm(1);
	CHECK_FAILS(accept(listener, NULL, NULL), EINTR);
	CHECK_FAILS((fcntl(listener, F_SETFL, O_NONBLOCK), accept(listener, NULL, NULL)), EAGAIN);
}

/* ---- many ---- */

static int
with_small_buffers(int fd)
{
	set_number(fd, SOL_SOCKET, SO_SNDBUF, SMALL_BUFFER);
	set_number(fd, SOL_SOCKET, SO_RCVBUF, SMALL_BUFFER);
	return fd;
}

static void
echo_to_all(void)
{
	struct pollfd clients[MANY];
	int ended = 0;

	for (int i = 0; i < MANY; i++) {
		clients[i] = (struct pollfd){.fd = accept(listener, NULL, NULL), .events = POLLIN};
		CHECK(clients[i].fd >= 0);
	}
	while (ended < MANY) {
		CHECK(poll(clients, MANY, -1) > 0);
		for (int i = 0; i < MANY; i++) {
			char data[64];
			ssize_t length;

			if (clients[i].fd < 0 || clients[i].revents == 0)
				continue;
			length = recv(clients[i].fd, data, sizeof(data), 0);
			CHECK(length >= 0);
			if (length > 0) {
				send_all(clients[i].fd, data, (size_t)length);
				continue;
			}
			CHECK(close(clients[i].fd) == 0);
			clients[i].fd = -1;
			ended++;
		}
	}
}

static void
one_process_serves_many_connections(void)
{
	int clients[MANY];
	pid_t server;

	listener = with_small_buffers(listening_socket(SOMAXCONN));
	server = start_child(echo_to_all);
	for (int i = 0; i < MANY; i++) {
		clients[i] = with_small_buffers(new_socket(SOCK_STREAM));
		CHECK(connect_to(clients[i], port_of(listener)) == 0);
	}
	for (int turn = 0; turn < 3; turn++) {
		for (int i = 0; i < MANY; i++)
			send_all(clients[i], &clients[i], sizeof(clients[i]));
		for (int i = 0; i < MANY; i++) {
			int echoed;

			receive_all(clients[i], &echoed, sizeof(echoed));
			CHECK(echoed == clients[i]);
		}
	}
	for (int i = 0; i < MANY; i++)
		CHECK(close(clients[i]) == 0);
	wait_for_success(server);
}

static int go[2];

/* More of them wait than requests can be held at the network server. */
static void
receive_from_self(void)
{
	int ends[2];
	char byte = 0;

	listener = with_small_buffers(listening_socket(1));
	ends[0] = with_small_buffers(new_socket(SOCK_STREAM));
	CHECK(connect_to(ends[0], port_of(listener)) == 0);
	ends[1] = accept(listener, NULL, NULL);
	CHECK(ends[1] >= 0);
	CHECK(write(go[1], "r", 1) == 1);
	alarm(1);
	(void)recv(ends[0], &byte, 1, 0);
	CHECK(errno == EINTR);
	send_all(ends[1], "x", 1);
	CHECK(recv(ends[0], &byte, 1, 0) == 1 && byte == 'x');
}

static void
many_processes_wait_at_once(void)
{
	struct sigaction action = {.sa_handler = on_signal_nothing};
	pid_t children[MANY];
	int ends[2];
	char byte;

	CHECK(pipe(go) == 0);
	CHECK(sigaction(SIGALRM, &action, NULL) == 0);
	for (int i = 0; i < MANY; i++)
		children[i] = start_child(receive_from_self);
	for (int i = 0; i < MANY; i++)
		CHECK(read(go[0], &byte, 1) == 1);
	connected_pair(ends);
	send_all(ends[0], "y", 1);
	receive_all(ends[1], &byte, 1);
	for (int i = 0; i < MANY; i++)
		wait_for_success(children[i]);
}

/* ---- greed ---- */

#define GREEDY_PAIRS 28 /* with buffers of the usual size their memory would be all that there is */
#define PIECE 20000u

static int hold[2];

static void
open_until_refused(void)
{
	int count = 0;

	/* Its descriptors are not to be what ends first. */
	for (int fd = STDERR_FILENO + 1; fd < OPEN_MAX; fd++)
		if (fd != go[1] && fd != hold[0])
			(void)close(fd);
	while (socket(AF_INET, SOCK_STREAM, 0) >= 0)
		count++;
	CHECK(errno == ENFILE && count > 0 && count < 2 * GREEDY_PAIRS);
	CHECK(write(go[1], "r", 1) == 1);
	CHECK(read(hold[0], &(char){0}, 1) == 0);
}

static void
take_all_that_a_user_gets(void)
{
	pid_t second;

	listener = listening_socket(SOMAXCONN);
	for (int i = 0; i < GREEDY_PAIRS; i++) {
		CHECK(connect_to(new_socket(SOCK_STREAM), port_of(listener)) == 0);
		CHECK(accept(listener, NULL, NULL) >= 0);
	}
	second = start_child(open_until_refused);
	CHECK(read(hold[0], &(char){0}, 1) == 0);
	wait_for_success(second);
}

static void
hold_all_as_user(void)
{
	CHECK(close(hold[1]) == 0);
	as_user(take_all_that_a_user_gets);
}

static void
a_user_can_not_take_all_sockets_nor_their_memory(void)
{
	static char sent[PIECE], received[PIECE];
	int ends[2];
	pid_t greedy;
	char byte;

	CHECK(pipe(go) == 0 && pipe(hold) == 0);
	greedy = start_child(hold_all_as_user);
	CHECK(read(go[0], &byte, 1) == 1);
	connected_pair(ends);
	memset(sent, 'g', sizeof(sent));
	for (size_t at = 0; at < sizeof(sent); at += sizeof(sent) / 10) {
		send_all(ends[0], sent + at, sizeof(sent) / 10);
		receive_all(ends[1], received + at, sizeof(received) / 10);
	}
	CHECK(memcmp(sent, received, sizeof(sent)) == 0);
	CHECK(close(hold[1]) == 0);
	wait_for_success(greedy);
}

const struct test connection_tests[] = {
	{where_nobody_listens_connections_are_refused,
	 "where_nobody_listens_connections_are_refused"},
	{a_refusal_is_told_to_one_who_did_not_wait, "a_refusal_is_told_to_one_who_did_not_wait"},
	{a_connection_is_made_without_waiting_for_it,
	 "a_connection_is_made_without_waiting_for_it"},
	{a_port_has_one_listener, "a_port_has_one_listener"},
	{a_server_that_comes_back_gets_its_port_again,
	 "a_server_that_comes_back_gets_its_port_again"},
	{what_a_socket_can_not_do_is_told, "what_a_socket_can_not_do_is_told"},
	{accept_waits_for_a_connection_and_tells_of_whom,
	 "accept_waits_for_a_connection_and_tells_of_whom"},
	{a_handler_interrupts_accept, "a_handler_interrupts_accept"},
	{one_process_serves_many_connections, "one_process_serves_many_connections"},
	{many_processes_wait_at_once, "many_processes_wait_at_once"},
	{a_user_can_not_take_all_sockets_nor_their_memory,
	 "a_user_can_not_take_all_sockets_nor_their_memory"},
	{NULL, NULL},
};
