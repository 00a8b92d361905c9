/* What signals mean, in words. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[NSIG] = {
	[SIGHUP] = "hangup",
	[SIGINT] = "interrupt",
	[SIGQUIT] = "quit",
	[SIGILL] = "illegal instruction",
	[SIGTRAP] = "trace trap",
	[SIGABRT] = "abort",
	[SIGBUS] = "bus error",
	[SIGFPE] = "arithmetic exception",
	[SIGKILL] = "killed",
	[SIGUSR1] = "user signal 1",
	[SIGSEGV] = "segmentation violation",
	[SIGUSR2] = "user signal 2",
	[SIGPIPE] = "broken pipe",
	[SIGALRM] = "alarm clock",
	[SIGTERM] = "terminated",
	[SIGCHLD] = "child status changed",
	[SIGCONT] = "continued",
	[SIGSTOP] = "stopped",
	[SIGTSTP] = "stopped from the terminal",
	[SIGTTIN] = "stopped by terminal input",
	[SIGTTOU] = "stopped by terminal output",
	[SIGURG] = "urgent data",
	[SIGVTALRM] = "virtual alarm clock",
	[SIGWINCH] = "window size changed",
	[SIGIO] = "input/output possible",
	[SIGSYS] = "bad system call",
};

char *
strsignal(int signal)
{
	static char unknown[32];

	if (signal > 0 && signal < NSIG && texts[signal] != NULL)
		return (char *)texts[signal];
	snprintf(unknown, sizeof(unknown), "signal %d", signal);
	return unknown;
}
