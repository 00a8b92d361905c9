/* A network server that lies, hangs or dies: its users get errors, and nobody else notices. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "network_user.h"

#define DEADLINE_US 30000000u
#define CROWD 60
#define SETTLE_US 100000
#define SOME_PORT 1234u

static int fd;
static char data[64];

static void
prepare(int type)
{
	start_network();
	fd = new_socket(type);
}

/* ---- lies ---- */

static void
lie_next(enum network_lie lie)
{
	CHECK(control(fd, CONTROL_LIE, lie) == 0);
}

static void
a_socket_that_is_another_one_is_eio(void)
{
	prepare(SOCK_STREAM);
	lie_next(LIE_OPEN_TWICE);
	CHECK_FAILS(socket(AF_INET, SOCK_STREAM, 0), EIO);
	CHECK(control(fd, CONTROL_INCOMING, 2) == 0);
	lie_next(LIE_ACCEPT_TWICE);
	CHECK_FAILS(accept(fd, NULL, NULL), EIO);
	CHECK(accept(fd, NULL, NULL) == fd + 1);
	CHECK(control(fd, CONTROL_COUNT, 0) == 2);
	stop_network();
}

static void
more_bytes_than_asked_are_eio(void)
{
	prepare(SOCK_STREAM);
	lie_next(LIE_MORE_SENT);
	CHECK_FAILS(send(fd, data, 4, 0), EIO);
	lie_next(LIE_MORE_RECEIVED);
	CHECK_FAILS(recv(fd, data, 2, 0), EIO);
	CHECK(recv(fd, data, 2, 0) == 2);
	stop_network();
}

static void
errors_and_ports_that_do_not_exist_are_eio(void)
{
	struct sockaddr_in name;
	socklen_t size = sizeof(name);

	prepare(SOCK_DGRAM);
	CHECK(send(fd, "ab", 2, 0) == 2 && send(fd, "cd", 2, 0) == 2);
	lie_next(LIE_PORT);
	CHECK_FAILS(recv(fd, data, sizeof(data), 0), EIO);
	lie_next(LIE_DATAGRAM);
	CHECK_FAILS(recv(fd, data, sizeof(data), 0), EIO);
	lie_next(LIE_NAME_PORT);
	CHECK_FAILS(getsockname(fd, (struct sockaddr *)&name, &size), EIO);
	fd = new_socket(SOCK_STREAM);
	CHECK(send(fd, "ab", 2, 0) == 2);
	lie_next(LIE_STATUS);
	CHECK_FAILS(recv(fd, data, 1, 0), EIO);
	CHECK(recv(fd, data, 1, 0) == 1);
	stop_network();
}

static void
a_second_answer_is_nobodys(void)
{
	prepare(SOCK_STREAM);
	CHECK(send(fd, "ab", 2, 0) == 2);
	lie_next(LIE_TWICE);
	CHECK(recv(fd, data, 1, 0) == 1 && data[0] == 'a');
	CHECK(recv(fd, data, 1, 0) == 1 && data[0] == 'b');
	stop_network();
}

static void
told_of_what_nobody_has_vfs_goes_on(void)
{
	prepare(SOCK_STREAM);
	lie_next(LIE_TO_OTHERS);
	work_elsewhere();
	CHECK(send(fd, "ab", 2, 0) == 2 && recv(fd, data, 2, 0) == 2);
	stop_network();
}

static void
receive_held(void)
{
	(void)recv(fd, data, 1, 0);
}

/* Another one's request is held at the socket, so this one has to be told. */
static void
ready_and_yet_not_is_eio_in_the_end(void)
{
	pid_t child;

	prepare(SOCK_STREAM);
	child = start_child(receive_held);
	await_waiting(fd, 1);
	lie_next(LIE_READY);
	CHECK_FAILS(recv(fd, data, 1, 0), EIO);
	CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
	stop_network();
}

static void
connect_not_held(void)
{
	CHECK_FAILS(connect_to(fd, PORT_SILENT), EIO);
}

static void
receive_fresh(void)
{
	(void)recv(new_socket(SOCK_STREAM), data, 1, 0);
}

static void
start_crowd(pid_t children[CROWD], void (*function)(void))
{
	for (int i = 0; i < CROWD; i++)
		children[i] = start_child(function);
	usleep(SETTLE_US);
}

static void
kill_crowd(const pid_t children[CROWD])
{
	for (int i = 0; i < CROWD; i++) {
		CHECK(kill(children[i], SIGKILL) == 0);
		CHECK(waitpid(children[i], NULL, 0) == children[i]);
	}
}

static void
a_connection_that_fails_for_no_reason_is_eio(void)
{
	pid_t children[CROWD];
	pid_t child;

	prepare(SOCK_STREAM);
	start_crowd(children, receive_fresh);
	child = start_child(connect_not_held);
	usleep(SETTLE_US);
	lie_next(LIE_ERROR);
	CHECK(control(fd, CONTROL_CONNECT, ECONNREFUSED) == 0);
	wait_for_success(child);
	kill_crowd(children);
	stop_network();
}

