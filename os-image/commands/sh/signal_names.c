/* Signals by name, and what to say of a process that one ended. */
#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "trap.h"

static const struct {
	const char *name, *text;
} signals[] = {
	[TRAP_EXIT] = {"EXIT", ""}, [SIGHUP] = {"HUP", "Hangup"}, [SIGINT] = {"INT", "Interrupt"},
	[SIGQUIT] = {"QUIT", "Quit"}, [SIGILL] = {"ILL", "Illegal instruction"},
	[SIGTRAP] = {"TRAP", "Trace/breakpoint trap"}, [SIGABRT] = {"ABRT", "Aborted"},
	[SIGBUS] = {"BUS", "Bus error"}, [SIGFPE] = {"FPE", "Floating point exception"},
	[SIGKILL] = {"KILL", "Killed"}, [SIGUSR1] = {"USR1", "User defined signal 1"},
	[SIGSEGV] = {"SEGV", "Segmentation fault"}, [SIGUSR2] = {"USR2", "User defined signal 2"},
	[SIGPIPE] = {"PIPE", "Broken pipe"}, [SIGALRM] = {"ALRM", "Alarm clock"},
	[SIGTERM] = {"TERM", "Terminated"}, [SIGCHLD] = {"CHLD", "Child exited"},
	[SIGCONT] = {"CONT", "Continued"}, [SIGSTOP] = {"STOP", "Stopped (signal)"},
	[SIGTSTP] = {"TSTP", "Stopped"}, [SIGTTIN] = {"TTIN", "Stopped (tty input)"},
	[SIGTTOU] = {"TTOU", "Stopped (tty output)"}, [SIGURG] = {"URG", "Urgent I/O condition"},
	[SIGVTALRM] = {"VTALRM", "Virtual timer expired"},
	[SIGWINCH] = {"WINCH", "Window changed"}, [SIGIO] = {"IO", "I/O possible"},
	[SIGSYS] = {"SYS", "Bad system call"},
};

#define SIGNAL_COUNT ((int)(sizeof(signals) / sizeof(signals[0])))

int
signal_number(const char *name)
{
	if (isdigit((unsigned char)*name)) {
		char *end;
		long number = strtol(name, &end, 10);

		return *end == '\0' && number < NSIG ? (int)number : -1;
	}
	if (strncmp(name, "SIG", strlen("SIG")) == 0)
		name += strlen("SIG");
	for (int i = 0; i < SIGNAL_COUNT; i++)
		if (signals[i].name != NULL && strcmp(signals[i].name, name) == 0)
			return i;
	return -1;
}

const char *
signal_name(int number)
{
	return number >= 0 && number < SIGNAL_COUNT ? signals[number].name : NULL;
}

const char *
signal_text(int number)
{
	if (signal_name(number) == NULL)
		return "Unknown signal";
	return signals[number].text;
}
