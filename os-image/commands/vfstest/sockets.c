/* Sockets: what the calls pass on, and what they do by themselves. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "network_user.h"

#define LONG_LENGTH 300000u
#define SOME_PORT 1234u
#define LINGERING 5

static int fd;
static volatile int signals;

static void
count_signal(int signal)
{
	(void)signal;
	signals++;
}

static void
count_sigpipe(void)
{
	struct sigaction action = {.sa_handler = count_signal};

	CHECK(sigaction(SIGPIPE, &action, NULL) == 0);
}

static void
prepare(int type)
{
	start_network();
	fd = new_socket(type);
}

static void
a_socket_is_one_and_has_no_position(void)
{
	struct stat status;
	char byte = 'x';

	prepare(SOCK_STREAM);
	CHECK(fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode));
	CHECK_FAILS(lseek(fd, 0, SEEK_SET), ESPIPE);
	CHECK_FAILS(pread(fd, &byte, 1, 0), ESPIPE);
	CHECK_FAILS(pwrite(fd, &byte, 1, 0), ESPIPE);
	CHECK_FAILS(ftruncate(fd, 0), EINVAL);
	CHECK_FAILS(fsync(fd), EINVAL);
	CHECK_FAILS(fchdir(fd), ENOTDIR);
	CHECK((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
	stop_network();
}

static void
families_and_types_that_are_not_there_are_told(void)
{
	prepare(SOCK_STREAM);
	CHECK_FAILS(socket(1, SOCK_STREAM, 0), EAFNOSUPPORT);
	CHECK_FAILS(socket(AF_UNSPEC, SOCK_STREAM, 0), EAFNOSUPPORT);
	CHECK_FAILS(socket(AF_INET, 9, 0), EPROTONOSUPPORT);
	CHECK(control(fd, CONTROL_COUNT, 0) == 1);
	stop_network();
	CHECK_FAILS(socket(AF_INET, SOCK_STREAM, 0), ENETDOWN);
}

static void
check_all_fail(int which, int error)
{
	struct sockaddr_in address = at_port(SOME_PORT);
	struct sockaddr *to = (struct sockaddr *)&address;
	socklen_t size = sizeof(address);
	int number = 0;
	char byte = 'x';

	CHECK_FAILS(bind(which, to, size), error);
	CHECK_FAILS(connect(which, to, size), error);
	CHECK_FAILS(listen(which, 1), error);
	CHECK_FAILS(accept(which, NULL, NULL), error);
	CHECK_FAILS(send(which, &byte, 1, MSG_NOSIGNAL), error);
	CHECK_FAILS(recv(which, &byte, 1, 0), error);
	CHECK_FAILS(shutdown(which, SHUT_WR), error);
	CHECK_FAILS(getsockname(which, to, &size), error);
	CHECK_FAILS(getpeername(which, to, &size), error);
	CHECK_FAILS(setsockopt(which, SOL_SOCKET, SO_KEEPALIVE, &number, sizeof(number)), error);
	size = sizeof(number);
	CHECK_FAILS(getsockopt(which, SOL_SOCKET, SO_KEEPALIVE, &number, &size), error);
}

static void
what_is_no_socket_is_told_so(void)
{
	int ends[2];

	CHECK(pipe(ends) == 0);
	put_file("a", "");
	check_all_fail(open("a", O_RDWR), ENOTSOCK);
	check_all_fail(ends[0], ENOTSOCK);
	check_all_fail(open("/dev/null", O_RDWR), ENOTSOCK);
	check_all_fail(60, EBADF);
	check_all_fail(-1, EBADF);
}

static void
what_is_sent_is_received(void)
{
	char text[16];

	prepare(SOCK_STREAM);
	CHECK(send(fd, "abc", 3, 0) == 3);
	CHECK(write(fd, "def", 3) == 3);
	CHECK(recv(fd, text, sizeof(text), MSG_PEEK) == 6 && memcmp(text, "abcdef", 6) == 0);
	CHECK(read(fd, text, 2) == 2 && memcmp(text, "ab", 2) == 0);
	CHECK(recv(fd, text, sizeof(text), 0) == 4 && memcmp(text, "cdef", 4) == 0);
	CHECK(recv(fd, text, 0, 0) == 0 && send(fd, text, 0, 0) == 0);
	CHECK(control(fd, CONTROL_FINISH, 0) == 0);
	CHECK(recv(fd, text, sizeof(text), 0) == 0);
	stop_network();
}

static void
send_later(void)
{
	usleep(50000);
	CHECK(send(fd, "de", 2, 0) == 2);
}

static void
waitall_waits_for_all(void)
{
	char text[16];
	pid_t child;

	prepare(SOCK_STREAM);
	CHECK(send(fd, "abc", 3, 0) == 3);
	child = start_child(send_later);
	CHECK(recv(fd, text, 5, MSG_WAITALL) == 5 && memcmp(text, "abcde", 5) == 0);
	wait_for_success(child);
	CHECK(send(fd, "xyz", 3, 0) == 3 && control(fd, CONTROL_FINISH, 0) == 0);
	CHECK(recv(fd, text, 5, MSG_WAITALL | MSG_PEEK) == 3);
	CHECK(recv(fd, text, 5, MSG_WAITALL) == 3);
	stop_network();
}

static u8
pattern(u32 index)
{
	return (u8)(index * 7 + (index >> 8));
}

static void
send_much(void)
{
	u8 *data = malloc(LONG_LENGTH);

	CHECK(data != NULL);
	for (u32 i = 0; i < LONG_LENGTH; i++)
		data[i] = pattern(i);
	CHECK(write(fd, data, LONG_LENGTH) == (ssize_t)LONG_LENGTH);
}

/* The socket is the child's as well. */
static void
a_long_write_is_made_whole(void)
{
	u8 part[5000];
	pid_t child;
	u32 got = 0;

	prepare(SOCK_STREAM);
	child = start_child(send_much);
	while (got < LONG_LENGTH) {
		ssize_t length = recv(fd, part, sizeof(part), 0);

		CHECK(length > 0);
		for (ssize_t i = 0; i < length; i++)
			CHECK(part[i] == pattern(got++));
	}
	wait_for_success(child);
	stop_network();
}

