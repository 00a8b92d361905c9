/*
 * Requests that wait for their driver: kept in the order in which they came,
 * tried again when their minor has changed.
 *
 * A driver's functions may say that something changed while they run. That only
 * leaves marks; entries come and go in between, in char_settle and in the
 * handlers of requests.
 */
#include <errno.h>

#include "char_internal.h"

/*
 * A try can mark others, so that there are rounds. Functions that keep marking
 * each other's requests without serving them are left for the next change.
 */
#define ROUNDS_MAX CHAR_WAITING_MAX

struct waiting {
	struct char_call call;
	int changed; /* to be tried */
	s32 failure; /* not 0: to be answered with this */
};

/* The first `count` are in use, oldest first. */
static struct waiting waiting[CHAR_WAITING_MAX];
static u32 count;

static u32 busy; /* functions of the driver or char_settle are running */

s32
char_wait(const struct char_call *call)
{
	if (count == CHAR_WAITING_MAX)
		return -EAGAIN;
	waiting[count++] = (struct waiting){.call = *call};
	return 0;
}

static int
waits_before(u32 end, u32 minor, u32 type)
{
	u32 index;

	for (index = 0; index < end; index++)
		if (waiting[index].call.minor == minor && waiting[index].call.type == type)
			return 1;
	return 0;
}

int
char_waits(u32 minor, u32 type)
{
	return waits_before(count, minor, type);
}

static void
answer_and_remove(u32 index, s32 result)
{
	char_answer(&waiting[index].call, result);
	for (count--; index < count; index++)
		waiting[index] = waiting[index + 1];
}

/* Whether the entry was answered, so that another one is in its place now. */
static int
settle_entry(u32 index)
{
	struct waiting *entry = &waiting[index];
	const struct char_call *call = &entry->call;
	s32 result = entry->failure;

	entry->changed = 0;
	if (result == 0) {
		/* A younger reader must not overtake; ioctls have no order. */
		if (call->type != CHAR_IOCTL && waits_before(index, call->minor, call->type))
			return 0;
		result = char_try(&entry->call);
		if (result == CHAR_WAIT && entry->failure == 0)
			return 0;
		if (result == CHAR_WAIT)
			result = entry->failure;
	}
	answer_and_remove(index, result);
	return 1;
}

/* One round over all; whether anything was marked. */
static int
settle_round(void)
{
	int any = 0;
	u32 index = 0;

	while (index < count) {
		if (waiting[index].changed) {
			any = 1;
			if (settle_entry(index))
				continue;
		}
		index++;
	}
	return any;
}

void
char_enter(void)
{
	busy++;
}

void
char_leave(void)
{
	busy--;
}

void
char_settle(void)
{
	u32 round;

	if (busy > 0)
		return;
	char_enter();
	for (round = 0; round < ROUNDS_MAX && settle_round(); round++)
		;
	char_watch_tell();
	char_leave();
}

void
char_changed(u32 minor)
{
	u32 index;

	for (index = 0; index < count; index++)
		if (waiting[index].call.minor == minor)
			waiting[index].changed = 1;
	char_watch_changed(minor);
	char_settle();
}

void
char_fail(u32 minor, s32 error)
{
	u32 index;

	for (index = 0; index < count; index++)
		if (waiting[index].call.minor == minor)
			waiting[index].failure = error;
	char_changed(minor);
}

/* Those who stood in line behind it may find something now. */
s32
char_cancel(u32 minor, u32 id)
{
	u32 index;

	for (index = 0; index < count; index++) {
		const struct char_call *call = &waiting[index].call;

		if (call->minor != minor || call->id != id)
			continue;
		answer_and_remove(index, -EINTR);
		char_changed(minor);
		return 0;
	}
	return -ENOENT;
}

void
char_give_back(void)
{
	u32 index;

	for (index = 0; index < count; index++) {
		waiting[index].failure = -EMOVED;
		waiting[index].changed = 1;
	}
	char_settle();
}

void
char_wait_forget(void)
{
	count = 0;
}
