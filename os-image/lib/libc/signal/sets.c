/* Sets of signals: bit (signal - 1) of a word. */
#include <errno.h>
#include <signal.h>

/* The signal's bit, or 0 with errno EINVAL. */
static sigset_t
bit(int signal)
{
	if (signal < 1 || signal >= NSIG) {
		errno = EINVAL;
		return 0;
	}
	return 1u << (signal - 1);
}

int
sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

int
sigfillset(sigset_t *set)
{
	*set = (1u << (NSIG - 1)) - 1;
	return 0;
}

int
sigaddset(sigset_t *set, int signal)
{
	*set |= bit(signal);
	return bit(signal) != 0 ? 0 : -1;
}

int
sigdelset(sigset_t *set, int signal)
{
	*set &= ~bit(signal);
	return bit(signal) != 0 ? 0 : -1;
}

int
sigismember(const sigset_t *set, int signal)
{
	sigset_t wanted = bit(signal);

	if (wanted == 0)
		return -1;
	return (*set & wanted) != 0;
}
