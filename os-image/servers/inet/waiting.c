/*
 * Requests that wait for their socket: kept in the order in which they came, tried again
 * when the socket has changed. A try may change other sockets; that only leaves marks.
 */
#include "inet.h"

#include <errno.h>

#define WAITING_MAX 192u /* VFS has no more under way here; then -EAGAIN */

static struct waiting {
	struct socket_call call;
	u32 changed; /* to be tried */
	s32 failure; /* not 0: to be answered with this */
} waiting[WAITING_MAX];

static u32 count; /* the first ones are in use, oldest first */
static u32 any_changed;

static u32
minor_of(const struct waiting *entry)
{
	return MESSAGE_BODY(&entry->call.request, const struct char_minor)->minor;
}

s32
waiting_add(const struct socket_call *call)
{
	if (count == WAITING_MAX)
		return -EAGAIN;
	waiting[count++] = (struct waiting){.call = *call};
	return 0;
}

static int
waits_before(u32 end, u32 minor, u32 type)
{
	for (u32 index = 0; index < end; index++)
		if (minor_of(&waiting[index]) == minor && waiting[index].call.request.type == type)
			return 1;
	return 0;
}

int
waiting_has(u32 minor, u32 type)
{
	return waits_before(count, minor, type);
}

static void
drop(u32 index)
{
	for (count--; index < count; index++)
		waiting[index] = waiting[index + 1];
}

static void
fail(struct waiting *entry)
{
	struct message reply = {0};
	u32 done = entry->call.done;

	request_answer(&entry->call, &reply, done > 0 ? (s32)done : entry->failure);
}

/* Whether the entry was answered. A younger reader must not overtake. */
static int
settle(u32 index)
{
	struct waiting *entry = &waiting[index];

	if (entry->failure != 0) {
		fail(entry);
		return 1;
	}
	return !waits_before(index, minor_of(entry), entry->call.request.type) &&
	       request_try(&entry->call);
}

int
waiting_settle(void)
{
	u32 index = 0;

	if (!any_changed)
		return 0;
	any_changed = 0;
	while (index < count) {
		u32 changed = waiting[index].changed;

		waiting[index].changed = 0;
		if (changed && settle(index))
			drop(index);
		else
			index++;
	}
	return 1;
}

static void
mark(struct waiting *entry)
{
	entry->changed = 1;
	any_changed = 1;
}

void
waiting_changed(u32 minor)
{
	for (u32 index = 0; index < count; index++)
		if (minor_of(&waiting[index]) == minor)
			mark(&waiting[index]);
}

void
waiting_fail(u32 minor, s32 error)
{
	for (u32 index = 0; index < count; index++)
		if (minor_of(&waiting[index]) == minor) {
			waiting[index].failure = error;
			mark(&waiting[index]);
		}
}

/* Those who stood in line behind it may find something now. */
s32
waiting_cancel(u32 minor, u32 id)
{
	for (u32 index = 0; index < count; index++) {
		struct waiting *entry = &waiting[index];

		if (minor_of(entry) != minor ||
		    MESSAGE_BODY(&entry->call.request, const struct request_head)->id != id)
			continue;
		entry->failure = -EINTR;
		fail(entry);
		drop(index);
		waiting_changed(minor);
		return 0;
	}
	return -ENOENT;
}

void
waiting_forget(void)
{
	count = 0;
}
