/* Running a program that is looked for in the directories of PATH. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_PATH "/bin:/usr/bin"

/* directory/file, or file alone when the directory is the current one. 0: it is too long. */
static int
join(char path[PATH_MAX], const char *directory, size_t length, const char *file)
{
	size_t file_size = strlen(file) + 1;

	if (length + 1 + file_size > PATH_MAX)
		return 0;
	memcpy(path, directory, length);
	if (length > 0)
		path[length++] = '/';
	memcpy(path + length, file, file_size);
	return 1;
}

int
execvpe(const char *file, char *const arguments[], char *const environment[])
{
	const char *directory = getenv("PATH");
	char path[PATH_MAX];
	int error = ENOENT;

	if (strchr(file, '/') != NULL)
		return execve(file, arguments, environment);
	if (*file == '\0') {
		errno = ENOENT;
		return -1;
	}
	if (directory == NULL)
		directory = DEFAULT_PATH;
	for (;;) {
		size_t length = strcspn(directory, ":");

		if (join(path, directory, length, file)) {
			execve(path, arguments, environment);
			/* What is not there, or may not be run, is looked for further on. */
			if (errno == EACCES)
				error = EACCES;
			else if (errno != ENOENT && errno != ENOTDIR)
				return -1;
		}
		if (directory[length] == '\0')
			break;
		directory += length + 1;
	}
	errno = error;
	return -1;
}

int
execvp(const char *file, char *const arguments[])
{
	return execvpe(file, arguments, environ);
}
