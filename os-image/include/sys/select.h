/* select: poll for descriptors below FD_SETSIZE. */
#ifndef SYS_SELECT_H
#define SYS_SELECT_H

#include <sys/time.h>

#define FD_SETSIZE 64

typedef struct {
	unsigned bits[FD_SETSIZE / 32];
} fd_set;

#define FD_ZERO(set) ((void)(*(set) = (fd_set){0}))
#define FD_SET(fd, set) ((void)((set)->bits[(fd) / 32] |= 1u << ((fd) % 32)))
#define FD_CLR(fd, set) ((void)((set)->bits[(fd) / 32] &= ~(1u << ((fd) % 32))))
#define FD_ISSET(fd, set) (((set)->bits[(fd) / 32] >> ((fd) % 32) & 1u) != 0)

/* *timeout stays as it is; NULL: none. */
int select(int count, fd_set *restrict read_set, fd_set *restrict write_set,
	   fd_set *restrict error_set, struct timeval *restrict timeout);

#endif