static void
datagrams_keep_their_bounds_and_senders(void)
{
	struct sockaddr_in address = at_port(SOME_PORT);
	struct sockaddr_in from = {0};
	socklen_t size = sizeof(from);
	char text[16];

	prepare(SOCK_DGRAM);
	CHECK(sendto(fd, "abcdef", 6, 0, (struct sockaddr *)&address, sizeof(address)) == 6);
	CHECK(sendto(fd, "", 0, 0, (struct sockaddr *)&address, sizeof(address)) == 0);
	CHECK(write(fd, "gh", 2) == 2);
	CHECK(recv(fd, text, 2, MSG_PEEK | MSG_TRUNC) == 6);
	CHECK(recvfrom(fd, text, 4, 0, (struct sockaddr *)&from, &size) == 4);
	CHECK(memcmp(text, "abcd", 4) == 0 && size == sizeof(from));
	CHECK(memcmp(&from, &address, sizeof(from)) == 0);
	CHECK(recv(fd, text, sizeof(text), 0) == 0);
	CHECK(read(fd, text, sizeof(text)) == 2);
	stop_network();
}

static void
a_datagram_goes_whole_or_not_at_all(void)
{
	prepare(SOCK_DGRAM);
	CHECK_FAILS(send(fd, (void *)USER_ID, 70000, 0), EMSGSIZE);
	CHECK_FAILS(send(fd, &fd, DATAGRAM_ROOM + 1, 0), EMSGSIZE);
	stop_network();
}

