/* Drivers, good and bad. All answer TEST_DRIVE, as far as they answer. */
#include <errno.h>
#include <libsys/event_loop.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>
#include <proto/test.h>

#include "libsystest.h"

#define MS 1000u
#define LATER_MAX 64u

static u32 delay_us;
static u32 requests_left;
static int monitored;

static _Noreturn void
drive(request_handler *handle)
{
	struct event_route route = {TEST_DRIVE, EVENT_ON_LOOP, handle};
	struct event_config config = {
		.routes = &route,
		.route_count = 1,
		.monitor = monitored ? need(CLIENT) : 0,
	};

	event_loop_run(&config);
}

static void
answer_as(const struct message *request, u32 type, u32 id)
{
	struct message reply = {.type = type};
	struct test_done *done = MESSAGE_BODY(&reply, struct test_done);

	done->head.id = id;
	done->head.status = 0;
	done->value = MESSAGE_BODY(request, const struct test_drive)->value + 1;
	event_reply(request->source, &reply);
}

static void
answer(const struct message *request)
{
	answer_as(request, TEST_DRIVE | REPLY_BIT,
		  MESSAGE_BODY(request, const struct test_drive)->head.id);
}

/* ---- answering later ---- */

struct later {
	struct timer timer;
	struct message request;
	int used;
};

static struct later laters[LATER_MAX];

static void
answer_now(struct timer *timer)
{
	struct later *later = timer->context;

	later->used = 0;
	answer(&later->request);
}

static void
answer_after(const struct message *request, u32 us)
{
	u32 index;

	for (index = 0; laters[index].used; index++)
		if (index == LATER_MAX - 1)
			panic("more than %u answers to give", LATER_MAX);
	laters[index].used = 1;
	laters[index].request = *request;
	laters[index].timer.fire = answer_now;
	laters[index].timer.context = &laters[index];
	if (timer_arm(&laters[index].timer, sys_uptime_us() + us) < 0)
		panic("no timer for an answer");
}

/* ---- the roles ---- */

static void
echo(struct message *request)
{
	answer(request);
}

void
echo_driver(int argc, char **argv)
{
	monitored = argc > 0;
	(void)argv;
	drive(echo);
}

static void
answer_slowly(struct message *request)
{
	answer_after(request, delay_us);
}

void
slow_driver(int argc, char **argv)
{
	delay_us = argument(argc, argv, 0) * MS;
	drive(answer_slowly);
}

static void
keep_silent(struct message *request)
{
	(void)request;
}

void
silent_driver(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	drive(keep_silent);
}

static void
count_to_death(struct message *request)
{
	(void)request;
	if (--requests_left == 0)
		pass();
}

void
dying_driver(int argc, char **argv)
{
	requests_left = argument(argc, argv, 0);
	drive(count_to_death);
}

void
deaf_driver(int argc, char **argv)
{
	struct message message;

	sys_alarm(sys_uptime_us() + argument(argc, argv, 0) * MS);
	if (ipc_receive(EP_CLOCK, &message) < 0)
		panic("the alarm can't be waited for");
	pass();
}

static void
lie(struct message *request)
{
	const struct test_drive *drive = MESSAGE_BODY(request, const struct test_drive);
	u32 id = drive->head.id;

	switch (drive->lie) {
	case LIE_UNKNOWN_ID:
		answer_as(request, TEST_DRIVE | REPLY_BIT, id ^ 1u << 24);
		break;
	case LIE_WRONG_TYPE:
		answer_as(request, TEST_WORK | REPLY_BIT, id);
		break;
	case LIE_TWICE:
		answer(request);
		break;
	case LIE_STRANGER: /* entries are used in turn: the one before is the id before */
		answer_as(request, TEST_DRIVE | REPLY_BIT, id - 1);
		break;
	case LIE_LATE:
		answer_after(request, delay_us);
		return;
	}
	answer(request);
}

void
lying_driver(int argc, char **argv)
{
	delay_us = argument(argc, argv, 0) * MS;
	drive(lie);
}
