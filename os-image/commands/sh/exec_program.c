/* Finding programs along PATH and becoming them. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "exec.h"
#include "vars.h"

#define SHELL_PATH "/bin/sh"
#define DEFAULT_PATH "/bin:/usr/bin:/sbin:/usr/sbin"

/* So much of a file tells whether it is text. */
#define SAMPLE_SIZE 128

/* 0 or why the file can't be executed. */
static int
check_executable(const char *path)
{
	struct stat info;

	if (stat(path, &info) != 0)
		return errno;
	return S_ISREG(info.st_mode) && access(path, X_OK) == 0 ? 0 : EACCES;
}

char *
program_find(const char *name)
{
	const char *directory = var_get("PATH");
	int error = ENOENT;

	if (strchr(name, '/') != NULL || *name == '\0') {
		errno = *name != '\0' ? check_executable(name) : ENOENT;
		return errno == 0 ? arena_copy(&scratch, name, strlen(name)) : NULL;
	}
	if (directory == NULL)
		directory = DEFAULT_PATH;
	for (;;) {
		size_t length = strcspn(directory, ":");
		char *path = length == 0 ? format_string("./%s", name) :
				format_string("%.*s/%s", (int)length, directory, name);
		int why = check_executable(path);

		if (why == 0)
			return path;
		if (why == EACCES)
			error = EACCES;
		if (directory[length] == '\0')
			break;
		directory += length + 1;
	}
	errno = error;
	return NULL;
}

/* Whether the file starts with text, so that the shell may read it. */
static bool
is_text(const char *path)
{
	char sample[SAMPLE_SIZE];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count = fd >= 0 ? read(fd, sample, sizeof(sample)) : -1;

	if (fd >= 0)
		close(fd);
	return count >= 0 && memchr(sample, '\0', (size_t)count) == NULL;
}

/* A text without a program that it names is a script for this shell. */
static void
exec_script(const char *path, char **argv, char **environment)
{
	size_t count = 0;
	char **script;

	while (argv[count] != NULL)
		count++;
	script = arena_allocate(&scratch, (count + 2) * sizeof(*script));
	script[0] = "sh";
	script[1] = arena_copy(&scratch, path, strlen(path));
	memcpy(script + 2, argv + 1, count * sizeof(*script));
	execve(SHELL_PATH, script, environment);
}

void
program_exec(const char *path, char **argv)
{
	char **environment = vars_environment();
	int error;

	execve(path, argv, environment);
	error = errno;
	if (error == ENOEXEC && is_text(path))
		exec_script(path, argv, environment);
	complain("%s: %s", argv[0], error == ENOENT ? "not found" : strerror(error));
	shell_exit(error == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN);
}