static void
bad_addresses_and_flags_are_told(void)
{
	struct sockaddr_in address = at_port(SOME_PORT);
	struct sockaddr *to = (struct sockaddr *)&address;

	prepare(SOCK_STREAM);
	CHECK_FAILS(bind(fd, to, sizeof(address) - 1), EINVAL);
	CHECK_FAILS(connect(fd, NULL, sizeof(address)), EINVAL);
	address.sin_family = 9;
	CHECK_FAILS(connect(fd, to, sizeof(address)), EAFNOSUPPORT);
	CHECK_FAILS(sendto(fd, "x", 1, 0, to, sizeof(address)), EAFNOSUPPORT);
	CHECK_FAILS(send(fd, "x", 1, 0x1000000), EOPNOTSUPP);
	CHECK_FAILS(accept4(fd, NULL, NULL, 1), EINVAL);
	CHECK_FAILS(send(fd, (void *)0xc0000000u, 1, 0), EFAULT);
	CHECK(send(fd, "x", 1, 0) == 1);
	CHECK_FAILS(recv(fd, (void *)0xc0000000u, 1, 0), EFAULT);
	stop_network();
}

static void
names_and_options_are_passed_on(void)
{
	struct sockaddr_in address = at_port(PORT_TAKEN);
	struct sockaddr *name = (struct sockaddr *)&address;
	socklen_t size = sizeof(address);
	struct linger linger = {1, 5};
	int number = 77;

	prepare(SOCK_STREAM);
	CHECK_FAILS(bind(fd, name, size), EADDRINUSE);
	address = at_port(SOME_PORT);
	CHECK(bind(fd, name, size) == 0);
	address = (struct sockaddr_in){0};
	CHECK(getsockname(fd, name, &size) == 0 && size == sizeof(address));
	CHECK(ntohs(address.sin_port) == SOME_PORT);
	CHECK(ntohl(address.sin_addr.s_addr) == INADDR_LOOPBACK);
	CHECK_FAILS(getpeername(fd, name, &size), ENOTCONN);
	CHECK(connect_to(fd, SOME_PORT + 1) == 0);
	CHECK(getpeername(fd, name, &size) == 0 && ntohs(address.sin_port) == SOME_PORT + 1);

	CHECK(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &number, sizeof(number)) == 0);
	number = 0;
	size = sizeof(number);
	CHECK(getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &number, &size) == 0 && number == 77);
	CHECK(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) == 0);
	linger = (struct linger){0, 100000};
	CHECK(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) == 0);
	size = sizeof(linger);
	CHECK(getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &size) == 0);
	CHECK(linger.l_onoff == 0 && linger.l_linger == 60);
	CHECK_FAILS(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, 4), EINVAL);
	stop_network();
}

static void
a_broken_stream_is_epipe_and_sigpipe(void)
{
	prepare(SOCK_STREAM);
	count_sigpipe();
	CHECK(control(fd, CONTROL_BREAK, 0) == 0);
	CHECK_FAILS(send(fd, "x", 1, MSG_NOSIGNAL), EPIPE);
	CHECK(signals == 0);
	CHECK_FAILS(send(fd, "x", 1, 0), EPIPE);
	CHECK(signals == 1);
	CHECK_FAILS(write(fd, "x", 1), EPIPE);
	CHECK(signals == 2);
	stop_network();
}

static void
sigpipe_is_of_streams_alone(void)
{
	prepare(SOCK_DGRAM);
	count_sigpipe();
	CHECK(shutdown(fd, SHUT_WR) == 0);
	CHECK_FAILS(send(fd, "x", 1, 0), EPIPE);
	CHECK(signals == 0);
	stop_network();
}

static void
write_to_broken(void)
{
	u8 data[2 * ROOM_OF_STREAM] = {0};

	count_sigpipe();
	CHECK(write(fd, data, sizeof(data)) == (ssize_t)ROOM_OF_STREAM);
	CHECK(signals == 0);
	CHECK_FAILS(write(fd, data, 1), EPIPE);
	CHECK(signals == 1);
}

