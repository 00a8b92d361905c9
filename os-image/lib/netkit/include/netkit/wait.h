/* Waiting that comes to an end. */
#ifndef NETKIT_WAIT_H
#define NETKIT_WAIT_H

/*
 * Waits until the descriptor is ready for the events (POLLIN, POLLOUT), for at most timeout_ms
 * (below 0: for ever), whatever signals come. 1; 0: it did not get ready; -1 with errno.
 */
int wait_ready(int fd, short events, int timeout_ms);

/*
 * In the first seconds after boot a network card may not have its address yet: waits for one
 * as long as a DHCP server is asked for it, but no longer than those seconds.
 */
void wait_for_boot(void);

/* The value of an option: seconds such as 2 or 0.5, as ms; wrong usage but from 1 ms to a day. */
int need_seconds_ms(const char *text, const char *what);

#endif
