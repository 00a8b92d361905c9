/* A file without a name, which is gone when it is closed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

FILE *
tmpfile(void)
{
	char path[] = "/tmp/fileXXXXXX";
	int fd = mkstemp(path);
	FILE *stream;

	if (fd < 0)
		return NULL;
	unlink(path);
	stream = fdopen(fd, "w+");
	if (stream == NULL) {
		int error = errno;

		close(fd);
		errno = error;
	}
	return stream;
}
