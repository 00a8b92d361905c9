/* See <toolkit/run.h>. */
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <toolkit/run.h>
#include <toolkit/tool.h>
#include <unistd.h>

int
run_program(char **words)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child < 0) {
		complain_errno("no process for %s", words[0]);
		return STATUS_NOT_RUN;
	}
	if (child == 0) {
		execvp(words[0], words);
		complain_errno("%s", words[0]);
		_exit(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_RUN);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return STATUS_NOT_RUN;
	return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_OF_SIGNAL + WTERMSIG(status);
}
