/* See recovery_lower.h. */
#include "recovery_lower.h"

#include <errno.h>
#include <libsys/complain.h>
#include <libsys/ds_client.h>
#include <libsys/kcall.h>
#include <libsys/recovery.h>
#include <libsys/thread.h>
#include <libsys/timer.h>
#include <stdio.h>
#include <string.h>

#define REOPEN_DEADLINE_US (5u * 1000u * 1000u)
#define REPLACE_DEADLINE_US (4u * 1000u * 1000u) /* from a complaint to a fresh instance */

struct lower lower = {.endpoint = EP_NONE};

static endpoint_t told = EP_NONE; /* of the data store: the latest instance */
static u32 told_cause;
static int has_died; /* the instance that was asked last, and there is no other yet */

/* While a successor is made ready. */
static int is_reopening;
static endpoint_t asked = EP_NONE; /* to open the minors again */
static u32 next_minor;             /* index of the entry that is being opened */
static u32 first_cause;            /* of the death of lower.endpoint */

/* Threads that wait for a fresh instance. */
static struct thread *waiting[THREAD_MAX];

static void reopen_next(void);

struct lower_minor *
lower_minor_of(u32 minor)
{
	for (u32 index = 0; index < LOWER_MINORS_MAX; index++)
		if (lower.minors[index].is_open && lower.minors[index].minor == minor)
			return &lower.minors[index];
	return NULL;
}

u32
lower_flags(void)
{
	return REQUEST_COMPLAIN | (lower.is_followed ? REQUEST_HOLD : 0);
}

endpoint_t
lower_instance(void)
{
	return lower.endpoint;
}

void
lower_died(void)
{
	endpoint_t dead = lower.endpoint;

	if (dead == EP_NONE)
		return;
	lower.endpoint = EP_NONE;
	has_died = 1;
	request_endpoint_gone(dead);
}

static void
check_size(struct lower_minor *entry, u64 size)
{
	if (size >= entry->size)
		return;
	printf("checksum: minor %u of %s is back with %u KB instead of %u KB: not the same device\n",
	       entry->minor, lower.label, (u32)(size / 1024), (u32)(entry->size / 1024));
	entry->is_lost = 1;
}

/*
 * After a driver that had no successor: until its minors are seen to be the same again
 * nothing may be asked of them.
 */
static void
open_again(void)
{
	for (u32 index = 0; index < LOWER_MINORS_MAX; index++)
		lower.minors[index].is_lost = 1;
	for (u32 index = 0; index < LOWER_MINORS_MAX; index++) {
		struct lower_minor *entry = &lower.minors[index];
		u64 size;

		if (entry->is_open && lower_ask_size(entry->minor, &size) == 0) {
			entry->is_lost = 0;
			check_size(entry, size);
		}
	}
}

s32
lower_ready(void)
{
	endpoint_t found;

	if (lower.endpoint != EP_NONE)
		return 0;
	found = told != EP_NONE ? told : sys_lookup(lower.label);
	if (found < 0)
		return -ENXIO;
	lower.endpoint = found;
	lower.is_followed = told != EP_NONE;
	recovery_uses(lower.label, found, has_died ? told_cause : 0);
	if (has_died)
		open_again();
	has_died = 0;
	return lower.endpoint != EP_NONE ? 0 : -ENXIO;
}

/* ---- successors ---- */

static void
use_successor(void)
{
	endpoint_t old = lower.endpoint;

	is_reopening = 0;
	lower.endpoint = told;
	recovery_uses(lower.label, lower.endpoint, first_cause);
	(void)request_resend_all(old, lower.endpoint, first_cause, NULL);
	for (u32 index = 0; index < THREAD_MAX; index++)
		if (waiting[index] != NULL)
			thread_wake(waiting[index]);
}

/*
 * An instance that died, goes, or does not answer gets a successor in its turn, and
 * until that is told of the requests stay held.
 */
static void
reopened(u32 id, s32 status, const struct message *reply, void *context)
{
	struct lower_minor *entry = context;

	(void)id;
	if (status == 0)
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	if (asked != told) {
		is_reopening = 0;
		reopen_next();
		return;
	}
	if (status == -EDEADEP || status == -EMOVED || status == -ETIMEDOUT) {
		is_reopening = 0;
		return;
	}
	if (status < 0)
		entry->is_lost = 1;
	else
		check_size(entry, MESSAGE_BODY(reply, const struct block_open_reply)->size);
	next_minor++;
	reopen_next();
}

/* Here, and not on a thread: all of them may be waiting for the driver. */
static void
reopen_next(void)
{
	struct message message;

	if (told == EP_NONE)
		return; /* it was taken down meanwhile */
	if (!is_reopening)
		next_minor = 0;
	is_reopening = 1;
	asked = told;
	while (next_minor < LOWER_MINORS_MAX && !lower.minors[next_minor].is_open)
		next_minor++;
	if (next_minor == LOWER_MINORS_MAX) {
		use_successor();
		return;
	}
	lower_fill_open(&message, lower.minors[next_minor].minor);
	if (request_start(asked, &message, sys_uptime_us() + REOPEN_DEADLINE_US, REQUEST_COMPLAIN,
			  reopened, &lower.minors[next_minor]) < 0)
		is_reopening = 0; /* dead already */
}

static void
changed(const struct ds_change_reply *change)
{
	if (change->kind == DS_DELETED) {
		told = EP_NONE;
		lower.is_followed = 0;
		lower_died();
		return;
	}
	if (told == EP_NONE || told == lower.endpoint)
		first_cause = change->cause;
	told = (endpoint_t)change->value;
	told_cause = change->cause;
	lower.is_followed = 1;
	if (lower.endpoint != EP_NONE && lower.endpoint != told && !is_reopening)
		reopen_next();
}

/* ---- breaches of protocol, and wrong data ---- */

static void
breach(enum request_breach kind, const struct message *reply)
{
	complain_of_reply(kind, reply);
	printf("checksum: a reply of endpoint %d that breaks the protocol: %s\n", reply->source,
	       request_breach_name(kind));
}

void
lower_follow(const char *label)
{
	strlcpy(lower.label, label, sizeof(lower.label));
	request_on_breach(breach);
	ds_subscribe(lower.label, DS_TYPE_BIT(DS_LABEL), changed);
}

static void
time_is_up(struct timer *timer)
{
	thread_wake(timer->context);
}

static u32
wait_place(void)
{
	u32 index = 0;

	while (waiting[index] != NULL)
		index++; /* there are as many places as threads */
	return index;
}

/* Several threads may have found the same: one complaint is enough, for as long as they wait. */
int
lower_replace(endpoint_t instance)
{
	static endpoint_t accused = EP_NONE;
	static u64 accused_until_us;
	struct timer timer = {.fire = time_is_up, .context = thread_current()};
	u64 deadline_us = sys_uptime_us() + REPLACE_DEADLINE_US;
	u32 place = wait_place();

	if (lower.endpoint == instance &&
	    (accused != instance || sys_uptime_us() >= accused_until_us) &&
	    complain_about(instance, COMPLAINT_DATA)) {
		accused = instance;
		accused_until_us = deadline_us;
	}
	if (timer_arm(&timer, deadline_us) < 0)
		return lower.endpoint != instance;
	waiting[place] = timer.context;
	while (lower.endpoint == instance && sys_uptime_us() < deadline_us)
		thread_block();
	waiting[place] = NULL;
	timer_cancel(&timer);
	return lower.endpoint != instance && lower.endpoint != EP_NONE;
}
