/* What the tests share. */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vfstest.h"

#define TEXT_MAX 256
#define INTERRUPT_AFTER_S 1

void
wait_for_success(pid_t pid)
{
	int status = -1;

	CHECK(waitpid(pid, &status, 0) == pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_SAID_WHY)
		_exit(STATUS_SAID_WHY);
	CHECK(status == 0);
}

void
in_child(void (*function)(void))
{
	wait_for_success(start_child(function));
}

void
as_user(void (*function)(void))
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid == 0) {
		CHECK(setgid(USER_ID) == 0 && setuid(USER_ID) == 0);
		function();
		_exit(0);
	}
	wait_for_success(pid);
}

void
put_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	CHECK(fd >= 0);
	CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	CHECK(close(fd) == 0);
}

int
file_holds(const char *path, const char *text)
{
	char found[TEXT_MAX];
	int fd = open(path, O_RDONLY);
	ssize_t length;

	if (fd < 0)
		return 0;
	length = read(fd, found, sizeof(found));
	close(fd);
	return length == (ssize_t)strlen(text) && memcmp(found, text, (size_t)length) == 0;
}

int
exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

void
interrupt_soon(void)
{
	struct sigaction action = {.sa_handler = on_signal_nothing};

	CHECK(sigaction(SIGALRM, &action, NULL) == 0);
	alarm(INTERRUPT_AFTER_S);
}
