/* CHAR_POLL's watches: one a socket, for all who wait for it behind VFS. */
#include "inet.h"

#include <libsys/panic.h>
#include <poll.h>

#define POLL_ALWAYS (POLLERR | POLLHUP) /* told whether asked for or not */

static struct watch {
	u32 events; /* 0: nobody watches */
	u32 changed;
} watches[SOCKETS_MAX];

static u32 any_changed;

static struct watch *
watch_of(u32 minor)
{
	ASSERT(minor < SOCKETS_MAX);
	return &watches[minor];
}

void
watch_add(u32 minor, u32 events)
{
	watch_of(minor)->events |= events | POLL_ALWAYS;
}

void
watch_changed(u32 minor)
{
	struct watch *watch = watch_of(minor);

	if (watch->events == 0)
		return;
	watch->changed = 1;
	any_changed = 1;
}

/* Each event is told once. A notice that finds no room is tried again when anything happens. */
static void
tell(u32 minor, struct watch *watch)
{
	const struct socket *socket = socket_of(minor);
	struct message notice = {.type = CHAR_READY};
	u32 events = (socket != NULL ? socket_poll(socket) : POLLERR) & watch->events;

	if (events == 0)
		return;
	*MESSAGE_BODY(&notice, struct char_ready) =
		(struct char_ready){.minor = minor, .events = events};
	if (request_notice(&notice) < 0) {
		watch_changed(minor);
		return;
	}
	watch->events &= ~events;
	if (watch->events == POLL_ALWAYS || events & POLL_ALWAYS)
		watch->events = 0;
}

void
watch_tell(void)
{
	if (!any_changed)
		return;
	any_changed = 0;
	for (u32 minor = 0; minor < SOCKETS_MAX; minor++) {
		struct watch *watch = watch_of(minor);

		if (!watch->changed)
			continue;
		watch->changed = 0;
		if (watch->events != 0)
			tell(minor, watch);
	}
}

void
watch_drop(u32 minor)
{
	if (minor < SOCKETS_MAX)
		watch_of(minor)->events = 0;
}

void
watch_forget(void)
{
	for (u32 minor = 0; minor < SOCKETS_MAX; minor++)
		watch_drop(minor);
}
