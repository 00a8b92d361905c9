/* Asynchronous requests: the table, the outbox and the timers joined. See request.h. */
#include <errno.h>
#include <libsys/outbox.h>
#include <libsys/panic.h>
#include <libsys/request.h>
#include <proto/request.h>

#include "recovery_suspects.h"
#include "request_internal.h"

struct request_table request_table;

static int table_is_ready;
static request_breach_report *report_breach;
static u32 breaches;

void
request_finish(struct request *request, s32 status, const struct message *reply)
{
	request_completion *complete = request->complete;
	void *context = request->context;
	endpoint_t target = request->target;
	u32 id = request->id;
	int is_awaited = request_table.suspects > 0; /* it may be the last of them */

	timer_cancel(&request->deadline);
	if (request->outbox != 0)
		outbox_withdraw(request->outbox);
	request_table_release(&request_table, request,
			      reply != NULL ? REQUEST_ANSWERED : REQUEST_GIVEN_UP);
	complete(id, status, reply, context);
	if (is_awaited)
		recovery_let_pass(target);
}

static void
deadline_passed(struct timer *timer)
{
	struct request *request = timer->context;

	if (!recovery_is_patient(request))
		request_finish(request, -ETIMEDOUT, NULL);
}

s32
request_post(struct request *request)
{
	s32 posted = outbox_post_request(request->target, &request->message, request->id);

	request->outbox = posted > 0 ? (u32)posted : 0;
	if (posted == -EDEADEP && request->flags & REQUEST_HOLD) {
		recovery_hold(request, 0);
		return 0;
	}
	if (posted < 0)
		return posted;
	request->state = REQUEST_PENDING;
	return 0;
}

s32
request_start(endpoint_t target, const struct message *message, u64 deadline_us, u32 flags,
	      request_completion *complete, void *context)
{
	struct request *request;
	s32 result;

	if (!table_is_ready) {
		request_table_init(&request_table);
		table_is_ready = 1;
	}
	request = request_table_take(&request_table, target, message);
	if (request == NULL)
		return -EAGAIN;
	request->flags = flags;
	request->complete = complete;
	request->context = context;
	request->deadline.fire = deadline_passed;
	request->deadline.context = request;
	result = timer_arm(&request->deadline, deadline_us);
	if (result == 0 && !suspects_let_pass(&request_table, request))
		request->state = REQUEST_QUEUED;
	else if (result == 0)
		result = request_post(request);
	if (result < 0) {
		timer_cancel(&request->deadline);
		request_table_release(&request_table, request, REQUEST_GIVEN_UP);
		return result;
	}
	return (s32)request->id;
}

s32
request_cancel(u32 id)
{
	struct request *request = request_table_find(&request_table, id);

	if (request == NULL)
		return -ENOENT;
	request_finish(request, -ECANCELED, NULL);
	return 0;
}

void
request_delivered(u32 id, s32 result)
{
	struct request *request = request_table_find(&request_table, id);

	ASSERT(request != NULL);
	request->outbox = 0;
	if (result == -EDEADEP && request->flags & REQUEST_HOLD) {
		recovery_hold(request, 0);
	} else if (result < 0) {
		request_finish(request, result, NULL);
	}
}

void
request_take_reply(const struct message *reply)
{
	struct request *request;
	enum request_breach breach;

	breach = request_table_match(&request_table, reply, &request);
	if (breach == REQUEST_BREACH_NONE) {
		if (recovery_gives_back(request, reply))
			return;
		recovery_answered(reply->source,
				  MESSAGE_BODY(reply, const struct reply_head)->status);
		request_finish(request, 0, reply);
		return;
	}
	breaches++;
	if (report_breach != NULL)
		report_breach(breach, reply);
}

void
request_on_breach(request_breach_report *report)
{
	report_breach = report;
}

const char *
request_breach_name(enum request_breach breach)
{
	static const char *const names[] = {
		[REQUEST_BREACH_NONE] = "none",
		[REQUEST_BREACH_UNKNOWN] = "unknown id",
		[REQUEST_BREACH_STRANGER] = "id of a request to another",
		[REQUEST_BREACH_TYPE] = "wrong type",
		[REQUEST_BREACH_DUPLICATE] = "duplicate",
		[REQUEST_BREACH_LATE] = "late",
	};

	return names[breach];
}

u32
requests_pending(void)
{
	return request_table.pending;
}

u32
request_breaches(void)
{
	return breaches;
}