/* ---- deaths ---- */

static void
receive_until_death(void)
{
	CHECK_FAILS(recv(fd, data, 1, 0), EIO);
}

static void
send_until_death(void)
{
	char much[2 * ROOM_OF_STREAM] = {0};

	CHECK(send(fd, much, sizeof(much), 0) == (ssize_t)ROOM_OF_STREAM);
	CHECK_FAILS(send(fd, much, 1, 0), EIO);
}

static void
accept_until_death(void)
{
	CHECK_FAILS(accept(fd, NULL, NULL), EIO);
}

static void
connect_until_death(void)
{
	CHECK_FAILS(connect_to(fd, PORT_SILENT), EIO);
}

static void
poll_until_death(void)
{
	struct pollfd entry = {.fd = fd, .events = POLLIN};

	CHECK(poll(&entry, 1, -1) == 1 && entry.revents == (POLLERR | POLLHUP));
}

static void
close_until_death(void)
{
	CHECK(control(fd, CONTROL_LINGER, 0) == 0);
	CHECK(close(fd) == 0);
}

static void
each_that_waits_hears_of_its_death(void)
{
	void (*const waits[])(void) = {
		receive_until_death, send_until_death, accept_until_death,
		connect_until_death, poll_until_death, close_until_death,
	};
	pid_t children[ARRAY_LEN(waits)];

	start_network();
	for (u32 i = 0; i < ARRAY_LEN(waits); i++) {
		fd = new_socket(SOCK_STREAM);
		children[i] = start_child(waits[i]);
		CHECK(close(fd) == 0);
	}
	usleep(SETTLE_US);
	stop_network();
	for (u32 i = 0; i < ARRAY_LEN(waits); i++)
		wait_for_success(children[i]);
}

static void
receive_of_fresh_until_death(void)
{
	CHECK_FAILS(recv(new_socket(SOCK_STREAM), data, 1, 0), EIO);
}

static void
each_of_a_crowd_hears_of_its_death(void)
{
	pid_t children[CROWD];

	prepare(SOCK_STREAM);
	start_crowd(children, receive_of_fresh_until_death);
	stop_network();
	CHECK_FAILS(send(fd, "x", 1, 0), EIO);
	for (int i = 0; i < CROWD; i++)
		wait_for_success(children[i]);
}

/* It dies at the request itself. */
static void
a_death_in_the_middle_of_a_call_is_an_error(void)
{
	struct sockaddr_in address = at_port(SOME_PORT);
	struct sockaddr *to = (struct sockaddr *)&address;
	socklen_t size = sizeof(address);

	for (int call = 0; call < 6; call++) {
		int result = 0;

		prepare(SOCK_STREAM);
		CHECK(control(fd, CONTROL_DIE, 0) == 0);
		errno = 0;
		switch (call) {
		case 0:
			result = bind(fd, to, size);
			break;
		case 1:
			result = listen(fd, 1);
			break;
		case 2:
			result = getsockname(fd, to, &size);
			break;
		case 3:
			result = setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &call, sizeof(call));
			break;
		case 4:
			result = (int)send(fd, "x", 1, 0);
			break;
		default:
			result = control(fd, CONTROL_COUNT, 0);
			break;
		}
		CHECK(result == -1 && errno == EIO);
		CHECK(close(fd) == 0);
		stop_network();
	}
	prepare(SOCK_STREAM);
	CHECK(control(fd, CONTROL_DIE, 0) == 0);
	CHECK_FAILS(socket(AF_INET, SOCK_STREAM, 0), ENETDOWN);
	stop_network();
}

static void
a_fresh_server_serves_fresh_sockets_alone(void)
{
	struct pollfd entry = {.events = POLLOUT};
	int old;

	prepare(SOCK_STREAM);
	old = fd;
	stop_network();
	CHECK_FAILS(socket(AF_INET, SOCK_STREAM, 0), ENETDOWN);
	prepare(SOCK_STREAM);
	CHECK(send(fd, "x", 1, 0) == 1 && recv(fd, data, 1, 0) == 1);
	CHECK_FAILS(recv(old, data, 1, 0), EIO);
	CHECK_FAILS(send(old, "x", 1, 0), EIO);
	CHECK_FAILS(write(old, "x", 1), EIO);
	CHECK_FAILS(connect_to(old, SOME_PORT), EIO);
	CHECK_FAILS(accept(old, NULL, NULL), EIO);
	CHECK_FAILS(listen(old, 1), EIO);
	CHECK_FAILS(control(old, CONTROL_COUNT, 0), EIO);
	entry.fd = old;
	CHECK(poll(&entry, 1, -1) == 1 && entry.revents == (POLLERR | POLLHUP));
	CHECK(close(old) == 0);
	CHECK(control(fd, CONTROL_COUNT, 0) == 1);
	stop_network();
}