static void
a_write_that_breaks_off_tells_what_went(void)
{
	pid_t child;

	prepare(SOCK_STREAM);
	child = start_child(write_to_broken);
	await_waiting(fd, 1);
	CHECK(control(fd, CONTROL_BREAK, 0) == 0);
	wait_for_success(child);
	stop_network();
}

static void
who_must_not_wait_does_not(void)
{
	char data[2 * ROOM_OF_STREAM] = {0};
	int other;

	prepare(SOCK_STREAM | SOCK_NONBLOCK);
	CHECK(fcntl(fd, F_GETFL) & O_NONBLOCK);
	CHECK_FAILS(recv(fd, data, 1, 0), EAGAIN);
	CHECK_FAILS(read(fd, data, 1), EAGAIN);
	CHECK_FAILS(accept(fd, NULL, NULL), EAGAIN);
	CHECK(send(fd, data, sizeof(data), 0) == (ssize_t)ROOM_OF_STREAM);
	CHECK_FAILS(send(fd, data, 1, 0), EAGAIN);
	CHECK_FAILS(connect_to(fd, PORT_SILENT), EINPROGRESS);
	CHECK_FAILS(connect_to(fd, PORT_SILENT), EALREADY);

	other = new_socket(SOCK_STREAM);
	CHECK_FAILS(recv(other, data, 1, MSG_DONTWAIT), EAGAIN);
	CHECK(fcntl(other, F_SETFL, O_NONBLOCK) == 0);
	CHECK_FAILS(recv(other, data, 1, 0), EAGAIN);
	CHECK(control(fd, CONTROL_WAITING, 0) == 0);
	stop_network();
}

static void
a_connection_that_is_made_later_is_told_by_poll(void)
{
	struct pollfd entry = {.events = POLLOUT};
	socklen_t size = sizeof(int);
	int error = -1;

	prepare(SOCK_STREAM | SOCK_NONBLOCK);
	entry.fd = fd;
	CHECK_FAILS(connect_to(fd, PORT_SILENT), EINPROGRESS);
	CHECK(poll(&entry, 1, 0) == 0);
	CHECK(control(fd, CONTROL_CONNECT, ECONNREFUSED) == 0);
	CHECK(poll(&entry, 1, -1) == 1 && entry.revents == (POLLOUT | POLLERR));
	CHECK(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0);
	CHECK(error == ECONNREFUSED);
	stop_network();
}

static void
accepted_sockets_are_descriptors_like_any(void)
{
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	int plain, special;

	prepare(SOCK_STREAM);
	CHECK(listen(fd, 5) == 0);
	CHECK(control(fd, CONTROL_INCOMING, 2) == 0);
	plain = accept(fd, (struct sockaddr *)&from, &size);
	CHECK(plain > fd && size == sizeof(from) && from.sin_family == AF_INET);
	CHECK(ntohl(from.sin_addr.s_addr) == INADDR_LOOPBACK && from.sin_port != 0);
	CHECK((fcntl(plain, F_GETFL) & O_NONBLOCK) == 0 && fcntl(plain, F_GETFD) == 0);
	special = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	CHECK(special > plain);
	CHECK(fcntl(special, F_GETFL) & O_NONBLOCK && fcntl(special, F_GETFD) == FD_CLOEXEC);
	CHECK(send(plain, "abc", 3, 0) == 3 && recv(plain, &from, 3, 0) == 3);
	CHECK(control(fd, CONTROL_COUNT, 0) == 3);
	stop_network();
}

static void
without_a_free_descriptor_no_connection_is_taken(void)
{
	int last;

	prepare(SOCK_STREAM);
	CHECK(control(fd, CONTROL_INCOMING, 1) == 0);
	while ((last = dup(fd)) >= 0)
		continue;
	CHECK(errno == EMFILE);
	CHECK_FAILS(accept(fd, NULL, NULL), EMFILE);
	CHECK_FAILS(socket(AF_INET, SOCK_STREAM, 0), EMFILE);
	CHECK(control(fd, CONTROL_COUNT, 0) == 1);
	CHECK(close(63) == 0);
	CHECK(accept(fd, NULL, NULL) == 63);
	stop_network();
}

