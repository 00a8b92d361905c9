/* What a terminal's settings say, without asking the terminal. */
#include <termios.h>

void
cfmakeraw(struct termios *termios)
{
	termios->c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR);
	termios->c_iflag &= ~(tcflag_t)(ICRNL | IXON);
	termios->c_oflag &= ~(tcflag_t)OPOST;
	termios->c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	termios->c_cflag |= CS8;
	termios->c_cc[VMIN] = 1;
	termios->c_cc[VTIME] = 0;
}

speed_t
cfgetispeed(const struct termios *termios)
{
	return termios->c_ispeed;
}

speed_t
cfgetospeed(const struct termios *termios)
{
	return termios->c_ospeed;
}

int
cfsetispeed(struct termios *termios, speed_t speed)
{
	termios->c_ispeed = speed;
	return 0;
}

int
cfsetospeed(struct termios *termios, speed_t speed)
{
	termios->c_ospeed = speed;
	return 0;
}
