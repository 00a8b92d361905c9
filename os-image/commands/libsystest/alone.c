/* Tests of one process: its timers, its requests to a dead driver, its threads. */
#include <errno.h>
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/outbox.h>
#include <libsys/panic.h>
#include <libsys/thread.h>
#include <libsys/timer.h>
#include <proto/test.h>
#include <stdlib.h>

#include "libsystest.h"

#define MS 1000u

static void
must(const char *what, s32 found, s32 expected)
{
	if (found != expected)
		panic("%s: expected %d, found %d", what, (int)expected, (int)found);
}

static _Noreturn void
go_on(void)
{
	static const struct event_config config;

	event_loop_run(&config);
}

/* ---- timers ---- */

#define TIMERS 40u
#define SPREAD_US 100000u
#define CANCELLED_EVERY 5u

static struct timer timers[TIMERS];
static u64 last_deadline_us;
static u32 fired;

static int
is_cancelled(const struct timer *timer)
{
	return (timer - timers) % CANCELLED_EVERY == 0;
}

static void
check_order(struct timer *timer)
{
	if (is_cancelled(timer))
		panic("timer %d fired after it was cancelled", (int)(timer - timers));
	if (timer->deadline_us < last_deadline_us)
		panic("timer %d fired after one with a later deadline", (int)(timer - timers));
	if (sys_uptime_us() < timer->deadline_us)
		panic("timer %d fired early", (int)(timer - timers));
	last_deadline_us = timer->deadline_us;
	if (++fired == TIMERS - TIMERS / CANCELLED_EVERY)
		pass();
}

void
timers_alone(int argc, char **argv)
{
	u64 start_us = sys_uptime_us();
	u32 index;

	(void)argc;
	(void)argv;
	for (index = 0; index < TIMERS; index++) {
		timers[index].fire = check_order;
		must("arming", timer_arm(&timers[index], start_us + (u32)rand() % SPREAD_US), 0);
	}
	for (index = 0; index < TIMERS; index += CANCELLED_EVERY)
		timer_cancel(&timers[index]);
	go_on();
}

/* ---- requests: waiting in the outbox, held, cancelled, too many ---- */

static endpoint_t deaf;
static u32 cancelled;

static void
count_cancelled(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	(void)reply;
	(void)context;
	must("a cancelled request", status, -ECANCELED);
	cancelled++;
}

static s32
start_held(void)
{
	struct message message = {.type = TEST_DRIVE};

	return request_start(deaf, &message, sys_uptime_us() + 1000u * MS, REQUEST_HOLD,
			     count_cancelled, NULL);
}

static void
driver_is_dead(u32 id, s32 status, const struct message *reply, void *context)
{
	struct message message = {.type = TEST_DRIVE};
	s32 ids[REQUEST_MAX];
	u32 index;

	(void)id;
	(void)reply;
	(void)context;
	must("a request whose driver died before it got it", status, -EDEADEP);
	must("messages left in the outbox", (s32)outbox_waiting(), 0);
	must("a request to the dead", request_start(deaf, &message, 1, 0, count_cancelled, NULL),
	     -EDEADEP);
	for (index = 0; index < REQUEST_MAX; index++)
		ids[index] = start_held();
	must("one request too many", start_held(), -EAGAIN);
	must("held requests", (s32)requests_pending(), REQUEST_MAX);
	for (index = 0; index < REQUEST_MAX; index++)
		must("cancelling", request_cancel((u32)ids[index]), 0);
	must("cancelled requests", (s32)cancelled, REQUEST_MAX);
	must("cancelling again", request_cancel((u32)ids[0]), -ENOENT);
	must("requests under way", (s32)requests_pending(), 0);
	pass();
}

void
requests_alone(int argc, char **argv)
{
	struct message message = {.type = TEST_DRIVE};

	(void)argc;
	(void)argv;
	deaf = need(DRIVER_0);
	if (request_start(deaf, &message, sys_uptime_us() + 5000u * MS, 0, driver_is_dead, NULL) < 0)
		panic("a request to a deaf driver did not start");
	must("messages in the outbox", (s32)outbox_waiting(), 1);
	go_on();
}

/* ---- threads: stacks of their own, turns in order ---- */

#define THREADS 6u
#define TURNS 50u

static u32 turn;
static u32 ended;

/* A frame that other threads would spoil if they shared the stack. */
static void
take_turns(void *argument)
{
	u32 number = (u32)argument;
	volatile u32 kept[64];
	u32 index;
	u32 each;

	for (index = 0; index < TURNS; index++) {
		must("whose turn it is", (s32)(turn++ % THREADS), (s32)number);
		for (each = 0; each < ARRAY_LEN(kept); each++)
			kept[each] = number << 16 | index;
		thread_yield();
		for (each = 0; each < ARRAY_LEN(kept); each++)
			must("a word on the stack", (s32)kept[each], (s32)(number << 16 | index));
	}
	ended++;
}

void
threads_alone(int argc, char **argv)
{
	u32 index;

	(void)argc;
	(void)argv;
	must("a pool of no threads", thread_pool_start(0, PAGE_SIZE), -EINVAL);
	must("a pool", thread_pool_start(THREADS, PAGE_SIZE), 0);
	must("a second pool", thread_pool_start(THREADS, PAGE_SIZE), -EEXIST);
	for (index = 0; index < THREADS; index++)
		if (thread_create(take_turns, (void *)index) == NULL)
			panic("thread %u was not created", (unsigned)index);
	must("a thread beyond the pool", thread_create(take_turns, NULL) == NULL, 1);
	while (thread_run_ready())
		;
	must("threads that ended", (s32)ended, THREADS);
	must("idle threads", (s32)thread_idle_count(), THREADS);
	pass();
}
