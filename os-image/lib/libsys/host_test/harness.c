/*
 * Gives the tests on the host a way to the parts of libsys that are plain
 * data: built for WebAssembly from the sources that the guest uses.
 */
#include <libsys/request_table.h>
#include <libsys/timer.h>
#include <proto/request.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define TIMERS (TIMER_MAX + 4)

/* ---- timers: number i's fire is noted, and then it may arm itself again ---- */

static struct timer_set set;
static struct timer timers[TIMERS];
static u64 again_us[TIMERS]; /* 0: not again */
static u32 fired[4 * TIMERS];
static u32 fired_count;

static void
note(struct timer *timer)
{
	u32 index = (u32)(timer - timers);

	fired[fired_count++] = index;
	if (again_us[index] != 0)
		timer_set_arm(&set, timer, again_us[index]);
}

EXPORT(timer_limit) u32
timer_limit(void)
{
	return TIMER_MAX;
}

EXPORT(timers_reset) void
timers_reset(void)
{
	u32 index;

	set.count = 0;
	set.next_order = 0;
	set.now_us = 0;
	for (index = 0; index < TIMERS; index++) {
		timers[index].place = 0;
		timers[index].fire = note;
		again_us[index] = 0;
	}
}

EXPORT(timer_arm_at) s32
timer_arm_at(u32 index, u64 deadline_us)
{
	return timer_set_arm(&set, &timers[index], deadline_us);
}

EXPORT(timer_arm_again) void
timer_arm_again(u32 index, u64 deadline_us)
{
	again_us[index] = deadline_us;
}

EXPORT(timer_cancel_at) void
timer_cancel_at(u32 index)
{
	timer_set_cancel(&set, &timers[index]);
}

EXPORT(timer_next) u64
timer_next(void)
{
	return timer_set_next(&set);
}

EXPORT(timer_expire) u32
timer_expire(u64 now_us)
{
	fired_count = 0;
	return timer_set_expire(&set, now_us);
}

EXPORT(timer_fired) u32
timer_fired(u32 index)
{
	return fired[index];
}

/* ---- requests ---- */

static struct request_table table;

EXPORT(requests_reset) void
requests_reset(void)
{
	request_table_init(&table);
}

EXPORT(request_limit) u32
request_limit(void)
{
	return REQUEST_MAX;
}

/* The id, or 0 when the table is full; -1 when the kept message does not bear it. */
EXPORT(request_take) s32
request_take(endpoint_t target, u32 type)
{
	struct message message = {.type = type};
	struct request *request = request_table_take(&table, target, &message);

	if (request == NULL)
		return 0;
	if (MESSAGE_BODY(&request->message, struct request_head)->id != request->id)
		return -1;
	return (s32)request->id;
}

EXPORT(request_is_pending) s32
request_is_pending(u32 id)
{
	return request_table_find(&table, id) != NULL;
}

EXPORT(request_pending_count) u32
request_pending_count(void)
{
	return table.pending;
}

/* enum request_breach; or -1 when the request found is not the one with that id. */
EXPORT(request_match) s32
request_match(endpoint_t source, u32 type, u32 id)
{
	struct message reply = {.source = source, .type = type};
	struct request *found = NULL;
	enum request_breach breach;

	MESSAGE_BODY(&reply, struct reply_head)->id = id;
	breach = request_table_match(&table, &reply, &found);
	if (breach == REQUEST_BREACH_NONE && (found == NULL || found->id != id))
		return -1;
	return (s32)breach;
}

EXPORT(request_release) void
request_release(u32 id, u32 answered)
{
	request_table_release(&table, request_table_find(&table, id),
			      answered ? REQUEST_ANSWERED : REQUEST_GIVEN_UP);
}

/* As if the entry of that id had been used so often that its generations run out. */
EXPORT(request_age) void
request_age(u32 index)
{
	table.entries[index].id = (REQUEST_GENERATIONS - 1) << REQUEST_INDEX_BITS | index;
}
