/* Commands about the terminal's foreground group. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ttytest.h"

#define READ_SIZE 256

/* Repeats lines until the end of the input. */
static _Noreturn void
be_job(void)
{
	char line[READ_SIZE];
	ssize_t length;

	signal(SIGTTOU, SIG_DFL);
	printf("job runs\n");
	fflush(stdout);
	while ((length = read(STDIN_FILENO, line, sizeof(line))) > 0) {
		print_bytes("job got", line, length);
		printf("\n");
		fflush(stdout);
	}
	_exit(EXIT_SUCCESS);
}

/* Returns whether the job is still there. */
static int
report(int status)
{
	if (WIFSTOPPED(status))
		printf("job stopped by %d\n", WSTOPSIG(status));
	else if (WIFSIGNALED(status))
		printf("job killed by %d\n", WTERMSIG(status));
	else
		printf("job ended with %d\n", WEXITSTATUS(status));
	fflush(stdout);
	return WIFSTOPPED(status);
}

/* job: a child in the foreground; when it is stopped it is let go on, once told. */
static void
run_job(const int *arguments)
{
	char line[READ_SIZE];
	int status;
	pid_t job;

	(void)arguments;
	signal(SIGTTOU, SIG_IGN);
	job = fork();
	if (job == 0) {
		setpgid(0, 0);
		tcsetpgrp(STDIN_FILENO, getpid());
		be_job();
	}
	while (job > 0 && waitpid(job, &status, WUNTRACED) == job) {
		tcsetpgrp(STDIN_FILENO, getpgrp());
		if (!report(status))
			break;
		(void)read(STDIN_FILENO, line, sizeof(line));
		tcsetpgrp(STDIN_FILENO, job);
		kill(-job, SIGCONT);
	}
}

const struct command job_commands[] = {{"job", 0, run_job}, {0}};
