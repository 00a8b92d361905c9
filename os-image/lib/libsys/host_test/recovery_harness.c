/*
 * Requests and their recovery for the tests on the host: the guest's own request.c,
 * recovery.c and complain.c, in a world where messages, timers and events are lists
 * that the test reads.
 */
#include <errno.h>
#include <libsys/complain.h>
#include <libsys/event.h>
#include <libsys/event_loop.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>
#include <libsys/outbox.h>
#include <libsys/panic.h>
#include <libsys/recovery.h>
#include <proto/request.h>
#include <string.h>

#include "../complaint_limit.h"
#include "../request_internal.h"

#define EXPORT(name) __attribute__((export_name(#name)))
#define NOTES_MAX 4096u
#define ENDPOINTS 4096u

struct note {
	s32 a, b, c;
};

struct notes {
	struct note list[NOTES_MAX];
	u32 count;
};

static struct notes posted; /* target, id, type */
static struct notes ended;  /* id, status, whether there was a reply */
static struct notes events; /* first letter of the kind, endpoint */
static struct notes told;   /* RS_WORKS: the endpoint */
static u8 is_dead[ENDPOINTS];
static struct timer_set timers;
static u64 now_us;
static u32 moved;

static void
add(struct notes *notes, s32 a, s32 b, s32 c)
{
	if (notes->count == NOTES_MAX)
		__builtin_trap();
	notes->list[notes->count++] = (struct note){a, b, c};
}

/* ---- the world ---- */

s32
outbox_post_request(endpoint_t target, const struct message *message, u32 request_id)
{
	if (is_dead[target])
		return -EDEADEP;
	add(&posted, target, (s32)request_id, (s32)message->type);
	return 0;
}

void
outbox_withdraw(u32 place)
{
	(void)place;
}

int
timer_arm(struct timer *timer, u64 deadline_us)
{
	return timer_set_arm(&timers, timer, deadline_us);
}

void
timer_cancel(struct timer *timer)
{
	timer_set_cancel(&timers, timer);
}

u64
sys_uptime_us(void)
{
	return now_us;
}

void
grants_move(endpoint_t from, endpoint_t to)
{
	(void)from;
	(void)to;
	moved++;
}

struct event_field
event_text(const char *key, const char *text)
{
	(void)key;
	(void)text;
	return (struct event_field){0};
}

struct event_field
event_number(const char *key, s64 number)
{
	(void)key;
	return (struct event_field){.number = number};
}

void
event_write(const char *kind, const struct event_field *fields, u32 count)
{
	add(&events, kind[2], (s32)fields[count - 1].number, 0);
}

s32
event_notice(endpoint_t target, const struct message *notice)
{
	add(&told, target, MESSAGE_BODY(notice, const struct rs_target)->endpoint, 0);
	return 0;
}

void
panic(const char *format, ...)
{
	(void)format;
	__builtin_trap();
}

/* ---- what the test does ---- */

/* Ends what an earlier test left under way. */
EXPORT(reset) void
reset(void)
{
	for (u32 index = 0; index < REQUEST_MAX; index++) {
		const struct request *request = request_table_at(&request_table, index);

		if (request != NULL && request->id != 0 && request->complete != NULL)
			(void)request_cancel(request->id);
	}
	posted.count = ended.count = events.count = told.count = 0;
	memset(is_dead, 0, sizeof(is_dead));
	moved = 0;
}

static void
note_end(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)context;
	add(&ended, (s32)id, status, reply != NULL);
}

EXPORT(start) s32
start(endpoint_t target, u32 type, u32 flags, u64 deadline_us)
{
	struct message message = {.type = type};

	return request_start(target, &message, deadline_us, flags, note_end, NULL);
}

EXPORT(die) void
die(endpoint_t endpoint)
{
	is_dead[endpoint] = 1;
}

static u32 refused_type;

static s32
refuse_begun(u32 id, int was_begun, struct message *message)
{
	(void)id;
	return was_begun && message->type == refused_type ? -EPIPE : 0;
}

/* Requests of type `refused` that the old instance had begun end with -EPIPE; 0: none. */
EXPORT(resend_all) u32
resend_all(endpoint_t old_ep, endpoint_t new_ep, u32 cause, u32 refused)
{
	refused_type = refused;
	return request_resend_all(old_ep, new_ep, cause, refused != 0 ? refuse_begun : NULL);
}

EXPORT(gone) void
gone(endpoint_t endpoint)
{
	request_endpoint_gone(endpoint);
}

EXPORT(reply) void
reply(endpoint_t source, u32 type, u32 id, s32 status)
{
	struct message message = {.source = source, .type = type | REPLY_BIT};
	struct reply_head *head = MESSAGE_BODY(&message, struct reply_head);

	head->id = id;
	head->status = status;
	request_take_reply(&message);
}

EXPORT(advance_to) void
advance_to(u64 us)
{
	now_us = us;
	timer_set_expire(&timers, us);
}

EXPORT(uses) void
uses(endpoint_t endpoint, u32 cause)
{
	recovery_uses("blk.test", endpoint, cause);
}

EXPORT(make_complaint) void
make_complaint(endpoint_t endpoint, u32 reason)
{
	(void)complain_about(endpoint, reason);
}

static void
judge(enum request_breach breach, const struct message *reply)
{
	complain_of_reply(breach, reply);
}

EXPORT(judge_replies) void
judge_replies(void)
{
	request_on_breach(judge);
}

static struct complaint_limit limit;

EXPORT(may_complain) s32
may_complain(endpoint_t endpoint, u64 us)
{
	return complaint_is_allowed(&limit, endpoint, us);
}

/* ---- what the test reads ---- */

enum list { LIST_POSTED, LIST_ENDED, LIST_EVENTS, LIST_TOLD };

static struct notes *
notes_of(u32 list)
{
	static struct notes *const all[] = {&posted, &ended, &events, &told};

	return all[list];
}

EXPORT(count_of) u32
count_of(u32 list)
{
	return notes_of(list)->count;
}

EXPORT(field_of) s32
field_of(u32 list, u32 index, u32 field)
{
	const struct note *note = &notes_of(list)->list[index];

	return field == 0 ? note->a : field == 1 ? note->b : note->c;
}

EXPORT(pending) u32
pending(void)
{
	return requests_pending();
}

/* The reason in the kept message of a complaint under way, by its id. */
EXPORT(reason_of) u32
reason_of(u32 id)
{
	const struct request *request = request_table_find(&request_table, id);

	return MESSAGE_BODY(&request->message, const struct rs_complain)->reason;
}
