/*
 * Subscriptions to the data store. See ds_client.h.
 *
 * One request is under way at a time: first those that subscribe, then, while there is
 * something to be told, DS_CHECK after DS_CHECK. What fails is put off until the next
 * heartbeat (at boot, when the data store may not be there yet, it is tried some
 * times before); so is what is left after CHECKS_MAX changes, lest a data store gone
 * wild keep us busy.
 */
#include "ds_internal.h"

#include <errno.h>
#include <libsys/ds_client.h>
#include <libsys/ds_pattern.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/request.h>
#include <libsys/timer.h>
#include <stdio.h>
#include <string.h>

#define TRIES_MAX 100u
#define TRY_AGAIN_US 10000u
#define CHECKS_MAX 256u /* more than all labels there can be */

struct subscription {
	const char *pattern;
	u32 types;
	ds_changed *changed;
	int is_made; /* with the data store that is known */
	int is_refused; /* and that was said */
};

static struct subscription subscriptions[DS_SUBSCRIPTIONS_MAX];
static u32 count;

static int is_asking;    /* a request is under way */
static int was_notified; /* since the last DS_CHECK was sent */
static int is_more;      /* the last DS_CHECK had a change */
static u32 checks_left = CHECKS_MAX;
static u32 tries_left = TRIES_MAX;
static struct timer try_again;

static void
tried_again(struct timer *timer)
{
	(void)timer;
	ds_go_on();
}

static void
put_off(void)
{
	if (tries_left == 0)
		return;
	tries_left--;
	try_again.fire = tried_again;
	(void)timer_arm(&try_again, sys_uptime_us() + TRY_AGAIN_US); /* else the next heartbeat */
}

/* What was told between a request that failed and now is lost: all has to be told again. */
static void
start_over(void)
{
	ds_forget_made();
	put_off();
}

void
ds_forget_made(void)
{
	for (u32 index = 0; index < count; index++)
		subscriptions[index].is_made = 0;
	was_notified = 0;
	is_more = 0;
}

/* ---- requests ---- */

static void go_on(void);

static int
ask(const struct message *message, request_completion *answered, void *context)
{
	if (request_start(ds_endpoint(), message, sys_uptime_us() + DS_DEADLINE_US, 0, answered,
			  context) < 0) {
		put_off();
		return 0;
	}
	is_asking = 1;
	return 1;
}

/* What the data store refuses, which it should not, is tried again at heartbeats only. */
static void
refused(struct subscription *subscription, s32 error)
{
	if (!subscription->is_refused)
		printf("ds_client: the data store refuses a subscription to \"%s\": error %d\n",
		       subscription->pattern, (int)-error);
	subscription->is_refused = 1;
}

static void
subscribed(u32 id, s32 status, const struct message *reply, void *context)
{
	struct subscription *subscription = context;

	(void)id;
	is_asking = 0;
	if (status == -ETIMEDOUT)
		ds_complain(COMPLAINT_DEADLINE);
	if (status < 0) {
		put_off();
		return;
	}
	status = MESSAGE_BODY(reply, const struct reply_head)->status;
	if (status != 0) {
		refused(subscription, status);
		return;
	}
	subscription->is_made = 1;
	subscription->is_refused = 0;
	go_on();
}

/* The data store has one subscription for all who have the same pattern. */
static u32
types_of(const char *pattern)
{
	u32 types = 0;

	for (u32 index = 0; index < count; index++)
		if (strcmp(subscriptions[index].pattern, pattern) == 0)
			types |= subscriptions[index].types;
	return types;
}

static void
subscribe(struct subscription *subscription)
{
	struct message message = {.type = DS_SUBSCRIBE};
	struct ds_subscribe *body = MESSAGE_BODY(&message, struct ds_subscribe);

	body->types = types_of(subscription->pattern);
	body->flags = DS_INITIAL;
	strlcpy(body->pattern, subscription->pattern, sizeof(body->pattern));
	(void)ask(&message, subscribed, subscription);
}

static int
is_change(const struct ds_change_reply *change)
{
	return change->head.status == 1 &&
	       (change->kind == DS_PUBLISHED || change->kind == DS_DELETED) &&
	       change->type >= DS_U32 && change->type < DS_TYPE_END &&
	       ds_key_is_good(change->key);
}

static int
matches(const struct subscription *subscription, const struct ds_change_reply *change)
{
	return subscription->types & DS_TYPE_BIT(change->type) &&
	       ds_pattern_matches(subscription->pattern, change->key);
}

static int
was_told(u32 index, const struct ds_change_reply *change)
{
	for (u32 before = 0; before < index; before++)
		if (subscriptions[before].changed == subscriptions[index].changed &&
		    matches(&subscriptions[before], change))
			return 1;
	return 0;
}

/* Each function once. It may add subscriptions. */
static void
tell(const struct ds_change_reply *change)
{
	u32 there = count;

	for (u32 index = 0; index < there; index++)
		if (matches(&subscriptions[index], change) && !was_told(index, change))
			subscriptions[index].changed(change);
}

static void
take_change(const struct ds_change_reply *change)
{
	if (is_change(change)) {
		is_more = 1;
		tell(change);
		return;
	}
	printf("ds_client: no change that makes sense: status %d, kind %u, type %u\n",
	       (int)change->head.status, (unsigned)change->kind, (unsigned)change->type);
	ds_complain(COMPLAINT_DATA);
	checks_left = 0;
}

static void
checked(u32 id, s32 status, const struct message *reply, void *context)
{
	struct ds_change_reply change;

	(void)id;
	(void)context;
	is_asking = 0;
	if (status == -ETIMEDOUT)
		ds_complain(COMPLAINT_DEADLINE);
	if (status == 0)
		change = *MESSAGE_BODY(reply, const struct ds_change_reply);
	if (status < 0 || change.head.status < 0) {
		start_over();
		return;
	}
	if (change.head.status > 0)
		take_change(&change);
	go_on();
}

static void
check(void)
{
	struct message message = {.type = DS_CHECK};

	if (!ask(&message, checked, NULL))
		return;
	checks_left--;
	was_notified = 0;
	is_more = 0;
}

/* ---- what is to be done next ---- */

static struct subscription *
first_to_make(void)
{
	for (u32 index = 0; index < count; index++)
		if (!subscriptions[index].is_made)
			return &subscriptions[index];
	return NULL;
}

static void
go_on(void)
{
	struct subscription *to_make = first_to_make();

	if (is_asking || count == 0)
		return;
	if (ds_endpoint() == EP_NONE)
		put_off();
	else if (to_make != NULL)
		subscribe(to_make);
	else if ((was_notified || is_more) && checks_left > 0)
		check();
}

void
ds_go_on(void)
{
	checks_left = CHECKS_MAX;
	go_on();
}

int
ds_take_notification(endpoint_t source)
{
	if (source == EP_NONE || source != ds_endpoint())
		return 0;
	was_notified = 1;
	go_on();
	return 1;
}

void
ds_subscribe(const char *pattern, u32 types, ds_changed *changed)
{
	if (count == DS_SUBSCRIPTIONS_MAX)
		panic("ds_client: more than %u subscriptions", DS_SUBSCRIPTIONS_MAX);
	if (!ds_pattern_is_good(pattern) || types == 0 || types & ~DS_ALL_TYPES)
		panic("ds_client: \"%s\" is no pattern, or %x no types", pattern, (unsigned)types);
	subscriptions[count++] =
		(struct subscription){.pattern = pattern, .types = types, .changed = changed};
	go_on();
}
