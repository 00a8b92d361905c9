/*
 * Writing to a descriptor: standard output and error are the kernel's console,
 * which takes at most DIAG_MAX bytes at once.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <unistd.h>

ssize_t
write(int fd, const void *from, size_t length)
{
	u32 part = length < DIAG_MAX ? length : DIAG_MAX;
	int error;

	if (fd != STDOUT_FILENO && fd != STDERR_FILENO) {
		errno = EBADF;
		return -1;
	}
	if (part == 0)
		return 0;
	error = sys_diag(from, part);
	if (error < 0) {
		errno = -error;
		return -1;
	}
	return (ssize_t)part;
}
