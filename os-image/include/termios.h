/* What a terminal does to its input and output: POSIX.1-2017, chapter 11. */
#ifndef TERMIOS_H
#define TERMIOS_H

#include <sys/types.h>

typedef unsigned tcflag_t;
typedef unsigned char cc_t;
typedef unsigned speed_t;

#define NCCS 20

struct termios { /* 44 bytes: the size stands in TCGETS of <sys/ioctl.h> */
	tcflag_t c_iflag;
	tcflag_t c_oflag;
	tcflag_t c_cflag;
	tcflag_t c_lflag;
	cc_t c_cc[NCCS];
	speed_t c_ispeed;
	speed_t c_ospeed;
};
_Static_assert(sizeof(struct termios) == 44, "TCGETS names this size");

/* c_cc */
#define VINTR 0
#define VQUIT 1
#define VERASE 2
#define VKILL 3
#define VEOF 4
#define VTIME 5
#define VMIN 6
#define VSTART 8
#define VSTOP 9
#define VSUSP 10
#define VEOL 11
#define VREPRINT 12
#define VWERASE 14
#define VLNEXT 15
#define VEOL2 16
#define _POSIX_VDISABLE 0

/* c_iflag */
#define IGNBRK 0x0001
#define BRKINT 0x0002
#define PARMRK 0x0008
#define ISTRIP 0x0020
#define INLCR 0x0040
#define IGNCR 0x0080
#define ICRNL 0x0100
#define IXON 0x0400
#define IXANY 0x0800
#define IXOFF 0x1000

/* c_oflag */
#define OPOST 0x0001
#define ONLCR 0x0004
#define OCRNL 0x0008

/* c_cflag */
#define CS8 0x0030
#define CREAD 0x0080
#define HUPCL 0x0400
#define CLOCAL 0x0800

/* c_lflag */
#define ISIG 0x0001
#define ICANON 0x0002
#define ECHO 0x0008
#define ECHOE 0x0010
#define ECHOK 0x0020
#define ECHONL 0x0040
#define NOFLSH 0x0080
#define TOSTOP 0x0100
#define ECHOCTL 0x0200
#define ECHOKE 0x0800
#define IEXTEN 0x8000

#define TCSANOW 0
#define TCSADRAIN 1
#define TCSAFLUSH 2

#define TCIFLUSH 0
#define TCOFLUSH 1
#define TCIOFLUSH 2

#define B9600 13
#define B115200 4098

int tcgetattr(int fd, struct termios *termios);
int tcsetattr(int fd, int when, const struct termios *termios);
int tcflush(int fd, int queue);
int tcdrain(int fd);
pid_t tcgetsid(int fd);
/* No input processing, no echo, no signals, byte by byte. */
void cfmakeraw(struct termios *termios);
speed_t cfgetispeed(const struct termios *termios);
speed_t cfgetospeed(const struct termios *termios);
int cfsetispeed(struct termios *termios, speed_t speed);
int cfsetospeed(struct termios *termios, speed_t speed);

#endif
