/* See <toolkit/io.h>. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

ssize_t
read_block(int fd, void *buffer, size_t size)
{
	ssize_t got;

	do
		got = read(fd, buffer, size);
	while (got < 0 && errno == EINTR);
	return got;
}

int
write_all(int fd, const void *buffer, size_t size)
{
	const char *from = buffer;

	while (size > 0) {
		ssize_t written = write(fd, from, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0) {
			if (written == 0)
				errno = ENOSPC;
			return -1;
		}
		from += written;
		size -= (size_t)written;
	}
	return 0;
}

int
open_input(const char *name)
{
	int fd;

	if (strcmp(name, "-") == 0)
		return STDIN_FILENO;
	fd = open(name, O_RDONLY);
	if (fd < 0)
		complain_errno("%s", name);
	return fd;
}

void
close_input(int fd)
{
	if (fd != STDIN_FILENO)
		close(fd);
}

int
copy_stream(int from, const char *from_name, int to, const char *to_name)
{
	char *buffer = need_memory(BLOCK_SIZE);
	ssize_t got;
	int result = 0;

	while ((got = read_block(from, buffer, BLOCK_SIZE)) > 0) {
		if (write_all(to, buffer, (size_t)got) == 0)
			continue;
		complain_errno("%s", to_name);
		result = -1;
		break;
	}
	if (got < 0) {
		complain_errno("%s", from_name);
		result = -1;
	}
	free(buffer);
	return result;
}
