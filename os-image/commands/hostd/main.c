/* hostd: see hostd.h. Here is its loop: wait for a command, for output, for the end of a child. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hostd.h"

#define FIRST_JOB 2 /* of what poll watches: before it the device and the children's pipe */

/* The handler writes a byte here, so that a child's end between two polls wakes the next one. */
static int children[2];

static void
on_child(int signal)
{
	int saved = errno;

	(void)signal;
	(void)write(children[1], "", 1); /* a full pipe wakes poll as well */
	errno = saved;
}

static void
watch_children(void)
{
	struct sigaction action = {.sa_handler = on_child};

	if (pipe2(children, O_CLOEXEC | O_NONBLOCK) < 0 || sigaction(SIGCHLD, &action, NULL) < 0) {
		perror("hostd: can't watch its children");
		exit(EXIT_FAILURE);
	}
}

static void
drain_children(void)
{
	char bytes[16];

	while (read(children[0], bytes, sizeof(bytes)) > 0)
		;
}

/* Descriptors 0 to 2 are somebody's, so that no other file becomes a child's standard output. */
static void
open_standard_files(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static _Noreturn void
serve(void)
{
	static char line[CHANNEL_LINE_MAX];
	struct pollfd watched[FIRST_JOB + CHANNEL_COMMANDS_MAX] = {
		{.fd = device_fd(), .events = POLLIN},
		{.fd = children[0], .events = POLLIN},
	};

	for (;;) {
		nfds_t jobs = jobs_watch(watched + FIRST_JOB);

		if (poll(watched, FIRST_JOB + jobs, -1) < 0) {
			if (errno == EINTR)
				continue;
			perror("hostd: can't wait");
			exit(EXIT_FAILURE);
		}
		jobs_pump(watched + FIRST_JOB, jobs);
		if (watched[1].revents != 0) {
			drain_children();
			jobs_reap();
		}
		if (watched[0].revents != 0)
			command_take(line, device_read(line, sizeof(line)));
	}
}

int
main(void)
{
	umask(S_IWGRP | S_IWOTH);
	open_standard_files();
	watch_children();
	device_open();
	serve();
}
