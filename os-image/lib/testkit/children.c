/* See testkit/testkit.h. */
#include <libsys/kcall.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <testkit/testkit.h>
#include <unistd.h>

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

u64
now_us(void)
{
	return sys_uptime_us();
}
