/* The machine's name: the first line of /etc/hostname. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define HOSTNAME_FILE "/etc/hostname"
#define DEFAULT_HOSTNAME "kintsugi"
#define HOSTNAME_MAX 64
#define HOSTNAME_MODE 0644

/* Reads the name into the buffer; "" when there is none. */
static void
read_name(char name[HOSTNAME_MAX + 1])
{
	int error = errno;
	int fd = open(HOSTNAME_FILE, O_RDONLY | O_CLOEXEC);
	ssize_t length = 0;

	if (fd >= 0) {
		length = read(fd, name, HOSTNAME_MAX);
		close(fd);
	}
	name[length > 0 ? length : 0] = '\0';
	name[strcspn(name, "\r\n")] = '\0';
	errno = error;
}

int
gethostname(char *name, size_t size)
{
	char text[HOSTNAME_MAX + 1];

	read_name(text);
	if (text[0] == '\0')
		strcpy(text, DEFAULT_HOSTNAME);
	if (strlcpy(name, text, size) >= size) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return 0;
}

int
sethostname(const char *name, size_t length)
{
	ssize_t written;
	int fd;

	if (length == 0 || length > HOSTNAME_MAX || memchr(name, '\n', length) != NULL) {
		errno = EINVAL;
		return -1;
	}
	fd = open(HOSTNAME_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, HOSTNAME_MODE);
	if (fd < 0)
		return -1;
	written = write(fd, name, length);
	if (written == (ssize_t)length)
		written = write(fd, "\n", 1) == 1 ? written : -1;
	if (close(fd) < 0)
		return -1;
	return written == (ssize_t)length ? 0 : -1;
}
