/* What the tests share. */
#include "libctest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT_SIZE 512

const char *running_test = "";

_Noreturn void
fail(const char *file, int line, const char *what)
{
	int error = errno;

	/* Not by stdout, which tests point elsewhere. */
	dprintf(STDERR_FILENO, "FAIL %s: %s:%d: %s (errno: %s)\n", running_test, file, line, what,
		strerror(error));
	_exit(STATUS_SAID_WHY);
}

void
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ssize_t length = (ssize_t)strlen(text);

	CHECK(fd >= 0);
	CHECK(write(fd, text, (size_t)length) == length);
	CHECK(close(fd) == 0);
}

const char *
file_text(const char *path)
{
	static char text[TEXT_SIZE];
	int fd = open(path, O_RDONLY);
	ssize_t length;

	CHECK(fd >= 0);
	length = read(fd, text, sizeof(text) - 1);
	CHECK(length >= 0);
	text[length] = '\0';
	close(fd);
	return text;
}

pid_t
start_child(void (*function)(void))
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid == 0) {
		function();
		exit(0);
	}
	return pid;
}

int
wait_for(pid_t pid)
{
	int status = -1;

	CHECK(waitpid(pid, &status, 0) == pid);
	return status;
}

void
remove_tree(const char *path)
{
	char name[PATH_MAX];
	struct dirent *entry;
	DIR *directory = opendir(path);

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		struct stat status;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (lstat(name, &status) == 0 && S_ISDIR(status.st_mode))
			remove_tree(name);
		else
			unlink(name);
	}
	if (directory != NULL)
		closedir(directory);
	rmdir(path);
}
