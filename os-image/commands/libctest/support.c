/* What the tests share. */
#include "libctest.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define TEXT_SIZE 512

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