/* Whoever waits hears of it when there is a successor, which is asked what can be asked anew. */
static void
a_successor_serves_fresh_sockets_alone(void)
{
	void (*const waits[])(void) = {receive_until_death, accept_until_death, poll_until_death};
	pid_t children[ARRAY_LEN(waits)];
	int fresh;

	start_restarted_network();
	fd = new_socket(SOCK_STREAM);
	for (u32 i = 0; i < ARRAY_LEN(waits); i++)
		children[i] = start_child(waits[i]);
	usleep(SETTLE_US);
	CHECK(control(fd, CONTROL_DIE, 0) == 0);
	fresh = new_socket(SOCK_STREAM);
	for (u32 i = 0; i < ARRAY_LEN(waits); i++)
		wait_for_success(children[i]);
	CHECK_FAILS(send(fd, "x", 1, 0), EIO);
	CHECK(send(fresh, "x", 1, 0) == 1 && recv(fresh, data, 1, 0) == 1);
	stop_network();
}

/* ---- silence ---- */

static void
send_into_silence(void)
{
	CHECK_FAILS(send(fd, "x", 1, MSG_DONTWAIT), EIO);
}

static void
bind_in_silence(void)
{
	struct sockaddr_in address = at_port(SOME_PORT);

	CHECK_FAILS(bind(fd, (struct sockaddr *)&address, sizeof(address)), EIO);
}

static void
users_of_a_mute_network_wait_alone_and_not_for_ever(void)
{
	u64 before_us;
	pid_t sender, binder;

	prepare(SOCK_STREAM);
	CHECK(control(fd, CONTROL_MUTE, 0) == 0);
	before_us = now_us();
	sender = start_child(send_into_silence);
	binder = start_child(bind_in_silence);
	usleep(SETTLE_US);
	work_elsewhere();
	wait_for_success(sender);
	wait_for_success(binder);
	CHECK(now_us() - before_us >= DEADLINE_US);
	CHECK(now_us() - before_us < 2 * DEADLINE_US);
	stop_network();
}

static void
a_handler_interrupts_who_waits_for_a_mute_network(void)
{
	prepare(SOCK_STREAM);
	CHECK(control(fd, CONTROL_MUTE, 0) == 0);
	interrupt_soon();
	CHECK_FAILS(recv(fd, data, 1, 0), EINTR);
	interrupt_soon();
	CHECK_FAILS(send(fd, "x", 1, MSG_DONTWAIT), EINTR);
	stop_network();
}

static void
try_for_ever(void)
{
	(void)recv(fd, data, 1, MSG_DONTWAIT);
}

static void
a_crowd_that_waits_for_a_mute_network_can_be_killed(void)
{
	pid_t children[CROWD];
	char random[16];

	prepare(SOCK_STREAM);
	CHECK(control(fd, CONTROL_MUTE, 0) == 0);
	start_crowd(children, try_for_ever);
	work_elsewhere();
	CHECK(read(open("/dev/urandom", O_RDONLY), random, sizeof(random)) == sizeof(random));
	kill_crowd(children);
	stop_network();
}

const struct test socket_failure_tests[] = {
	{a_socket_that_is_another_one_is_eio, "a_socket_that_is_another_one_is_eio"},
	{more_bytes_than_asked_are_eio, "more_bytes_than_asked_are_eio"},
	{errors_and_ports_that_do_not_exist_are_eio, "errors_and_ports_that_do_not_exist_are_eio"},
	{a_second_answer_is_nobodys, "a_second_answer_is_nobodys"},
	{told_of_what_nobody_has_vfs_goes_on, "told_of_what_nobody_has_vfs_goes_on"},
	{ready_and_yet_not_is_eio_in_the_end, "ready_and_yet_not_is_eio_in_the_end"},
	{a_connection_that_fails_for_no_reason_is_eio,
	 "a_connection_that_fails_for_no_reason_is_eio"},
	{each_that_waits_hears_of_its_death, "each_that_waits_hears_of_its_death"},
	{each_of_a_crowd_hears_of_its_death, "each_of_a_crowd_hears_of_its_death"},
	{a_death_in_the_middle_of_a_call_is_an_error,
	 "a_death_in_the_middle_of_a_call_is_an_error"},
	{a_fresh_server_serves_fresh_sockets_alone, "a_fresh_server_serves_fresh_sockets_alone"},
	{a_successor_serves_fresh_sockets_alone, "a_successor_serves_fresh_sockets_alone"},
	{users_of_a_mute_network_wait_alone_and_not_for_ever,
	 "users_of_a_mute_network_wait_alone_and_not_for_ever"},
	{a_handler_interrupts_who_waits_for_a_mute_network,
	 "a_handler_interrupts_who_waits_for_a_mute_network"},
	{a_crowd_that_waits_for_a_mute_network_can_be_killed,
	 "a_crowd_that_waits_for_a_mute_network_can_be_killed"},
	{NULL, NULL},
};
