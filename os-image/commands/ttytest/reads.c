/* Commands that read in one way or another. Each says "go" when it is about to. */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ttytest.h"

#define READ_SIZE 256
#define BURST_MAX 8192

static char buffer[BURST_MAX];

static void
go(void)
{
	printf("go\n");
	fflush(stdout);
}

/* line: one read in canonical mode. */
static void
read_line(const int *arguments)
{
	(void)arguments;
	go();
	print_bytes("got", buffer, read(STDIN_FILENO, buffer, READ_SIZE));
	printf("\n");
}

/* raw MIN TIME: one read in raw mode, and how long it took. */
static void
read_raw(const int *arguments)
{
	long began;
	ssize_t length;

	make_raw(arguments[0], arguments[1]);
	go();
	began = now_ms();
	length = read(STDIN_FILENO, buffer, READ_SIZE);
	began = now_ms() - began;
	restore_terminal();
	print_bytes("got", buffer, length);
	printf(" after %ld ms\n", began);
}

/* nonblock: a read that must not wait, when there is nothing and when there is something. */
static void
read_nonblocking(const int *arguments)
{
	int flags = fcntl(STDIN_FILENO, F_GETFL);
	struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};

	(void)arguments;
	fcntl(STDIN_FILENO, F_SETFL, flags | O_NONBLOCK);
	print_bytes("first", buffer, read(STDIN_FILENO, buffer, READ_SIZE));
	printf("\n");
	go();
	poll(&wait, 1, -1);
	print_bytes("then", buffer, read(STDIN_FILENO, buffer, READ_SIZE));
	printf("\n");
	fcntl(STDIN_FILENO, F_SETFL, flags);
}

/* poll MS: waits so long for a line, and says what a read would get. */
static void
poll_line(const int *arguments)
{
	struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
	long began = now_ms();
	int readable = -1;
	int ready;

	go();
	ready = poll(&wait, 1, arguments[0]);
	began = now_ms() - began;
	ioctl(STDIN_FILENO, FIONREAD, &readable);
	printf("poll %d events %d readable %d after %ld ms\n", ready, wait.revents, readable,
	       began);
	if (ready > 0)
		(void)read(STDIN_FILENO, buffer, READ_SIZE);
}

/* burst COUNT: lets so many bytes come before it reads, and counts those that are as expected. */
static void
read_burst(const int *arguments)
{
	int readable = 0;
	int total = 0;
	int right = 0;

	make_raw(1, 0);
	go();
	while (readable < arguments[0])
		ioctl(STDIN_FILENO, FIONREAD, &readable);
	while (total < arguments[0]) {
		ssize_t length = read(STDIN_FILENO, buffer, sizeof(buffer));

		if (length <= 0)
			break;
		for (ssize_t i = 0; i < length; i++, total++)
			right += buffer[i] == 'a' + total % 26;
	}
	restore_terminal();
	printf("burst of %d, %d right\n", total, right);
}

const struct command read_commands[] = {
	{"line", 0, read_line}, {"raw", 2, read_raw},	  {"nonblock", 0, read_nonblocking},
	{"poll", 1, poll_line}, {"burst", 1, read_burst}, {0},
};
