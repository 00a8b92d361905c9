/*
 * A call to a character device may wait for the world outside, and VFS lets it. A signal ends it:
 * one a second from the deadline on, since the first may come just before the call.
 */
#include <signal.h>
#include <unistd.h>

#include "workload.h"

#define AGAIN_S 1u

static void
interrupt(int signal)
{
	(void)signal;
	alarm(AGAIN_S);
}

void
limit_begin(unsigned seconds)
{
	const struct sigaction action = {.sa_handler = interrupt};

	(void)sigaction(SIGALRM, &action, NULL);
	(void)alarm(seconds);
}

void
limit_end(void)
{
	(void)alarm(0);
}
