/* Streams that are connected. */
#include "sockettest.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int ends[2];
static char text[64];

static void
bytes_go_both_ways(void)
{
	connected_pair(ends);
	send_all(ends[0], "question", 8);
	CHECK(write(ends[1], "answer", 6) == 6);
	receive_all(ends[1], text, 8);
	CHECK(memcmp(text, "question", 8) == 0);
	CHECK(read(ends[0], text, sizeof(text)) == 6 && memcmp(text, "answer", 6) == 0);
}

static void
both_ends_agree_on_their_names(void)
{
	struct sockaddr_in own, peer;
	socklen_t size = sizeof(own);

	connected_pair(ends);
	for (int i = 0; i < 2; i++) {
		CHECK(getsockname(ends[i], (struct sockaddr *)&own, &size) == 0);
		CHECK(getpeername(ends[1 - i], (struct sockaddr *)&peer, &size) == 0);
		CHECK(own.sin_port == peer.sin_port && own.sin_addr.s_addr == peer.sin_addr.s_addr);
		CHECK(ntohl(own.sin_addr.s_addr) == INADDR_LOOPBACK && own.sin_port != 0);
	}
}

static void
bytes_can_be_looked_at_and_waited_for(void)
{
	int waiting = 0;

	connected_pair(ends);
	send_all(ends[0], "abcdef", 6);
	CHECK(events_of(ends[1], POLLIN, -1) == POLLIN);
	CHECK(ioctl(ends[1], FIONREAD, &waiting) == 0 && waiting == 6);
	CHECK(recv(ends[1], text, 3, MSG_PEEK) == 3 && memcmp(text, "abc", 3) == 0);
	CHECK(recv(ends[1], text, 2, 0) == 2 && memcmp(text, "ab", 2) == 0);
	CHECK(recv(ends[1], text, sizeof(text), 0) == 4 && memcmp(text, "cdef", 4) == 0);
	CHECK_FAILS(recv(ends[1], text, 1, MSG_DONTWAIT), EAGAIN);
	CHECK(shutdown(ends[0], SHUT_WR) == 0);
	CHECK(recv(ends[1], text, 5, MSG_WAITALL) == 0);
}

static void
half_a_connection_can_end(void)
{
	connected_pair(ends);
	send_all(ends[0], "last", 4);
	CHECK(shutdown(ends[0], SHUT_WR) == 0);
	CHECK_FAILS(send(ends[0], "x", 1, MSG_NOSIGNAL), EPIPE);
	receive_all(ends[1], text, 4);
	CHECK(recv(ends[1], text, 1, 0) == 0);
	CHECK(recv(ends[1], text, 1, 0) == 0);
	send_all(ends[1], "still here", 10);
	receive_all(ends[0], text, 10);
	CHECK(memcmp(text, "still here", 10) == 0);
	CHECK(close(ends[1]) == 0);
	CHECK(recv(ends[0], text, 1, 0) == 0);
}

static void
poll_tells_of_data_room_and_ends(void)
{
	connected_pair(ends);
	CHECK(events_of(ends[0], POLLIN | POLLOUT, -1) == POLLOUT);
	CHECK(events_of(ends[0], POLLIN, 20) == 0);
	send_all(ends[1], "x", 1);
	CHECK(events_of(ends[0], POLLIN, -1) == POLLIN);
	CHECK(recv(ends[0], text, 1, 0) == 1);
	CHECK(shutdown(ends[1], SHUT_WR) == 0);
	CHECK(events_of(ends[0], POLLIN, -1) == POLLIN);
	CHECK(shutdown(ends[0], SHUT_WR) == 0);
	CHECK(events_of(ends[0], POLLIN, -1) & POLLHUP);
}

