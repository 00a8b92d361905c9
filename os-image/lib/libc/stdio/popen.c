/* Streams from and to the commands that a shell runs. */
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../shell.h"

/* The child's side: the pipe becomes standard input or output, streams of other popens close. */
static _Noreturn void
run(const char *command, int fd, int as)
{
	for (FILE *stream = streams_in_use; stream != NULL; stream = stream->following)
		if (stream->child != 0)
			close(stream->fd);
	if (fd == as)
		fcntl(fd, F_SETFD, 0);
	else
		dup2(fd, as);
	EXEC_SHELL(command);
	_exit(SHELL_NOT_FOUND);
}

FILE *
popen(const char *command, const char *mode)
{
	unsigned flags;
	int open_flags = stream_mode(mode, &flags);
	int is_reading = (flags & STREAM_READABLE) != 0;
	FILE *stream;
	pid_t child;
	int fds[2];
	int own;
	int others;

	if (open_flags < 0)
		return NULL;
	if ((open_flags & O_ACCMODE) == O_RDWR || (flags & STREAM_APPENDS) != 0) {
		errno = EINVAL;
		return NULL;
	}
	if (pipe2(fds, O_CLOEXEC) < 0)
		return NULL;
	own = is_reading ? fds[0] : fds[1];
	others = is_reading ? fds[1] : fds[0];
	stream = fdopen(own, mode);
	child = stream == NULL ? -1 : fork();
	if (child == 0)
		run(command, others, is_reading ? STDOUT_FILENO : STDIN_FILENO);
	close(others);
	if (child < 0) {
		int error = errno;

		if (stream != NULL)
			fclose(stream);
		else
			close(own);
		errno = error;
		return NULL;
	}
	/* Listed from now on, so that later popens close it in their children. */
	stream_start(stream);
	stream->child = child;
	return stream;
}

int
pclose(FILE *stream)
{
	pid_t child = stream->child;
	int status;

	fclose(stream);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}
