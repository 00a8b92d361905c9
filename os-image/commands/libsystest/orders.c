/*
 * Clients that are the server's monitor: they see it come up, give it orders, and
 * ask it for work meanwhile. A client has to be there first, since the server looks
 * for its monitor when it starts.
 */
#include <errno.h>
#include <libsys/event_loop.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>
#include <proto/rs.h>
#include <proto/test.h>

#include "libsystest.h"

#define MS 1000u
#define PATIENCE_US (10u * 1000u * MS)
#define SOON_US (100u * MS) /* long enough for an answer of who is not busy */
#define BUSY_MS 200u        /* how long work at the silent driver takes */
#define ECHO_MS 5000u       /* not to be reached */

static endpoint_t server_ep = EP_NONE;
static struct event_config config;
static void (*on_up)(void);
static u32 beats; /* answered heartbeats */

static void
must(const char *what, s32 found, s32 expected)
{
	if (found != expected)
		panic("%s: expected %d, found %d", what, (int)expected, (int)found);
}

static void
notified(endpoint_t source)
{
	if (server_ep != EP_NONE) {
		must("who notifies", source, server_ep);
		beats++;
		return;
	}
	server_ep = source;
	on_up();
}

/* Runs until the server is up, and goes on with `up` then. */
static _Noreturn void
await_server(void (*up)(void))
{
	on_up = up;
	config.notified = notified;
	event_loop_run(&config);
}

static void
send(const struct message *message, request_completion *complete, u32 context)
{
	s32 id = request_start(server_ep, message, sys_uptime_us() + PATIENCE_US, 0, complete,
			       (void *)context);

	if (id < 0)
		panic("request 0x%x did not start: error %d", message->type, (int)-id);
}

static void
order(u32 type, request_completion *complete, s32 expected)
{
	struct message message = {.type = type};

	send(&message, complete, (u32)expected);
}

static void
ask_for_work(u32 driver, u32 timeout_ms, request_completion *complete, s32 expected)
{
	struct message message = {.type = TEST_WORK};

	*MESSAGE_BODY(&message, struct test_work) = (struct test_work){
		.job = JOB_DRIVE, .driver = driver, .timeout_ms = timeout_ms};
	send(&message, complete, (u32)expected);
}

static void
after(struct timer *timer, u64 us, void (*then)(struct timer *timer))
{
	timer->fire = then;
	must("arming a timer", timer_arm(timer, sys_uptime_us() + us), 0);
}

static void
must_be_answered(const char *what, s32 status, const struct message *reply, const void *expected)
{
	must("delivery of an answer", status, 0);
	must(what, MESSAGE_BODY(reply, const struct reply_head)->status, (s32)(u32)expected);
}

/* ---- a quiescent point: what waits is refused, what is under way ends, then one answer ---- */

#define WORKS (SERVER_LANE_THREADS + SERVER_LANE_WAITING)

static u32 refused;
static u32 ended;
static u32 prepared;

static void
last_work_is_done(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("work after RS_RESUME", status, reply, context);
	must("answers that nobody waited for", (s32)request_breaches(), 0);
	pass();
}

static void
resumed(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("RS_RESUME", status, reply, context);
	ask_for_work(1, ECHO_MS, last_work_is_done, 0);
}

static void
quiescent_refuses(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("work at the quiescent point", status, reply, context);
	order(RS_RESUME, resumed, 0);
}

static void
prepared_again(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("RS_PREPARE at the quiescent point", status, reply, context);
	ask_for_work(1, ECHO_MS, quiescent_refuses, -EMOVED);
}

static void
is_prepared(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("RS_PREPARE", status, reply, context);
	must("work refused before", (s32)refused, SERVER_LANE_WAITING + 1);
	must("work ended before", (s32)ended, SERVER_LANE_THREADS);
	must("heartbeats answered before", (s32)beats, 1);
	must("times that RS_PREPARE was answered", (s32)++prepared, 1);
	order(RS_PREPARE, prepared_again, 0);
}

static void
is_preparing(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("RS_PREPARE while preparing", status, reply, context);
	must("a heartbeat", ipc_notify(server_ep), 0);
}

