/* Requests that outlive whom they were sent to. See libsys/recovery.h. */
#include <errno.h>
#include <libsys/complain.h>
#include <libsys/event.h>
#include <libsys/event_loop.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>
#include <libsys/outbox.h>
#include <libsys/recovery.h>
#include <proto/request.h>
#include <proto/rs.h>
#include <string.h>

#include "recovery_suspects.h"
#include "request_internal.h"

/* ---- holding ---- */

void
recovery_hold(struct request *request, int was_begun)
{
	if (request->outbox != 0)
		outbox_withdraw(request->outbox);
	request->outbox = 0;
	request->was_begun = was_begun;
	request->was_moved = 0;
	request->state = REQUEST_HELD;
}

static int
is_received(const struct request *request)
{
	return request->state == REQUEST_PENDING && request->outbox == 0;
}

/* Of the requests that a complaint was made about and that are patient, any to `target`, or NULL. */
static struct request *
overdue_at(endpoint_t target)
{
	for (u32 index = 0; index < REQUEST_MAX; index++) {
		struct request *request = request_table_at(&request_table, index);

		if (request != NULL && request->target == target && request->is_overdue)
			return request;
	}
	return NULL;
}

/* One complaint does for all that are overdue at the same destination. */
int
recovery_is_patient(struct request *request)
{
	if (!(request->flags & REQUEST_COMPLAIN) || request->state != REQUEST_PENDING ||
	    request->is_overdue)
		return 0;
	if (overdue_at(request->target) == NULL &&
	    !complain_about(request->target, COMPLAINT_DEADLINE))
		return 0;
	request->is_overdue = request->flags & REQUEST_HOLD &&
			      timer_arm(&request->deadline,
					sys_uptime_us() + RECOVERY_PATIENCE_US) == 0;
	return request->is_overdue;
}

void
recovery_refused(endpoint_t endpoint)
{
	struct request *request;

	while ((request = overdue_at(endpoint)) != NULL)
		request_finish(request, -ETIMEDOUT, NULL);
}

/* ---- what was given back ---- */

/*
 * A component that gave a request back may go on after all (RS_RESUME), which nobody
 * tells: as long as there is no successor it is asked again, up to the request's deadline.
 * With more that is held for it than was given back it is dead, and nothing goes out.
 */
static void
ask_again(struct timer *timer)
{
	struct request *request;

	(void)timer;
	for (u32 index = 0; index < REQUEST_MAX; index++) {
		request = request_table_at(&request_table, index);
		if (request != NULL && request->state == REQUEST_HELD && request->was_moved)
			request->state = REQUEST_QUEUED;
	}
	for (u32 index = 0; index < REQUEST_MAX; index++) {
		request = request_table_at(&request_table, index);
		if (request != NULL && request->state == REQUEST_QUEUED)
			recovery_let_pass(request->target);
	}
}

int
recovery_gives_back(struct request *request, const struct message *reply)
{
	static struct timer timer = {.fire = ask_again};

	if (MESSAGE_BODY(reply, const struct reply_head)->status != -EMOVED ||
	    !(request->flags & REQUEST_HOLD))
		return 0;
	recovery_hold(request, 0);
	request->was_moved = 1;
	if (timer.place == 0)
		(void)timer_arm(&timer, sys_uptime_us() + RECOVERY_MOVED_US); /* or its deadline ends it */
	return 1;
}

/* ---- sending again ---- */

/* Of the requests to `target`, the one started first after `order`, or NULL. */
static struct request *
next_to(endpoint_t target, u64 *order)
{
	struct request *first = NULL;

	for (u32 index = 0; index < REQUEST_MAX; index++) {
		struct request *request = request_table_at(&request_table, index);

		if (request != NULL && request->target == target && request->order > *order &&
		    (first == NULL || request->order < first->order))
			first = request;
	}
	if (first != NULL)
		*order = first->order;
	return first;
}

static void
hold_all(endpoint_t target)
{
	struct request *request;
	u64 order = 0;

	while ((request = next_to(target, &order)) != NULL)
		if (request->state != REQUEST_HELD)
			recovery_hold(request, is_received(request));
}

