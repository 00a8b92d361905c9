/*
 * Signals are blocked except in wait_for_news, where sigsuspend lets them in: so
 * a child that ends, or a request to shut down, just before init waits is not
 * slept through.
 */
#include <signal.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "init.h"

#define LONGEST_WAIT_S 60 /* so that a clock that jumps can't stop everything */

static const struct {
	int signal;
	int how; /* SHUTDOWN_NONE: it only ends a wait */
} caught[] = {
	{SIGCHLD, SHUTDOWN_NONE}, {SIGALRM, SHUTDOWN_NONE}, {SIGTERM, RB_REBOOT},
	{SIGUSR1, RB_POWEROFF},   {SIGUSR2, RB_POWEROFF},
};
#define CAUGHT_COUNT (sizeof(caught) / sizeof(caught[0]))

/* Set by the handler, which runs only inside sigsuspend. */
static volatile int asked = SHUTDOWN_NONE;
static sigset_t normal_mask;

static void
on_signal(int signal)
{
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		if (caught[i].signal == signal && caught[i].how != SHUTDOWN_NONE)
			asked = caught[i].how;
}

void
catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t blocked;

	sigemptyset(&blocked);
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		sigaddset(&blocked, caught[i].signal);
	sigprocmask(SIG_BLOCK, &blocked, &normal_mask);
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		sigaction(caught[i].signal, &action, NULL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

void
restore_signals(void)
{
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		signal(caught[i].signal, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &normal_mask, NULL);
}

void
wait_for_news(time_t until_s)
{
	time_t now = uptime_s();
	time_t wait_s = until_s > now ? until_s - now : 1;

	if (until_s == 0 || wait_s > LONGEST_WAIT_S)
		wait_s = LONGEST_WAIT_S;
	alarm((unsigned)wait_s);
	sigsuspend(&normal_mask);
	alarm(0);
}

int
shutdown_asked(void)
{
	return asked;
}
