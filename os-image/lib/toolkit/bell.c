/* See <toolkit/bell.h>. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <toolkit/bell.h>
#include <unistd.h>

void
bell_ring(const char *path)
{
	int fd = open(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	/* The listener may end right now: that is its own matter. */
	signal(SIGPIPE, SIG_IGN);
	(void)!write(fd, "", 1);
	close(fd);
}

/* Open for writing as well, so that the FIFO does not end when a ringer closes it. */
int
bell_open(const char *path)
{
	if (mkfifo(path, S_IRUSR | S_IWUSR) != 0 && errno != EEXIST)
		return -1;
	return open(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
}

void
bell_hush(int fd)
{
	char bytes[64];

	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
}
