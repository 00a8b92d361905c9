/* A command for the shell. While it runs, ^C and ^\ are for the command alone. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../shell.h"

static int
wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

int
system(const char *command)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction old_interrupt;
	struct sigaction old_quit;
	sigset_t child_set;
	sigset_t old_mask;
	pid_t child;
	int status = -1;

	if (command == NULL)
		return access(SHELL, X_OK) == 0;
	sigemptyset(&child_set);
	sigaddset(&child_set, SIGCHLD);
	sigaction(SIGINT, &ignore, &old_interrupt);
	sigaction(SIGQUIT, &ignore, &old_quit);
	sigprocmask(SIG_BLOCK, &child_set, &old_mask);
	child = fork();
	if (child == 0) {
		sigaction(SIGINT, &old_interrupt, NULL);
		sigaction(SIGQUIT, &old_quit, NULL);
		sigprocmask(SIG_SETMASK, &old_mask, NULL);
		EXEC_SHELL(command);
		_exit(SHELL_NOT_FOUND);
	}
	if (child > 0)
		status = wait_for(child);
	sigaction(SIGINT, &old_interrupt, NULL);
	sigaction(SIGQUIT, &old_quit, NULL);
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	return status;
}
