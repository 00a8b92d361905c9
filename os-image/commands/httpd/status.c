/*
 * The state of the system as an answer of httpd: what its own tools print. Nothing of the request
 * gets to them. See httpd.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <toolkit/io.h>
#include <unistd.h>

#include "httpd.h"

#define OUTPUT_MAX (64u * 1024u) /* of one tool */

static char *const commands[][4] = {
	{"uname", "-a", NULL},
	{"free", "-h", NULL},
	{"ps", "-s", NULL},
	{"ifconfig", NULL},
	{"netstat", "-n", NULL},
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static _Noreturn void
run(char *const words[], int output)
{
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execvp(words[0], words);
	dprintf(STDERR_FILENO, "%s: %s\n", words[0], strerror(errno));
	_exit(1);
}

static int
pass_on(struct request *request, int from)
{
	char block[1024];
	size_t length = 0;
	ssize_t got;

	while ((got = read_block(from, block, sizeof(block))) > 0 && length < OUTPUT_MAX) {
		if (answer_bytes(request, block, (size_t)got) != 0)
			return -1;
		length += (size_t)got;
	}
	return 0;
}

static int
send_output(struct request *request, char *const words[])
{
	int ends[2];
	int error;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	child = fork();
	if (child == 0)
		run(words, ends[1]);
	close(ends[1]);
	error = child > 0 ? pass_on(request, ends[0]) : -1;
	close(ends[0]);
	if (child > 0) {
		/* A client that has gone, or a tool that writes on and on, is not waited for. */
		if (error != 0)
			kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	return error == 0 ? answer_bytes(request, "\n", 1) : -1;
}

int
answer_status(struct request *request)
{
	int error = answer_head(request, 200, "text/plain; charset=utf-8", BODY_UNKNOWN,
				"Cache-Control: no-store\r\n");

	for (size_t i = 0; error == 0 && !request->is_head && i < COMMANDS; i++)
		error = send_output(request, commands[i]);
	return error;
}
