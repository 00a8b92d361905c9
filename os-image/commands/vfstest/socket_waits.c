/* Calls about sockets that wait: for how long, how many, and what ends them. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "network_user.h"

#define CROWD 60            /* more than the network server may hold requests of */
#define AT_ONCE_US 500000u
#define ACCEPTERS 20
#define SETTLE_US 100000

static int fd;
static char byte;

static void
prepare(int type)
{
	start_network();
	fd = new_socket(type);
}

/* ---- handlers ---- */

static void
connect_interrupted(void)
{
	interrupt_soon();
	CHECK_FAILS(connect_to(fd, PORT_SILENT), EINTR);
	CHECK(connect_to(fd, PORT_SILENT) == 0);
}

/* The connection goes on by itself; the next call waits for it, and has its result. */
static void
a_handler_interrupts_connect_which_can_be_called_again(void)
{
	pid_t child;

	prepare(SOCK_STREAM);
	child = start_child(connect_interrupted);
	usleep(2 * 1000 * 1000);
	CHECK(control(fd, CONTROL_CONNECT, 0) == 0);
	wait_for_success(child);
	CHECK_FAILS(connect_to(fd, PORT_SILENT), EISCONN);
	CHECK(control(fd, CONTROL_CANCELLED, 0) == 1);
	stop_network();
}

static void
a_connection_made_while_a_handler_ran_is_the_next_calls(void)
{
	prepare(SOCK_STREAM);
	interrupt_soon();
	CHECK_FAILS(connect_to(fd, PORT_SILENT), EINTR);
	CHECK(control(fd, CONTROL_CONNECT, 0) == 0);
	CHECK(connect_to(fd, PORT_SILENT) == 0);
	CHECK_FAILS(connect_to(fd, PORT_SILENT), EISCONN);
	stop_network();
}

static void
a_handler_interrupts_accept(void)
{
	prepare(SOCK_STREAM);
	interrupt_soon();
	CHECK_FAILS(accept(fd, NULL, NULL), EINTR);
	CHECK(control(fd, CONTROL_WAITING, 0) == 0);
	CHECK(control(fd, CONTROL_INCOMING, 1) == 0 && accept(fd, NULL, NULL) >= 0);
	stop_network();
}

static void
a_handler_interrupts_receiving(void)
{
	prepare(SOCK_STREAM);
	interrupt_soon();
	CHECK_FAILS(recv(fd, &byte, 1, 0), EINTR);
	CHECK(control(fd, CONTROL_WAITING, 0) == 0);
	CHECK(send(fd, "x", 1, 0) == 1 && recv(fd, &byte, 1, 0) == 1);
	stop_network();
}

static void
a_handler_interrupts_sending(void)
{
	char data[2 * ROOM_OF_STREAM] = {0};

	prepare(SOCK_STREAM);
	interrupt_soon();
	CHECK(send(fd, data, sizeof(data), 0) == (ssize_t)ROOM_OF_STREAM);
	interrupt_soon();
	CHECK_FAILS(send(fd, data, 1, 0), EINTR);
	stop_network();
}

static void
receive_restarted(void)
{
	struct sigaction action = {.sa_handler = on_signal_nothing, .sa_flags = SA_RESTART};

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	CHECK(recv(fd, &byte, 1, 0) == 1);
}

static void
receiving_goes_on_after_a_handler_that_restarts_and_a_stop(void)
{
	pid_t child;

	prepare(SOCK_STREAM);
	child = start_child(receive_restarted);
	await_waiting(fd, 1);
	CHECK(kill(child, SIGUSR1) == 0);
	usleep(SETTLE_US);
	await_waiting(fd, 1);
	CHECK(kill(child, SIGSTOP) == 0);
	await_waiting(fd, 0);
	CHECK(kill(child, SIGCONT) == 0);
	await_waiting(fd, 1);
	CHECK(send(fd, "x", 1, 0) == 1);
	wait_for_success(child);
	stop_network();
}

/* ---- those that come and go ---- */

