/* Terminals: their settings, by requests to the driver. */
#include <errno.h>
#include <sys/ioctl.h>
#include <termios.h>

int
tcgetattr(int fd, struct termios *termios)
{
	return ioctl(fd, TCGETS, termios);
}

int
tcsetattr(int fd, int when, const struct termios *termios)
{
	static const unsigned long requests[] = {
		[TCSANOW] = TCSETS,
		[TCSADRAIN] = TCSETSW,
		[TCSAFLUSH] = TCSETSF,
	};

	if (when < TCSANOW || when > TCSAFLUSH) {
		errno = EINVAL;
		return -1;
	}
	return ioctl(fd, requests[when], termios);
}

int
tcflush(int fd, int queue)
{
	return ioctl(fd, TCFLSH, &queue);
}

int
tcdrain(int fd)
{
	return ioctl(fd, TCDRAIN);
}

pid_t
tcgetsid(int fd)
{
	pid_t session;

	return ioctl(fd, TIOCGSID, &session) < 0 ? -1 : session;
}

pid_t
tcgetpgrp(int fd)
{
	pid_t group;

	return ioctl(fd, TIOCGPGRP, &group) < 0 ? -1 : group;
}

int
tcsetpgrp(int fd, pid_t group)
{
	return ioctl(fd, TIOCSPGRP, &group);
}

int
isatty(int fd)
{
	struct termios termios;

	if (tcgetattr(fd, &termios) == 0)
		return 1;
	if (errno != EBADF)
		errno = ENOTTY;
	return 0;
}
