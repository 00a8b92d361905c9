/* Waiting for any of several descriptors. */
#ifndef POLL_H
#define POLL_H

#define POLLIN 0x001
#define POLLPRI 0x002
#define POLLOUT 0x004
#define POLLERR 0x008
#define POLLHUP 0x010
#define POLLNVAL 0x020

typedef unsigned nfds_t;

struct pollfd {
	int fd; /* below 0: this entry is skipped */
	short events;
	short revents;
};

int poll(struct pollfd *fds, nfds_t count, int timeout_ms);

#endif
