/*
 * Requests to devices. A request's number tells the size of its argument and
 * which way that goes, so that VFS can grant the driver just those bytes.
 */
#ifndef SYS_IOCTL_H
#define SYS_IOCTL_H

#include <kintsugi/types.h>

#define IOCTL_TO_DRIVER 0x40000000u   /* the driver reads the argument */
#define IOCTL_FROM_DRIVER 0x80000000u /* the driver writes it */
#define IOCTL_SIZE_MAX 0x3fffu
#define IOCTL_SIZE(request) (((request) >> 16) & IOCTL_SIZE_MAX)
#define IOCTL(direction, group, number, size)                                                      \
	((direction) | ((unsigned)(size) << 16) | ((unsigned)(group) << 8) | (unsigned)(number))

struct winsize {
	unsigned short ws_row;
	unsigned short ws_col;
	unsigned short ws_xpixel;
	unsigned short ws_ypixel;
};

/* Terminals; tcgetattr and its kin of <termios.h> use the first ones. */
#define TCGETS IOCTL(IOCTL_FROM_DRIVER, 'T', 1, 44)  /* struct termios */
#define TCSETS IOCTL(IOCTL_TO_DRIVER, 'T', 2, 44)    /* at once */
#define TCSETSW IOCTL(IOCTL_TO_DRIVER, 'T', 3, 44)   /* when the output is out */
#define TCSETSF IOCTL(IOCTL_TO_DRIVER, 'T', 4, 44)   /* and the input thrown away */
#define TCFLSH IOCTL(IOCTL_TO_DRIVER, 'T', 5, 4)     /* int: TCIFLUSH ... */
#define TCDRAIN IOCTL(0u, 'T', 6, 0)                 /* when the output is out */
#define TIOCGWINSZ IOCTL(IOCTL_FROM_DRIVER, 'T', 7, 8)
#define TIOCSWINSZ IOCTL(IOCTL_TO_DRIVER, 'T', 8, 8) /* SIGWINCH to the foreground group */
#define FIONREAD IOCTL(IOCTL_FROM_DRIVER, 'f', 1, 4) /* int: bytes that a read would get */
/* VFS answers these itself: it keeps sessions and their terminals. */
#define TIOCSCTTY IOCTL(0u, 'T', 16, 0)
#define TIOCNOTTY IOCTL(0u, 'T', 17, 0)
#define TIOCGPGRP IOCTL(IOCTL_FROM_DRIVER, 'T', 18, 4)
#define TIOCSPGRP IOCTL(IOCTL_TO_DRIVER, 'T', 19, 4)
#define TIOCGSID IOCTL(IOCTL_FROM_DRIVER, 'T', 20, 4)

/* Block devices */
#define BLKGETSIZE64 IOCTL(IOCTL_FROM_DRIVER, 'B', 1, 8) /* u64: bytes; VFS answers it */

int ioctl(int fd, unsigned long request, ...);

#endif
