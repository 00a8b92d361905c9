/* Pipes, waiting for descriptors, and what signals do to calls that wait. */
#include "libctest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READ_END 0
#define WRITE_END 1

static int fds[2];
static volatile int handled;

static void
count(int signal)
{
	(void)signal;
	handled++;
}

static void
handle(int signal, unsigned flags)
{
	struct sigaction action = {.sa_handler = count, .sa_flags = flags};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

static void
a_pipe_ends_when_its_writers_do(void)
{
	char text[8];

	CHECK(pipe(fds) == 0);
	CHECK(write(fds[WRITE_END], "text", 4) == 4 && close(fds[WRITE_END]) == 0);
	CHECK(read(fds[READ_END], text, sizeof(text)) == 4 && memcmp(text, "text", 4) == 0);
	CHECK(read(fds[READ_END], text, sizeof(text)) == 0);
	CHECK_FAILS(lseek(fds[READ_END], 0, SEEK_SET), ESPIPE);
}

static void
write_without_reader(void)
{
	close(fds[READ_END]);
	write(fds[WRITE_END], "x", 1);
}

static void
a_pipe_without_readers_is_broken(void)
{
	CHECK(pipe(fds) == 0 && close(fds[READ_END]) == 0);
	handle(SIGPIPE, 0);
	CHECK_FAILS(write(fds[WRITE_END], "x", 1), EPIPE);
	CHECK(handled == 1);
	signal(SIGPIPE, SIG_DFL);
	CHECK(WTERMSIG(wait_for(start_child(write_without_reader))) == SIGPIPE);
}

static void
nonblocking_ends_say_try_again(void)
{
	char block[512] = "";
	char byte;
	int filled = 0;

	CHECK(pipe2(fds, O_NONBLOCK | O_CLOEXEC) == 0);
	CHECK(fcntl(fds[READ_END], F_GETFD) == FD_CLOEXEC);
	CHECK_FAILS(read(fds[READ_END], &byte, 1), EAGAIN);
	while (write(fds[WRITE_END], block, sizeof(block)) > 0)
		CHECK(++filled < 1000);
	CHECK(errno == EAGAIN && filled > 0);
}

/* Writes more than a pipe holds, so that both sides wait. */
static void
write_much(void)
{
	char block[1000];

	memset(block, 'x', sizeof(block));
	for (int i = 0; i < 100; i++)
		CHECK(write(fds[WRITE_END], block, sizeof(block)) == sizeof(block));
}

static void
much_goes_through_a_pipe(void)
{
	char block[777];
	size_t total = 0;
	ssize_t part;
	pid_t child;

	CHECK(pipe(fds) == 0);
	child = start_child(write_much);
	close(fds[WRITE_END]);
	while ((part = read(fds[READ_END], block, sizeof(block))) > 0)
		total += (size_t)part;
	CHECK(part == 0 && total == 100 * 1000);
	CHECK(wait_for(child) == 0);
}

static void
a_fifo_has_a_name(void)
{
	struct stat status;
	char text[4];
	int fd;

	CHECK(mkfifo("fifo", 0600) == 0 && stat("fifo", &status) == 0 && S_ISFIFO(status.st_mode));
	fd = open("fifo", O_RDWR);
	CHECK(fd >= 0 && write(fd, "text", 4) == 4 && read(fd, text, 4) == 4);
}

static void
poll_tells_what_is_ready(void)
{
	struct pollfd entries[3];

	CHECK(pipe(fds) == 0);
	entries[0] = (struct pollfd){.fd = fds[READ_END], .events = POLLIN};
	entries[1] = (struct pollfd){.fd = fds[WRITE_END], .events = POLLOUT};
	entries[2] = (struct pollfd){.fd = -1, .events = POLLIN};
	CHECK(poll(entries, 3, 0) == 1 && entries[0].revents == 0 && entries[1].revents == POLLOUT);
	CHECK(write(fds[WRITE_END], "x", 1) == 1);
	CHECK(poll(entries, 1, -1) == 1 && entries[0].revents == POLLIN);
	entries[0].fd = 50;
	CHECK(poll(entries, 1, 0) == 1 && entries[0].revents == POLLNVAL);
}

static void
poll_and_select_end_in_time(void)
{
	struct pollfd entry;
	struct timeval timeout = {.tv_usec = 100000};
	struct timespec before;
	struct timespec after;
	fd_set set;

	CHECK(pipe(fds) == 0);
	entry = (struct pollfd){.fd = fds[READ_END], .events = POLLIN};
	CHECK(clock_gettime(CLOCK_MONOTONIC, &before) == 0);
	CHECK(poll(&entry, 1, 100) == 0);
	FD_ZERO(&set);
	FD_SET(fds[READ_END], &set);
	CHECK(select(fds[READ_END] + 1, &set, NULL, NULL, &timeout) == 0);
	CHECK(!FD_ISSET(fds[READ_END], &set));
	CHECK(clock_gettime(CLOCK_MONOTONIC, &after) == 0);
	CHECK((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 >=
	      200);
}

static void
select_keeps_what_is_ready(void)
{
	fd_set reads;
	fd_set writes;

	CHECK(pipe(fds) == 0 && write(fds[WRITE_END], "x", 1) == 1);
	FD_ZERO(&reads);
	FD_ZERO(&writes);
	FD_SET(fds[READ_END], &reads);
	FD_SET(fds[WRITE_END], &writes);
	CHECK(select(fds[WRITE_END] + 1, &reads, &writes, NULL, NULL) == 2);
	CHECK(FD_ISSET(fds[READ_END], &reads) && FD_ISSET(fds[WRITE_END], &writes));
	FD_SET(50, &reads);
	CHECK_FAILS(select(51, &reads, NULL, NULL, NULL), EBADF);
}

static void
signal_then_write(void)
{
	usleep(50000);
	kill(getppid(), SIGUSR1);
	usleep(50000);
	write(fds[WRITE_END], "x", 1);
}

static void
a_handler_ends_a_waiting_read(void)
{
	char byte;
	pid_t child;

	CHECK(pipe(fds) == 0);
	handle(SIGUSR1, 0);
	child = start_child(signal_then_write);
	CHECK_FAILS(read(fds[READ_END], &byte, 1), EINTR);
	CHECK(handled == 1);
	CHECK(read(fds[READ_END], &byte, 1) == 1 && wait_for(child) == 0);
}

static void
a_restarting_handler_lets_a_read_go_on(void)
{
	char byte;
	pid_t child;

	CHECK(pipe(fds) == 0);
	handle(SIGUSR1, SA_RESTART);
	child = start_child(signal_then_write);
	CHECK(read(fds[READ_END], &byte, 1) == 1);
	CHECK(handled == 1);
	CHECK(wait_for(child) == 0);
}

static void
no_handler_lets_poll_go_on(void)
{
	struct pollfd entry;
	pid_t child;

	CHECK(pipe(fds) == 0);
	entry = (struct pollfd){.fd = fds[READ_END], .events = POLLIN};
	handle(SIGUSR1, SA_RESTART);
	child = start_child(signal_then_write);
	CHECK_FAILS(poll(&entry, 1, -1), EINTR);
	CHECK(wait_for(child) == 0);
}

const struct test pipe_tests[] = {
	{a_pipe_ends_when_its_writers_do, "a_pipe_ends_when_its_writers_do"},
	{a_pipe_without_readers_is_broken, "a_pipe_without_readers_is_broken"},
	{nonblocking_ends_say_try_again, "nonblocking_ends_say_try_again"},
	{much_goes_through_a_pipe, "much_goes_through_a_pipe"},
	{a_fifo_has_a_name, "a_fifo_has_a_name"},
	{poll_tells_what_is_ready, "poll_tells_what_is_ready"},
	{poll_and_select_end_in_time, "poll_and_select_end_in_time"},
	{select_keeps_what_is_ready, "select_keeps_what_is_ready"},
	{a_handler_ends_a_waiting_read, "a_handler_ends_a_waiting_read"},
	{a_restarting_handler_lets_a_read_go_on, "a_restarting_handler_lets_a_read_go_on"},
	{no_handler_lets_poll_go_on, "no_handler_lets_poll_go_on"},
	{NULL, NULL},
};
