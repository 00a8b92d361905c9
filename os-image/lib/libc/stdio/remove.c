/* Removing a file or an empty directory. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int
remove(const char *path)
{
	int error = errno;

	if (unlink(path) == 0)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	errno = error;
	return rmdir(path);
}
