/*
 * The server under test: an event loop whose work runs on threads and asks two
 * drivers. It has nothing of its own beyond what each server would write.
 */
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/recovery.h>
#include <libsys/thread.h>
#include <proto/rs.h>
#include <proto/test.h>

#include "libsystest.h"

#define DRIVERS 2u
#define NO_LANE UINT32_MAX
#define EATEN_BYTES 256u
#define TURNS_ALONE 20u
#define HANG_ALARM_US 9000u /* less than the kernel's tick */

static endpoint_t drivers[DRIVERS];
static u32 breaches[TEST_BREACH_KINDS];
static int poked;

static void
note_breach(enum request_breach breach, const struct message *reply)
{
	(void)reply;
	breaches[breach]++;
}

static s32
ask_driver(const struct test_work *work, u32 *value)
{
	struct message message = {.type = TEST_DRIVE};
	struct test_drive *drive = MESSAGE_BODY(&message, struct test_drive);
	u64 deadline_us = sys_uptime_us() + work->timeout_ms * 1000ull;
	s32 status;

	drive->value = work->value;
	drive->lie = work->lie;
	status = request_call(drivers[work->driver % DRIVERS], &message, deadline_us,
			      work->hold ? REQUEST_HOLD : 0);
	if (status == 0) {
		status = MESSAGE_BODY(&message, const struct test_done)->head.status;
		*value = MESSAGE_BODY(&message, const struct test_done)->value;
	}
	return status;
}

/* The array is used after the call, so each call needs its frame. The end is beyond any stack. */
static u32
eat_stack(u32 depth)
{
	volatile u8 eaten[EATEN_BYTES];

	eaten[depth % EATEN_BYTES] = (u8)depth;
	if (depth == UINT32_MAX)
		return 0;
	return eat_stack(depth + 1) + eaten[(depth + 1) % EATEN_BYTES];
}

static void
work(struct message *request)
{
	const struct test_work *work = MESSAGE_BODY(request, const struct test_work);
	struct message reply = {.type = TEST_WORK | REPLY_BIT};
	struct test_done *done = MESSAGE_BODY(&reply, struct test_done);
	u32 turn;

	done->head.id = work->head.id;
	switch (work->job) {
	case JOB_DRIVE:
		done->head.status = ask_driver(work, &done->value);
		break;
	case JOB_OVERFLOW:
		done->value = eat_stack(0);
		break;
	case JOB_HANG: /* ever new alarms, none of which comes, must not hold up the kernel's clock */
		for (;;)
			sys_alarm(sys_uptime_us() + HANG_ALARM_US);
	case JOB_YIELD:
		while (!poked)
			thread_yield();
		for (turn = 0; turn < TURNS_ALONE; turn++)
			thread_yield();
		break;
	}
	event_reply(request->source, &reply);
}

static void
report(struct message *request)
{
	struct message reply = {.type = TEST_REPORT | REPLY_BIT};
	struct test_report *report = MESSAGE_BODY(&reply, struct test_report);
	u32 index;

	report->head.id = MESSAGE_BODY(request, const struct request_head)->id;
	report->pending = requests_pending();
	for (index = 0; index < TEST_BREACH_KINDS; index++)
		report->breaches[index] = breaches[index];
	event_reply(request->source, &reply);
}

static void
moved(struct message *request)
{
	const struct test_moved *moved = MESSAGE_BODY(request, const struct test_moved);
	struct message reply = {.type = TEST_MOVED | REPLY_BIT};
	struct test_done *done = MESSAGE_BODY(&reply, struct test_done);
	u32 index;

	for (index = 0; index < DRIVERS; index++)
		if (drivers[index] == moved->old_ep)
			drivers[index] = moved->new_ep;
	done->head.id = moved->head.id;
	done->value = request_resend_all(moved->old_ep, moved->new_ep, DEFECT_EXIT, NULL);
	event_reply(request->source, &reply);
}

static void
poke(struct message *request)
{
	poked = 1;
	event_reply_status(request, 0);
}

static u32
lane(const struct message *request)
{
	return request->type == TEST_WORK ? MESSAGE_BODY(request, const struct test_work)->driver
					  : NO_LANE;
}

void
server(int argc, char **argv)
{
	static const struct event_route routes[] = {
		{TEST_WORK, EVENT_ON_THREAD, work},
		{TEST_REPORT, EVENT_ON_LOOP, report},
		{TEST_MOVED, EVENT_ON_LOOP, moved},
		{TEST_POKE, EVENT_ON_LOOP, poke},
	};
	struct event_config config = {
		.routes = routes,
		.route_count = ARRAY_LEN(routes),
		.threads = SERVER_THREADS,
		.stack_bytes = SERVER_STACK_BYTES,
		.breach = note_breach,
	};

	if (argument(argc, argv, 0) != 0) {
		config.lane = lane;
		config.lane_threads = SERVER_LANE_THREADS;
		config.lane_waiting = SERVER_LANE_WAITING;
	}
	if (argument(argc, argv, 1) != 0)
		config.monitor = need(CLIENT);
	drivers[0] = need(DRIVER_0);
	drivers[1] = need(DRIVER_1);
	event_loop_run(&config);
}