/* What the instance died of may have been one of its requests. */
static int
blames_requests(u32 cause)
{
	return cause != DEFECT_KILLED && cause != DEFECT_UPDATE;
}

/* 0, or the status that ends the request. */
static s32
prepare_one(struct request *request, request_prepare *prepare)
{
	s32 status = 0;

	if (suspects_is_poison(request))
		return -EIO;
	if (prepare != NULL)
		status = prepare(request->id, request->was_begun, &request->message);
	MESSAGE_BODY(&request->message, struct request_head)->id = request->id;
	return status;
}

/*
 * All are queued before the first is sent, so that suspects get their turn. What a
 * completion starts meanwhile is newer than `end`, and left alone.
 */
u32
request_resend_all(endpoint_t old_ep, endpoint_t new_ep, u32 cause, request_prepare *prepare)
{
	u64 end = request_table.next_order;
	u64 order = 0;
	u32 count = 0;
	struct request *request;

	hold_all(old_ep);
	grants_move(old_ep, new_ep);
	if (blames_requests(cause))
		suspects_note_death(&request_table, old_ep);
	while ((request = next_to(old_ep, &order)) != NULL && order < end) {
		s32 status = prepare_one(request, prepare);

		if (status < 0) {
			request_finish(request, status, NULL);
			continue;
		}
		request->target = new_ep;
		request->state = REQUEST_QUEUED;
		count++;
	}
	recovery_let_pass(new_ep);
	return count;
}

void
recovery_let_pass(endpoint_t endpoint)
{
	struct request *request;

	while ((request = suspects_next(&request_table, endpoint)) != NULL) {
		s32 status = request_post(request);

		if (status < 0)
			request_finish(request, status, NULL);
	}
}

void
request_endpoint_gone(endpoint_t endpoint)
{
	u64 end = request_table.next_order;
	u64 order = 0;
	struct request *request;

	hold_all(endpoint);
	while ((request = next_to(endpoint, &order)) != NULL && order < end)
		request_finish(request, -EDEADEP, NULL);
}

/* ---- the first request through a fresh instance ---- */

#define FRESH_MAX 32u /* labels that one client uses */

static struct fresh {
	char label[LABEL_LEN];
	endpoint_t endpoint;
	int is_successor;
} fresh[FRESH_MAX]; /* instances that have answered nothing yet, the oldest first */
static u32 fresh_count;

static void
forget(u32 index)
{
	fresh_count--;
	memmove(&fresh[index], &fresh[index + 1], (fresh_count - index) * sizeof(fresh[0]));
}

static void
tell(const char *kind, const struct fresh *instance)
{
	event_write(kind,
		    (struct event_field[]){event_text("label", instance->label),
					   event_number("endpoint", instance->endpoint)},
		    2);
}

/* With too many labels the oldest is forgotten: what it lacks is an event, not its service. */
void
recovery_uses(const char *label, endpoint_t endpoint, u32 cause)
{
	struct fresh *instance;

	for (u32 index = fresh_count; index-- > 0;)
		if (strcmp(fresh[index].label, label) == 0)
			forget(index);
	if (fresh_count == FRESH_MAX)
		forget(0);
	instance = &fresh[fresh_count++];
	strlcpy(instance->label, label, sizeof(instance->label));
	instance->endpoint = endpoint;
	instance->is_successor = cause != 0;
	if (instance->is_successor)
		tell("reintegrate", instance);
}

/* A request that failed for the device's sake shows no instance that works. */
void
recovery_answered(endpoint_t endpoint, s32 status)
{
	struct message works = {.type = RS_WORKS};

	if (fresh_count == 0 || status == -EIO || status == -EMOVED)
		return;
	for (u32 index = fresh_count; index-- > 0;) {
		if (fresh[index].endpoint != endpoint)
			continue;
		if (fresh[index].is_successor)
			tell("recovered", &fresh[index]);
		MESSAGE_BODY(&works, struct rs_target)->endpoint = endpoint;
		(void)event_notice(RS_EP, &works);
		forget(index);
	}
}
