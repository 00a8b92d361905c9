#include "directory.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vars.h"

#define PATH_SIZE 1024

char *
directory_join(const char *base, const char *target)
{
	char *source = *target == '/' ? format_string("%s", target) :
			format_string("%s/%s", base, target);
	char *path = arena_allocate(&scratch, strlen(source) + 2), *end = path;

	while (*source != '\0') {
		size_t length = strcspn(source, "/");

		if (length == 2 && source[0] == '.' && source[1] == '.') {
			while (end > path && *--end != '/')
				;
		} else if (length > 0 && !(length == 1 && *source == '.')) {
			*end++ = '/';
			memcpy(end, source, length);
			end += length;
		}
		source += length + strspn(source + length, "/");
	}
	if (end == path)
		*end++ = '/';
	*end = '\0';
	return path;
}

char *
directory_physical(void)
{
	char *path = arena_allocate(&scratch, PATH_SIZE);

	return getcwd(path, PATH_SIZE);
}

bool
directory_is(const char *path)
{
	struct stat named, here;

	return path != NULL && *path == '/' && stat(path, &named) == 0 && stat(".", &here) == 0 &&
			named.st_dev == here.st_dev && named.st_ino == here.st_ino;
}

void
directory_begin(void)
{
	char *path;

	if (directory_is(var_get("PWD")))
		return;
	path = directory_physical();
	if (path != NULL)
		var_set("PWD", path);
}
