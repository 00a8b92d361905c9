/* CHAR_POLL's watches: one a minor, for all who wait on it behind VFS. */
#include <errno.h>
#include <poll.h>

#include "char_internal.h"

#define POLL_ALWAYS (POLLERR | POLLHUP) /* told whether asked for or not */

struct watch {
	u32 minor;
	u32 events; /* 0: unused */
	int changed;
};

static struct watch watches[CHAR_WATCHES_MAX];

static struct watch *
find(u32 minor)
{
	struct watch *watch;

	for (watch = watches; watch < watches + CHAR_WATCHES_MAX; watch++)
		if (watch->events != 0 && watch->minor == minor)
			return watch;
	return NULL;
}

static struct watch *
find_unused(void)
{
	struct watch *watch;

	for (watch = watches; watch < watches + CHAR_WATCHES_MAX; watch++)
		if (watch->events == 0)
			return watch;
	return NULL;
}

s32
char_watch(u32 minor, u32 events)
{
	struct watch *watch = find(minor);

	if (watch == NULL)
		watch = find_unused();
	if (watch == NULL)
		return -EAGAIN;
	watch->minor = minor;
	watch->events |= events | POLL_ALWAYS;
	return 0;
}

void
char_watch_changed(u32 minor)
{
	struct watch *watch = find(minor);

	if (watch != NULL)
		watch->changed = 1;
}

/* Each event is told once. A notice that finds no room is tried again at the next change. */
static void
tell(struct watch *watch)
{
	struct message notice = {.type = CHAR_READY};
	u32 events = char_poll_bits(watch->minor, watch->events);

	if (events == 0)
		return;
	*MESSAGE_BODY(&notice, struct char_ready) = (struct char_ready){
		.minor = watch->minor,
		.events = events,
	};
	if (char_notice(&notice) < 0)
		return;
	watch->events &= ~events;
	if (watch->events == POLL_ALWAYS || events & POLL_ALWAYS)
		watch->events = 0;
}

void
char_watch_tell(void)
{
	struct watch *watch;

	for (watch = watches; watch < watches + CHAR_WATCHES_MAX; watch++) {
		if (!watch->changed)
			continue;
		watch->changed = 0;
		if (watch->events != 0)
			tell(watch);
	}
}

void
char_watch_drop(u32 minor)
{
	struct watch *watch = find(minor);

	if (watch != NULL)
		watch->events = 0;
}

void
char_watch_forget(void)
{
	struct watch *watch;

	for (watch = watches; watch < watches + CHAR_WATCHES_MAX; watch++)
		watch->events = 0;
}
