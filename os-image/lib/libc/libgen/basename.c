/* The parts of a path: what POSIX says of basename and dirname, in place. */
#include <libgen.h>
#include <string.h>

/* Cuts slashes off the end of the first length bytes, but for one that is all there is. */
static void
cut_slashes(char *path, size_t length)
{
	while (length > 1 && path[length - 1] == '/')
		length--;
	path[length] = '\0';
}

char *
basename(char *path)
{
	static char nothing[] = ".";
	char *slash;

	if (path == NULL || *path == '\0')
		return strcpy(nothing, ".");
	cut_slashes(path, strlen(path));
	slash = strrchr(path, '/');
	return slash == NULL || slash[1] == '\0' ? path : slash + 1;
}

char *
dirname(char *path)
{
	static char nothing[] = ".";
	char *slash;

	if (path == NULL || *path == '\0')
		return strcpy(nothing, ".");
	cut_slashes(path, strlen(path));
	slash = strrchr(path, '/');
	if (slash == NULL)
		return strcpy(nothing, ".");
	cut_slashes(path, (size_t)(slash - path) + 1);
	return path;
}
