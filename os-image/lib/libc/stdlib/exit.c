/*
 * The ways a program ends. exit runs what atexit registered, newest first, and
 * writes out what the streams hold; abort, _exit and _Exit do neither.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A shell's status of a command that a signal ended is this and the signal. */
#define SHELL_SIGNAL_STATUS 128

static void (*functions[ATEXIT_MAX])(void);
static int function_count;

int
atexit(void (*function)(void))
{
	if (function_count == ATEXIT_MAX) {
		errno = ENOMEM;
		return -1;
	}
	functions[function_count++] = function;
	return 0;
}

_Noreturn void
exit(int status)
{
	while (function_count > 0)
		functions[--function_count]();
	fflush(NULL);
	_exit(status);
}

_Noreturn void
_Exit(int status)
{
	_exit(status);
}

_Noreturn void
abort(void)
{
	sigset_t abort_set = 1u << (SIGABRT - 1);

	sigprocmask(SIG_UNBLOCK, &abort_set, NULL);
	raise(SIGABRT);
	signal(SIGABRT, SIG_DFL);
	raise(SIGABRT);
	_exit(SHELL_SIGNAL_STATUS + SIGABRT);
}
