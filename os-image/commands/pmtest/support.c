/* What the tests share. */
#include "pmtest.h"

#include <kintsugi/kcall.h>
#include <libsys/kcall.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct kusage
usage(void)
{
	struct kusage usage;

	CHECK(sys_info(KINFO_USAGE, &usage, sizeof(usage), 0) >= 0);
	return usage;
}

u32
processes_in_use(void)
{
	return usage().processes;
}

u32
frames_free(void)
{
	return usage().frames_free;
}

const char *running_test = "";

_Noreturn void
fail(const char *file, int line, const char *what)
{
	printf("FAIL %s: %s:%d: %s\n", running_test, file, line, what);
	fflush(stdout);
	_exit(STATUS_SAID_WHY);
}

pid_t
start_child(void (*function)(void))
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid == 0) {
		function();
		exit(0);
	}
	return pid;
}

int
wait_for(pid_t pid)
{
	int status = -1;

	CHECK(waitpid(pid, &status, 0) == pid);
	return status;
}

int
status_of_child(void (*function)(void))
{
	return wait_for(start_child(function));
}

u64
now_us(void)
{
	return sys_uptime_us();
}

_Noreturn void
sleep_for_ever(void)
{
	for (;;)
		sleep(3600);
}

void
on_signal_nothing(int signal)
{
	(void)signal;
}
