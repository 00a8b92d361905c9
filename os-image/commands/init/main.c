/*
 * Boot: the banner, /etc/rc, and then the programs of /etc/ttys for ever.
 *
 * The kernel hands over the boot parameters as variables of the environment;
 * single=1 leaves out /etc/rc and starts nothing but a shell on the console.
 * SIGUSR1 and SIGUSR2 ask for a power-off, SIGTERM for a restart.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "init.h"

#define RC_LIMIT_S 60
#define KB_PER_FRAME 4
#define MOTD_MAX 1024
#define FIRST_PID 1

static const char usage[] =
	"Usage: init\n"
	"The first process: runs /etc/rc, then keeps the programs of /etc/ttys running. It is\n"
	"started by the system alone; halt, poweroff and reboot ask it for the end.\n";

void
say(const char *format, ...)
{
	va_list arguments;

	fputs("init: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

time_t
uptime_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void
print_banner(void)
{
	char motd[MOTD_MAX];
	struct utsname system;
	struct sysinfo usage;
	int fd = open("/etc/motd", O_RDONLY);

	if (uname(&system) == 0 && sysinfo(&usage) == 0)
		printf("\n%s %s on %s, %u KB of memory, %lu KB free\n", system.sysname,
		       system.release, system.machine, usage.memory_kb,
		       usage.frames_free * KB_PER_FRAME);
	if (fd >= 0) {
		ssize_t length = read(fd, motd, sizeof(motd));

		if (length > 0)
			fwrite(motd, 1, (size_t)length, stdout);
		close(fd);
	}
	fflush(stdout);
}

static void
set_environment(void)
{
	static const char *const variables[][2] = {
		{"PATH", "/bin:/usr/bin:/sbin"},
		{"HOME", "/root"},
		{"USER", "root"},
		{"LOGNAME", "root"},
		{"SHELL", "/bin/sh"},
		{"TERM", "xterm"},
	};

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		setenv(variables[i][0], variables[i][1], 1);
}

/* A script that hangs must not keep the user from the console. */
static void
run_rc(void)
{
	pid_t child = fork();

	if (child == 0) {
		restore_signals();
		execl("/bin/sh", "sh", "/etc/rc", (char *)NULL);
		say("/bin/sh does not start: %s", strerror(errno));
		_exit(EXIT_FAILURE);
	}
	if (child < 0)
		say("no process for /etc/rc: %s", strerror(errno));
	else if (!wait_for_child(child, RC_LIMIT_S) && shutdown_asked() == SHUTDOWN_NONE)
		say("/etc/rc still runs after %d s; going on without it", RC_LIMIT_S);
}

static bool
is_single(void)
{
	const char *value = getenv("single");

	return value != NULL && strcmp(value, "1") == 0;
}

/* By hand it can only be asked for help. */
static _Noreturn void
refuse(int argc, char **argv)
{
	char **operands;

	tool_only_operands(argc, argv, usage, &operands);
	tool_no_operands();
	give_up(STATUS_FAILED, "only the first process runs this program; this is process %d",
		(int)getpid());
}

int
main(int argc, char **argv)
{
	bool single = is_single();

	if (getpid() != FIRST_PID)
		refuse(argc, argv);
	catch_signals();
	umask(S_IWGRP | S_IWOTH);
	set_environment();
	print_banner();
	if (!single)
		run_rc();
	jobs_read(single);
	for (;;) {
		if (shutdown_asked() != SHUTDOWN_NONE)
			shut_down(shutdown_asked());
		reap_children();
		wait_for_news(jobs_start());
	}
}