static void
hold_the_socket(void)
{
	usleep(100000);
}

static void
a_socket_closes_with_its_last_descriptor(void)
{
	int other;
	pid_t child;

	prepare(SOCK_STREAM);
	other = new_socket(SOCK_STREAM);
	CHECK(dup2(other, 40) == 40 && close(other) == 0);
	CHECK(control(fd, CONTROL_COUNT, 0) == 2);
	child = start_child(hold_the_socket);
	CHECK(close(40) == 0);
	CHECK(control(fd, CONTROL_COUNT, 0) == 2);
	wait_for_success(child);
	CHECK(control(fd, CONTROL_COUNT, 0) == 1);
	stop_network();
}

static void
wait_and_close(void)
{
	usleep(50000);
	CHECK(close(fd) == 0);
}

/* The children have the last descriptors of their sockets, and wait for them to close. */
static void
a_close_that_lingers_holds_up_no_other(void)
{
	pid_t children[LINGERING];
	int other;

	prepare(SOCK_STREAM);
	other = fd;
	for (int i = 0; i < LINGERING; i++) {
		fd = new_socket(SOCK_STREAM);
		CHECK(control(fd, CONTROL_LINGER, 0) == 0);
		children[i] = start_child(wait_and_close);
		CHECK(close(fd) == 0);
	}
	await_waiting(other, LINGERING);
	for (int i = 0; i < LINGERING; i++)
		CHECK(waitpid(children[i], NULL, WNOHANG) == 0);
	CHECK(close(new_socket(SOCK_STREAM)) == 0);
	CHECK(control(other, CONTROL_SETTLE, 0) == 0);
	for (int i = 0; i < LINGERING; i++)
		wait_for_success(children[i]);
	stop_network();
}

const struct test socket_tests[] = {
	{a_socket_is_one_and_has_no_position, "a_socket_is_one_and_has_no_position"},
	{families_and_types_that_are_not_there_are_told,
	 "families_and_types_that_are_not_there_are_told"},
	{what_is_no_socket_is_told_so, "what_is_no_socket_is_told_so"},
	{what_is_sent_is_received, "what_is_sent_is_received"},
	{waitall_waits_for_all, "waitall_waits_for_all"},
	{a_long_write_is_made_whole, "a_long_write_is_made_whole"},
	{datagrams_keep_their_bounds_and_senders, "datagrams_keep_their_bounds_and_senders"},
	{a_datagram_goes_whole_or_not_at_all, "a_datagram_goes_whole_or_not_at_all"},
	{bad_addresses_and_flags_are_told, "bad_addresses_and_flags_are_told"},
	{names_and_options_are_passed_on, "names_and_options_are_passed_on"},
	{a_broken_stream_is_epipe_and_sigpipe, "a_broken_stream_is_epipe_and_sigpipe"},
	{sigpipe_is_of_streams_alone, "sigpipe_is_of_streams_alone"},
	{a_write_that_breaks_off_tells_what_went, "a_write_that_breaks_off_tells_what_went"},
	{who_must_not_wait_does_not, "who_must_not_wait_does_not"},
	{a_connection_that_is_made_later_is_told_by_poll,
	 "a_connection_that_is_made_later_is_told_by_poll"},
	{accepted_sockets_are_descriptors_like_any, "accepted_sockets_are_descriptors_like_any"},
	{without_a_free_descriptor_no_connection_is_taken,
	 "without_a_free_descriptor_no_connection_is_taken"},
	{a_socket_closes_with_its_last_descriptor, "a_socket_closes_with_its_last_descriptor"},
	{a_close_that_lingers_holds_up_no_other, "a_close_that_lingers_holds_up_no_other"},
	{NULL, NULL},
};