static void
work_is_over(u32 id, s32 status, const struct message *reply, void *context)
{
	s32 found = MESSAGE_BODY(reply, const struct reply_head)->status;

	(void)id;
	(void)context;
	must("delivery of an answer", status, 0);
	if (found == -EMOVED) {
		must("work ended before work was refused", (s32)ended, 0);
		refused++;
	} else {
		must("work under way", found, -ETIMEDOUT);
		ended++;
	}
}

static void
make_it_quiescent(void)
{
	u32 index;

	for (index = 0; index < WORKS; index++)
		ask_for_work(0, BUSY_MS, work_is_over, 0);
	order(RS_PREPARE, is_prepared, 0);
	ask_for_work(1, ECHO_MS, work_is_over, 0);
	order(RS_PREPARE, is_preparing, -EALREADY);
}

void
prepare_client(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	await_server(make_it_quiescent);
}

/* ---- a quiescent point that is called off ---- */

static int called_off;

static void
is_called_off(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("RS_PREPARE that was called off", status, reply, context);
	called_off = 1;
}

static void
goes_on(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("work beside an RS_PREPARE that was called off", status, reply, context);
	must("RS_PREPARE was answered", called_off, 1);
	if (++ended == 2)
		pass();
}

static void
call_it_off(void)
{
	ask_for_work(0, BUSY_MS, goes_on, -ETIMEDOUT);
	order(RS_PREPARE, is_called_off, -ECANCELED);
	order(RS_RESUME, is_called_off, 0);
	ask_for_work(1, ECHO_MS, goes_on, 0);
}

void
resume_client(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	await_server(call_it_off);
}

/* ---- orders of someone who has none to give ---- */

static void
stranger_works(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("work after orders of a stranger", status, reply, context);
	pass();
}

static void
stranger_is_refused(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("an order of a stranger", status, reply, context);
	if (++refused == 3)
		ask_for_work(1, ECHO_MS, stranger_works, 0);
}

void
stranger_client(int argc, char **argv)
{
	struct message panic_now = {.type = RS_MISBEHAVE};

	(void)argc;
	(void)argv;
	server_ep = need(SERVER);
	MESSAGE_BODY(&panic_now, struct rs_misbehave)->how = MISBEHAVE_PANIC;
	send(&panic_now, stranger_is_refused, (u32)-EPERM);
	order(RS_PREPARE, stranger_is_refused, -EPERM);
	order(RS_RESUME, stranger_is_refused, -EPERM);
	event_loop_run(&config);
}

/* ---- failing on purpose: answered first, and then it does as it was told ---- */

#define POKES_MAX 1000u

static struct rs_misbehave misbehaviour;
static s32 expected_status;
static u32 pokes;
static struct timer timer;

/* Keeps it awake until it is dead. */
static void
poke(struct timer *each)
{
	if (ipc_notify(server_ep) == -EDEADEP)
		pass();
	if (++pokes == POKES_MAX)
		panic("it is alive after %u wakes", POKES_MAX);
	after(each, MS, poke);
}

static void
drive_on(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must_be_answered("work", status, reply, context);
	ask_for_work(1, ECHO_MS, drive_on, 0);
}

static void
is_silent(struct timer *each)
{
	(void)each;
	must("heartbeats answered by who hangs", (s32)beats, 0);
	pass();
}

static void
misbehaves(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	(void)context;
	must("delivery of the answer to RS_MISBEHAVE", status, 0);
	must("RS_MISBEHAVE", MESSAGE_BODY(reply, const struct reply_head)->status, expected_status);
	if (expected_status != 0)
		pass();
	if (misbehaviour.how == MISBEHAVE_RACE)
		ask_for_work(1, ECHO_MS, drive_on, 0);
	if (misbehaviour.how == MISBEHAVE_HANG) {
		must("a heartbeat", ipc_notify(server_ep), 0);
		after(&timer, SOON_US, is_silent);
		return;
	}
	poke(&timer);
}

static void
make_it_misbehave(void)
{
	struct message message = {.type = RS_MISBEHAVE};
	struct rs_misbehave *wanted = MESSAGE_BODY(&message, struct rs_misbehave);

	*wanted = misbehaviour;
	send(&message, misbehaves, 0);
}

void
misbehave_client(int argc, char **argv)
{
	misbehaviour.how = argument(argc, argv, 0);
	misbehaviour.odds = argument(argc, argv, 1);
	misbehaviour.seed = argument(argc, argv, 2);
	expected_status = (s32)argument(argc, argv, 3);
	await_server(make_it_misbehave);
}
