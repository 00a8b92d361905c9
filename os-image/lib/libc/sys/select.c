/* select, by poll. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/select.h>

#define MS_PER_S 1000
#define US_PER_MS 1000
#define US_PER_S 1000000

/* The time-out in milliseconds, rounded up; below 0: none. */
static int
timeout_ms(const struct timeval *timeout, int *is_wrong)
{
	*is_wrong = 0;
	if (timeout == NULL)
		return -1;
	if (timeout->tv_sec < 0 || timeout->tv_usec < 0 || timeout->tv_usec >= US_PER_S) {
		*is_wrong = 1;
		return -1;
	}
	if (timeout->tv_sec > INT_MAX / MS_PER_S - 1)
		return INT_MAX;
	return (int)timeout->tv_sec * MS_PER_S + (int)((timeout->tv_usec + US_PER_MS - 1) / US_PER_MS);
}

static int
is_in(int fd, const fd_set *set)
{
	return set != NULL && FD_ISSET(fd, set);
}

/* Keeps the descriptor in the set only if one of the events came. Returns how many are kept. */
static int
answer(const struct pollfd *entry, fd_set *set, short events)
{
	if (!is_in(entry->fd, set))
		return 0;
	if ((entry->revents & events) != 0)
		return 1;
	FD_CLR(entry->fd, set);
	return 0;
}

int
select(int count, fd_set *restrict read_set, fd_set *restrict write_set,
       fd_set *restrict error_set, struct timeval *restrict timeout)
{
	struct pollfd entries[FD_SETSIZE];
	nfds_t used = 0;
	int is_wrong;
	int ms = timeout_ms(timeout, &is_wrong);
	int ready = 0;

	if (is_wrong || count < 0 || count > FD_SETSIZE) {
		errno = EINVAL;
		return -1;
	}
	for (int fd = 0; fd < count; fd++) {
		short events = (short)((is_in(fd, read_set) ? POLLIN : 0) |
				       (is_in(fd, write_set) ? POLLOUT : 0) |
				       (is_in(fd, error_set) ? POLLPRI : 0));

		if (events != 0)
			entries[used++] = (struct pollfd){.fd = fd, .events = events};
	}
	if (poll(entries, used, ms) < 0)
		return -1;
	for (nfds_t i = 0; i < used; i++) {
		if ((entries[i].revents & POLLNVAL) != 0) {
			errno = EBADF;
			return -1;
		}
		ready += answer(&entries[i], read_set, POLLIN | POLLHUP | POLLERR);
		ready += answer(&entries[i], write_set, POLLOUT | POLLERR);
		ready += answer(&entries[i], error_set, POLLPRI);
	}
	return ready;
}