static void
receive_for_ever(void)
{
	(void)recv(fd, &byte, 1, 0);
}

static void
accept_for_ever(void)
{
	(void)accept(fd, NULL, NULL);
}

static void
connect_for_ever(void)
{
	(void)connect_to(fd, PORT_SILENT);
}

static void
who_is_killed_leaves_nothing_behind(void)
{
	void (*const waits[])(void) = {receive_for_ever, accept_for_ever, connect_for_ever};
	int control_fd;

	prepare(SOCK_STREAM);
	control_fd = fd;
	for (u32 i = 0; i < ARRAY_LEN(waits); i++) {
		pid_t child;

		fd = new_socket(SOCK_STREAM);
		child = start_child(waits[i]);
		CHECK(close(fd) == 0);
		await_waiting(control_fd, 1);
		CHECK(kill(child, SIGKILL) == 0);
		CHECK(waitpid(child, NULL, 0) == child);
		CHECK(control(control_fd, CONTROL_WAITING, 0) == 0);
		CHECK(control(control_fd, CONTROL_COUNT, 0) == 1);
	}
	stop_network();
}

static void
accept_one(void)
{
	CHECK(accept(fd, NULL, NULL) >= 0);
	CHECK(close(fd) == 0);
}

/* Only one of them is held; the others are woken by each connection, and one takes it. */
static void
each_connection_is_accepted_once(void)
{
	pid_t children[ACCEPTERS];

	prepare(SOCK_STREAM);
	for (int i = 0; i < ACCEPTERS; i++)
		children[i] = start_child(accept_one);
	usleep(SETTLE_US);
	CHECK(control(fd, CONTROL_WAITING, 0) == 1);
	CHECK(control(fd, CONTROL_INCOMING, 1) == 0);
	CHECK(control(fd, CONTROL_INCOMING, ACCEPTERS - 1) == 0);
	for (int i = 0; i < ACCEPTERS; i++)
		wait_for_success(children[i]);
	CHECK(control(fd, CONTROL_COUNT, 0) == 1);
	CHECK_FAILS((fcntl(fd, F_SETFL, O_NONBLOCK), accept(fd, NULL, NULL)), EAGAIN);
	stop_network();
}

/* ---- crowds ---- */

static int crowd[CROWD];
static int number;

static void
receive_own(void)
{
	CHECK(recv(crowd[number], &byte, 1, 0) == 1);
	CHECK(byte == (char)number);
}

/* The test's own descriptors don't reach for so many sockets, so each child makes its own. */
static void
receive_of_a_fresh_socket(void)
{
	int own = new_socket(SOCK_STREAM);

	CHECK(recv(own, &byte, 1, 0) == 1);
}

