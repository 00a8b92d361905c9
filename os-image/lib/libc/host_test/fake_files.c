/* Descriptors in memory; see the header. The functions have the names that our sources call. */
#include "fake_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "check.h"

extern int k_errno;

struct fake_file fakes[FAKE_COUNT];

ssize_t k_read(int fd, void *to, size_t length);
ssize_t k_write(int fd, const void *from, size_t length);
off_t k_lseek(int fd, off_t offset, int whence);
int k_open(const char *path, int flags, ...);
int k_close(int fd);
int k_dup2(int fd, int to);
int k_fcntl(int fd, int command, ...);
int k_isatty(int fd);
int k_process_is_system(void);

void
fake_reset(int fd)
{
	memset(&fakes[fd], 0, sizeof(fakes[fd]));
	fakes[fd].room = FAKE_SIZE;
}

static size_t
part_of(const struct fake_file *file, size_t length)
{
	return file->is_short && length > 0 ? 1 + random_below((uint32_t)length) : length;
}

ssize_t
k_read(int fd, void *to, size_t length)
{
	struct fake_file *file = &fakes[fd];
	size_t there = file->position < file->size ? file->size - file->position : 0;

	length = part_of(file, length < there ? length : there);
	memcpy(to, file->bytes + file->position, length);
	file->position += length;
	return (ssize_t)length;
}

ssize_t
k_write(int fd, const void *from, size_t length)
{
	struct fake_file *file = &fakes[fd];

	if (fd == STDERR_FILENO) {
		printf("said: %.*s", (int)length, (const char *)from);
		return (ssize_t)length;
	}
	file->writes++;
	if (file->appends)
		file->position = file->size;
	length = part_of(file, length);
	if (file->position + length > file->room) {
		k_errno = ENOSPC;
		return -1;
	}
	memcpy(file->bytes + file->position, from, length);
	file->position += length;
	if (file->size < file->position)
		file->size = file->position;
	return (ssize_t)length;
}

off_t
k_lseek(int fd, off_t offset, int whence)
{
	struct fake_file *file = &fakes[fd];

	if (file->is_terminal) {
		k_errno = ESPIPE;
		return -1;
	}
	if (whence == SEEK_CUR)
		offset += (off_t)file->position;
	else if (whence == SEEK_END)
		offset += (off_t)file->size;
	if (offset < 0 || offset > FAKE_SIZE) {
		k_errno = EINVAL;
		return -1;
	}
	file->position = (size_t)offset;
	return offset;
}

int
k_open(const char *path, int flags, ...)
{
	(void)path;
	if ((flags & O_TRUNC) != 0)
		fakes[FAKE_FD].size = 0;
	fakes[FAKE_FD].appends = (flags & O_APPEND) != 0;
	fakes[FAKE_FD].position = 0;
	fakes[FAKE_FD].is_open = 1;
	return FAKE_FD;
}

int
k_close(int fd)
{
	fakes[fd].is_open = 0;
	return 0;
}

int
k_dup2(int fd, int to)
{
	(void)fd;
	return to;
}

int
k_fcntl(int fd, int command, ...)
{
	(void)fd;
	return command == F_GETFL ? O_RDWR : 0;
}

int
k_isatty(int fd)
{
	return fakes[fd].is_terminal;
}

int
k_process_is_system(void)
{
	return 0;
}
