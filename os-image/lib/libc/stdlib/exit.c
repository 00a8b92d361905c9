/*
 * The ways a program ends. exit runs what atexit registered, newest first, and
 * writes out what the streams hold; abort and _exit do neither.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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
abort(void)
{
	sigset_t abort_set = 1u << (SIGABRT - 1);

	sigprocmask(SIG_UNBLOCK, &abort_set, NULL);
	raise(SIGABRT);
	signal(SIGABRT, SIG_DFL);
	raise(SIGABRT);
	_exit(128 + SIGABRT);
}