static void
without_a_reader_a_writer_finds_no_room_in_the_end(void)
{
	char data[8192] = {0};
	u32 sent = 0;
	u32 received = 0;
	ssize_t length;

	connected_pair(ends);
	CHECK(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
	while ((length = send(ends[0], data, sizeof(data), 0)) > 0)
		sent += (u32)length;
	CHECK(errno == EAGAIN && sent > 0);
	CHECK(events_of(ends[0], POLLOUT, 0) == 0);
	while (received < sent) {
		length = recv(ends[1], data, sizeof(data), 0);
		CHECK(length > 0);
		received += (u32)length;
	}
	CHECK(events_of(ends[0], POLLOUT, -1) == POLLOUT);
}

static void
a_handler_interrupts_receiving(void)
{
	struct sigaction action = {.sa_handler = on_signal_nothing};

	connected_pair(ends);
	CHECK(sigaction(SIGALRM, &action, NULL) == 0);
	alarm(1);
	CHECK_FAILS(recv(ends[0], text, 1, 0), EINTR);
	send_all(ends[1], "x", 1);
	CHECK(recv(ends[0], text, 1, 0) == 1);
}

static void
a_peer_that_closes_in_anger_resets(void)
{
	struct linger linger = {1, 0};

	connected_pair(ends);
	CHECK(setsockopt(ends[1], SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) == 0);
	CHECK(close(ends[1]) == 0);
	CHECK(events_of(ends[0], POLLIN, -1) & POLLERR);
	CHECK_FAILS(recv(ends[0], text, 1, 0), ECONNRESET);
	CHECK_FAILS(send(ends[0], "x", 1, MSG_NOSIGNAL), EPIPE);
	CHECK(recv(ends[0], text, 1, 0) == 0);
}

static volatile int pipe_signals;

static void
note_sigpipe(int signal)
{
	(void)signal;
	pipe_signals++;
}

/* What is written first comes back as a reset; what is written then has nowhere to go. */
static void
writing_to_one_who_is_gone_is_epipe_and_sigpipe(void)
{
	struct sigaction action = {.sa_handler = note_sigpipe};

	connected_pair(ends);
	CHECK(sigaction(SIGPIPE, &action, NULL) == 0);
	CHECK(close(ends[1]) == 0);
	CHECK(recv(ends[0], text, 1, 0) == 0);
	send_all(ends[0], "x", 1);
	CHECK(events_of(ends[0], 0, -1) != 0);
	if (send(ends[0], "x", 1, MSG_NOSIGNAL) < 0)
		CHECK(errno == ECONNRESET || errno == EPIPE);
	CHECK(pipe_signals == 0);
	CHECK_FAILS(send(ends[0], "x", 1, 0), EPIPE);
	CHECK(pipe_signals == 1);
}

static void
be_killed(void)
{
	CHECK(close(ends[0]) == 0);
	send_all(ends[1], "here", 4);
	sleep_for_ever();
}

static void
the_end_of_a_killed_process_connection_is_told(void)
{
	pid_t child;

	connected_pair(ends);
	child = start_child(be_killed);
	CHECK(close(ends[1]) == 0);
	receive_all(ends[0], text, 4);
	CHECK(kill(child, SIGKILL) == 0);
	CHECK(recv(ends[0], text, 1, 0) == 0);
	(void)wait_for(child);
}

static void
options_keep_what_was_set(void)
{
	struct linger linger = {1, 3};
	socklen_t size = sizeof(linger);

	connected_pair(ends);
	CHECK(number_of(ends[0], SOL_SOCKET, SO_TYPE) == SOCK_STREAM);
	CHECK(number_of(ends[0], SOL_SOCKET, SO_ERROR) == 0);
	CHECK(number_of(ends[0], IPPROTO_TCP, TCP_NODELAY) == 0);
	set_number(ends[0], IPPROTO_TCP, TCP_NODELAY, 1);
	CHECK(number_of(ends[0], IPPROTO_TCP, TCP_NODELAY) != 0);
	set_number(ends[0], SOL_SOCKET, SO_KEEPALIVE, 1);
	CHECK(number_of(ends[0], SOL_SOCKET, SO_KEEPALIVE) != 0);
	set_number(ends[0], IPPROTO_IP, IP_TTL, 7);
	CHECK(number_of(ends[0], IPPROTO_IP, IP_TTL) == 7);
	set_number(ends[0], SOL_SOCKET, SO_SNDBUF, 32768);
	CHECK(number_of(ends[0], SOL_SOCKET, SO_SNDBUF) >= 32768);
	CHECK(setsockopt(ends[0], SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) == 0);
	linger = (struct linger){0};
	CHECK(getsockopt(ends[0], SOL_SOCKET, SO_LINGER, &linger, &size) == 0);
	CHECK(linger.l_onoff != 0 && linger.l_linger == 3);
	CHECK_FAILS(setsockopt(ends[0], SOL_SOCKET, 999, &linger, sizeof(linger)), ENOPROTOOPT);
	send_all(ends[0], "x", 1);
	receive_all(ends[1], text, 1);
}

const struct test stream_tests[] = {
	{bytes_go_both_ways, "bytes_go_both_ways"},
	{both_ends_agree_on_their_names, "both_ends_agree_on_their_names"},
	{bytes_can_be_looked_at_and_waited_for, "bytes_can_be_looked_at_and_waited_for"},
	{half_a_connection_can_end, "half_a_connection_can_end"},
	{poll_tells_of_data_room_and_ends, "poll_tells_of_data_room_and_ends"},
	{without_a_reader_a_writer_finds_no_room_in_the_end,
	 "without_a_reader_a_writer_finds_no_room_in_the_end"},
	{a_handler_interrupts_receiving, "a_handler_interrupts_receiving"},
	{a_peer_that_closes_in_anger_resets, "a_peer_that_closes_in_anger_resets"},
	{writing_to_one_who_is_gone_is_epipe_and_sigpipe,
	 "writing_to_one_who_is_gone_is_epipe_and_sigpipe"},
	{the_end_of_a_killed_process_connection_is_told,
	 "the_end_of_a_killed_process_connection_is_told"},
	{options_keep_what_was_set, "options_keep_what_was_set"},
	{NULL, NULL},
};
