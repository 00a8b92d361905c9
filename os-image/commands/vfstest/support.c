/* What the tests share. */
#include <dirent.h>
#include <fcntl.h>
#include <libsys/kcall.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vfstest.h"

#define TEXT_MAX 256
#define PATH_ROOM 512
#define INTERRUPT_AFTER_S 1

const char *running_test = "";

_Noreturn void
fail(const char *file, int line, const char *what)
{
	printf("FAIL %s: %s:%d: %s (errno: %s)\n", running_test, file, line, what,
	       strerror(errno));
	fflush(stdout);
	_exit(STATUS_SAID_WHY);
}

pid_t
start_child(void (*function)(void))
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid == 0) {
		function();
		_exit(0);
	}
	return pid;
}

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

_Noreturn void
sleep_for_ever(void)
{
	for (;;)
		sleep(3600);
}

u64
now_us(void)
{
	return sys_uptime_us();
}

void
remove_tree(const char *path)
{
	char below[PATH_ROOM];
	struct dirent *entry;
	DIR *directory;

	if (unlink(path) == 0 || rmdir(path) == 0)
		return;
	directory = opendir(path);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		remove_tree(below);
	}
	if (directory != NULL)
		closedir(directory);
	rmdir(path);
}

void
on_signal_nothing(int signal)
{
	(void)signal;
}

void
interrupt_soon(void)
{
	struct sigaction action = {.sa_handler = on_signal_nothing};

	CHECK(sigaction(SIGALRM, &action, NULL) == 0);
	alarm(INTERRUPT_AFTER_S);
}
