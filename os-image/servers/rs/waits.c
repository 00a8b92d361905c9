/*
 * Clients who get their answer later: RS_WAIT when an instance has ended, RS_PING when
 * its main loop has turned, RS_START and the like when it is up. RS itself goes on
 * meanwhile.
 */
#include <errno.h>
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <string.h>

#include "rs.h"

#define WAITS_MAX 64u

struct wait {
	struct service *service; /* NULL: free */
	enum wait_kind kind;
	endpoint_t who;
	u32 type;
	u32 id; /* of the request */
	struct timer deadline;
};
static struct wait waits[WAITS_MAX];

/* The rest of the reply, behind its head. */
static void
fill(struct message *reply, const struct wait *wait)
{
	struct service *service = wait->service;

	if (wait->kind == WAIT_END) {
		*MESSAGE_BODY(reply, struct rs_end) = service->end;
		service->has_end = 0;
	} else if (wait->kind == WAIT_UP) {
		struct rs_up_reply *up = MESSAGE_BODY(reply, struct rs_up_reply);

		up->endpoint = service->endpoint;
		up->priv_id = service_priv_id(service);
	}
}

static void
answer(struct wait *wait, s32 status)
{
	struct message reply = {.type = wait->type | REPLY_BIT};

	if (status == 0)
		fill(&reply, wait);
	*MESSAGE_BODY(&reply, struct reply_head) = (struct reply_head){wait->id, status};
	timer_cancel(&wait->deadline);
	(void)event_reply(wait->who, &reply);
	wait->service = NULL;
}

static void
expired(struct timer *timer)
{
	answer(timer->context, -ETIMEDOUT);
}

static struct wait *
free_wait(void)
{
	for (u32 i = 0; i < WAITS_MAX; i++)
		if (waits[i].service == NULL)
			return &waits[i];
	/* A dead client's place can be had. */
	for (u32 i = 0; i < WAITS_MAX; i++)
		if (is_dead(waits[i].who)) {
			timer_cancel(&waits[i].deadline);
			return &waits[i];
		}
	return NULL;
}

int
wait_add(enum wait_kind kind, struct service *service, const struct message *request,
	 u32 deadline_ms)
{
	struct wait *wait = free_wait();

	if (wait == NULL)
		return -EAGAIN;
	*wait = (struct wait){
		.service = service,
		.kind = kind,
		.who = request->source,
		.type = request->type,
		.id = MESSAGE_BODY(request, const struct request_head)->id,
		.deadline = {.fire = expired, .context = wait},
	};
	if (deadline_ms != 0 &&
	    timer_arm(&wait->deadline, sys_uptime_us() + deadline_ms * 1000ull) < 0) {
		wait->service = NULL;
		return -EAGAIN;
	}
	if (kind == WAIT_END && service->has_end)
		answer(wait, 0);
	return 0;
}

void
waits_answer(enum wait_kind kind, struct service *service, s32 status)
{
	for (u32 i = 0; i < WAITS_MAX; i++)
		if (waits[i].service == service && waits[i].kind == kind)
			answer(&waits[i], status);
}