static void
start_crowd(pid_t children[CROWD], void (*function)(void))
{
	for (number = 0; number < CROWD; number++)
		children[number] = start_child(function);
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
read_terminal(void)
{
	interrupt_soon();
	CHECK_FAILS(read(open("/dev/ttyc2", O_RDONLY | O_NOCTTY), &byte, 1), EINTR);
}

static void
dozens_of_waiting_sockets_take_nothing_from_others(void)
{
	struct pollfd entry = {.events = POLLIN};
	pid_t children[CROWD];
	u64 before_us;
	char random[64];

	prepare(SOCK_STREAM);
	start_crowd(children, receive_of_a_fresh_socket);
	CHECK(control(fd, CONTROL_COUNT, 0) == CROWD + 1);
	before_us = now_us();
	CHECK(read(open("/dev/urandom", O_RDONLY), random, sizeof(random)) == sizeof(random));
	CHECK(send(fd, "x", 1, 0) == 1 && recv(fd, &byte, 1, 0) == 1);
	CHECK_FAILS(recv(fd, &byte, 1, MSG_DONTWAIT), EAGAIN);
	CHECK(write(open("/dev/ttyc2", O_WRONLY | O_NOCTTY), "x", 1) == 1);
	entry.fd = open("/dev/ttyc2", O_RDONLY | O_NOCTTY);
	CHECK(poll(&entry, 1, 0) == 0);
	entry.fd = fd;
	CHECK(poll(&entry, 1, 0) == 0);
	work_elsewhere();
	CHECK(now_us() - before_us < 2 * AT_ONCE_US);
	in_child(read_terminal);
	kill_crowd(children);
	CHECK(control(fd, CONTROL_COUNT, 0) == 1);
	CHECK(control(fd, CONTROL_WAITING, 0) == 0);
	stop_network();
}

/* Held or not, each gets what is sent to its socket. */
static void
each_of_a_crowd_gets_its_own(void)
{
	pid_t children[CROWD];

	start_network();
	for (int i = 0; i < CROWD; i++)
		crowd[i] = new_socket(SOCK_STREAM);
	start_crowd(children, receive_own);
	for (int i = CROWD - 1; i >= 0; i--) {
		char own = (char)i;

		CHECK(send(crowd[i], &own, 1, 0) == 1);
	}
	for (int i = 0; i < CROWD; i++)
		wait_for_success(children[i]);
	stop_network();
}

static int made[2];

static void
connect_until_interrupted(void)
{
	struct sigaction action = {.sa_handler = on_signal_nothing};
	int own = new_socket(SOCK_STREAM);

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	CHECK(write(made[1], "m", 1) == 1);
	CHECK_FAILS(connect_to(own, PORT_SILENT), EINTR);
}

static void
each_of_a_crowd_can_be_interrupted(void)
{
	pid_t children[CROWD];

	CHECK(pipe(made) == 0);
	prepare(SOCK_STREAM);
	start_crowd(children, connect_until_interrupted);
	for (int i = 0; i < CROWD; i++)
		CHECK(read(made[0], &byte, 1) == 1);
	usleep(SETTLE_US);
	for (int i = 0; i < CROWD; i++)
		CHECK(kill(children[i], SIGUSR1) == 0);
	for (int i = 0; i < CROWD; i++)
		wait_for_success(children[i]);
	stop_network();
}

static void
receive_one(void)
{
	CHECK(recv(fd, &byte, 1, 0) == 1);
}

static void
receivers_of_one_socket_share_what_comes(void)
{
	pid_t children[CROWD];

	prepare(SOCK_STREAM);
	start_crowd(children, receive_one);
	CHECK_FAILS(recv(fd, &byte, 1, MSG_DONTWAIT), EAGAIN);
	for (int i = 0; i < CROWD; i++)
		CHECK(send(fd, "x", 1, 0) == 1);
	for (int i = 0; i < CROWD; i++)
		wait_for_success(children[i]);
	CHECK_FAILS(recv(fd, &byte, 1, MSG_DONTWAIT), EAGAIN);
	stop_network();
}

/* ---- connect beyond the requests that can be held ---- */

static void
connect_among_many(void)
{
	CHECK_FAILS(connect_to(fd, PORT_SILENT), ECONNREFUSED);
}

static void
poll_and_receive(void)
{
	struct pollfd entry = {.fd = fd, .events = POLLIN};

	CHECK(poll(&entry, 1, -1) == 1);
	CHECK(recv(fd, &byte, 1, 0) == 1);
}

static void
connect_is_told_of_failure_though_it_is_not_held(void)
{
	pid_t children[CROWD];
	pid_t child, poller;

	prepare(SOCK_STREAM);
	start_crowd(children, receive_of_a_fresh_socket);
	child = start_child(connect_among_many);
	poller = start_child(poll_and_receive);
	usleep(SETTLE_US);
	CHECK(send(fd, "x", 1, 0) == 1); /* an event that is not the connection's */
	wait_for_success(poller);
	CHECK(waitpid(child, NULL, WNOHANG) == 0);
	CHECK(control(fd, CONTROL_CONNECT, ECONNREFUSED) == 0);
	wait_for_success(child);
	kill_crowd(children);
	stop_network();
}

static void
connect_fails_as_the_peer_says(void)
{
	prepare(SOCK_STREAM);
	CHECK_FAILS(connect_to(fd, PORT_REFUSED), ECONNREFUSED);
	CHECK_FAILS(connect_to(fd, PORT_TIMED_OUT), ETIMEDOUT);
	stop_network();
}

/* ---- poll ---- */

static void
send_soon(void)
{
	usleep(50000);
	CHECK(send(fd, "x", 1, 0) == 1);
}

static void
poll_tells_what_a_socket_can_do(void)
{
	struct pollfd entries[2] = {{.events = POLLIN | POLLOUT}, {.events = POLLIN}};
	pid_t child;

	prepare(SOCK_STREAM);
	entries[0].fd = fd;
	CHECK(poll(entries, 1, -1) == 1 && entries[0].revents == POLLOUT);
	entries[0].events = POLLIN;
	entries[1].fd = new_socket(SOCK_STREAM);
	CHECK(poll(entries, 2, 50) == 0);
	child = start_child(send_soon);
	CHECK(poll(entries, 2, -1) == 1);
	CHECK(entries[0].revents == POLLIN && entries[1].revents == 0);
	wait_for_success(child);
	CHECK(control(entries[1].fd, CONTROL_FINISH, 0) == 0);
	CHECK(poll(entries, 2, -1) == 2 && entries[1].revents == (POLLIN | POLLHUP));
	stop_network();
}

static void
poll_in_vain(void)
{
	struct pollfd entry = {.fd = fd, .events = POLLIN};

	interrupt_soon();
	CHECK_FAILS(poll(&entry, 1, -1), EINTR);
}

static void
one_who_polls_and_one_who_receives_are_both_woken(void)
{
	pid_t poller, receiver;

	prepare(SOCK_STREAM);
	in_child(poll_in_vain);
	poller = start_child(poll_and_receive);
	receiver = start_child(receive_one);
	await_waiting(fd, 1);
	usleep(SETTLE_US);
	CHECK(send(fd, "xy", 2, 0) == 2);
	wait_for_success(poller);
	wait_for_success(receiver);
	stop_network();
}

const struct test socket_wait_tests[] = {
	{a_handler_interrupts_connect_which_can_be_called_again,
	 "a_handler_interrupts_connect_which_can_be_called_again"},
	{a_connection_made_while_a_handler_ran_is_the_next_calls,
	 "a_connection_made_while_a_handler_ran_is_the_next_calls"},
	{a_handler_interrupts_accept, "a_handler_interrupts_accept"},
	{a_handler_interrupts_receiving, "a_handler_interrupts_receiving"},
	{a_handler_interrupts_sending, "a_handler_interrupts_sending"},
	{receiving_goes_on_after_a_handler_that_restarts_and_a_stop,
	 "receiving_goes_on_after_a_handler_that_restarts_and_a_stop"},
	{who_is_killed_leaves_nothing_behind, "who_is_killed_leaves_nothing_behind"},
	{each_connection_is_accepted_once, "each_connection_is_accepted_once"},
	{dozens_of_waiting_sockets_take_nothing_from_others,
	 "dozens_of_waiting_sockets_take_nothing_from_others"},
	{each_of_a_crowd_gets_its_own, "each_of_a_crowd_gets_its_own"},
	{each_of_a_crowd_can_be_interrupted, "each_of_a_crowd_can_be_interrupted"},
	{receivers_of_one_socket_share_what_comes, "receivers_of_one_socket_share_what_comes"},
	{connect_is_told_of_failure_though_it_is_not_held,
	 "connect_is_told_of_failure_though_it_is_not_held"},
	{connect_fails_as_the_peer_says, "connect_fails_as_the_peer_says"},
	{poll_tells_what_a_socket_can_do, "poll_tells_what_a_socket_can_do"},
	{one_who_polls_and_one_who_receives_are_both_woken,
	 "one_who_polls_and_one_who_receives_are_both_woken"},
	{NULL, NULL},
};
