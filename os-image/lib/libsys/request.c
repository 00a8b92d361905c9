/* Asynchronous requests: the table, the outbox and the timers joined. See request.h. */
#include <errno.h>
#include <libsys/outbox.h>
#include <libsys/panic.h>
#include <libsys/request.h>
#include <proto/request.h>

static struct request_table table;
static int table_is_ready;
static request_breach_report *report_breach;
static u32 breaches;

static void
finish(struct request *request, s32 status, const struct message *reply)
{
	request_completion *complete = request->complete;
	void *context = request->context;
	u32 id = request->id;

	timer_cancel(&request->deadline);
	if (request->outbox != 0)
		outbox_withdraw(request->outbox);
	request_table_release(&table, request,
			      reply != NULL ? REQUEST_ANSWERED : REQUEST_GIVEN_UP);
	complete(id, status, reply, context);
}

static void
deadline_passed(struct timer *timer)
{
	finish(timer->context, -ETIMEDOUT, NULL);
}

/* 0 when the request is under way or held, or the error that has to end it. */
static s32
send(struct request *request)
{
	s32 posted = outbox_post_request(request->target, &request->message, request->id);

	request->outbox = posted > 0 ? (u32)posted : 0;
	if (posted == -EDEADEP && request->flags & REQUEST_HOLD) {
		request->state = REQUEST_HELD;
		return 0;
	}
	if (posted < 0)
		return posted;
	request->state = REQUEST_PENDING;
	request->sends++;
	return 0;
}

s32
request_start(endpoint_t target, const struct message *message, u64 deadline_us, u32 flags,
	      request_completion *complete, void *context)
{
	struct request *request;
	s32 result;

	if (!table_is_ready) {
		request_table_init(&table);
		table_is_ready = 1;
	}
	request = request_table_take(&table, target, message);
	if (request == NULL)
		return -EAGAIN;
	request->flags = flags;
	request->complete = complete;
	request->context = context;
	request->deadline.fire = deadline_passed;
	request->deadline.context = request;
	result = timer_arm(&request->deadline, deadline_us);
	if (result == 0)
		result = send(request);
	if (result < 0) {
		timer_cancel(&request->deadline);
		request_table_release(&table, request, REQUEST_GIVEN_UP);
		return result;
	}
	return (s32)request->id;
}

s32
request_cancel(u32 id)
{
	struct request *request = request_table_find(&table, id);

	if (request == NULL)
		return -ENOENT;
	finish(request, -ECANCELED, NULL);
	return 0;
}

/* Of the requests under way to `target`, the one started first after `order`, or NULL. */
static struct request *
next_to(endpoint_t target, u64 *order)
{
	struct request *first = NULL;
	u32 index;

	for (index = 0; index < REQUEST_MAX; index++) {
		struct request *request = request_table_at(&table, index);
		if (request != NULL && request->target == target && request->order > *order &&
		    (first == NULL || request->order < first->order))
			first = request;
	}
	if (first != NULL)
		*order = first->order;
	return first;
}

static s32
send_to(struct request *request, endpoint_t target, request_prepare *prepare)
{
	s32 result = 0;

	if (request->outbox != 0)
		outbox_withdraw(request->outbox);
	request->outbox = 0;
	request->target = target;
	if (prepare != NULL)
		result = prepare(request->id, request->sends, &request->message);
	MESSAGE_BODY(&request->message, struct request_head)->id = request->id;
	return result < 0 ? result : send(request);
}

/* Requests that a completion starts meanwhile are newer than `end`, and left alone. */
u32
request_resend_all(endpoint_t old_ep, endpoint_t new_ep, request_prepare *prepare)
{
	u64 end = table.next_order;
	u64 order = 0;
	u32 count = 0;
	struct request *request;

	while ((request = next_to(old_ep, &order)) != NULL && order < end) {
		s32 result = send_to(request, new_ep, prepare);
		if (result < 0)
			finish(request, result, NULL);
		else
			count++;
	}
	return count;
}

static int
hold(struct request *request)
{
	if (!(request->flags & REQUEST_HOLD))
		return 0;
	if (request->outbox != 0)
		outbox_withdraw(request->outbox);
	request->outbox = 0;
	request->state = REQUEST_HELD;
	return 1;
}

u32
request_endpoint_gone(endpoint_t endpoint)
{
	u64 end = table.next_order;
	u64 order = 0;
	u32 held = 0;
	struct request *request;

	while ((request = next_to(endpoint, &order)) != NULL && order < end) {
		if (hold(request))
			held++;
		else
			finish(request, -EDEADEP, NULL);
	}
	return held;
}

void
request_delivered(u32 id, s32 result)
{
	struct request *request = request_table_find(&table, id);

	ASSERT(request != NULL);
	request->outbox = 0;
	if (result == -EDEADEP && hold(request))
		return;
	if (result < 0)
		finish(request, result, NULL);
}

void
request_take_reply(const struct message *reply)
{
	struct request *request;
	enum request_breach breach;

	breach = request_table_match(&table, reply, &request);
	if (breach == REQUEST_BREACH_NONE) {
		finish(request, 0, reply);
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
	return table.pending;
}

u32
request_breaches(void)
{
	return breaches;
}
