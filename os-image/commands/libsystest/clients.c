/*
 * Clients that ask the server for many things at once, with libsys' own
 * requests. Each says in its order of events what the test is about; none
 * looks at how long the machine took, but for deadlines in guest time.
 */
#include <errno.h>
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>
#include <proto/test.h>
#include <string.h>

#include "libsystest.h"

#define MS 1000u
#define PATIENCE_US (10u * 1000u * MS) /* for a reply of the server */
#define LONG_MS 5000u /* a deadline that is not to be reached */
#define ECHOES 20u

static endpoint_t server_ep;
static struct event_config config;

static _Noreturn void
go_on(void)
{
	event_loop_run(&config);
}

static void
must(const char *what, s32 found, s32 expected)
{
	if (found != expected)
		panic("%s: expected %d, found %d", what, (int)expected, (int)found);
}

/* Asks for work; value is what the driver gets and comes back as `context`. */
static void
ask(const struct test_work *work, request_completion *complete)
{
	struct message message = {.type = TEST_WORK};
	s32 id;

	*MESSAGE_BODY(&message, struct test_work) = *work;
	id = request_start(server_ep, &message, sys_uptime_us() + PATIENCE_US, 0, complete,
			   (void *)work->value);
	if (id < 0)
		panic("a request to the server did not start: error %d", (int)-id);
}

/* The status with which the server ended the work; 0 means that the value is right too. */
static s32
outcome(s32 status, const struct message *reply, const void *context)
{
	const struct test_done *done;

	if (status < 0)
		panic("the server did not answer: error %d", (int)-status);
	done = MESSAGE_BODY(reply, const struct test_done);
	if (done->head.status == 0)
		must("the driver's value", (s32)done->value, (s32)(u32)context + 1);
	return done->head.status;
}

/* ---- echoes: one after the other through driver 1 ---- */

static u32 echoes;

static void
next_echo(u32 id, s32 status, const struct message *reply, void *context)
{
	struct test_work work = {.job = JOB_DRIVE, .driver = 1, .timeout_ms = LONG_MS};

	(void)id;
	if (reply != NULL || status < 0) {
		must("an echo", outcome(status, reply, context), 0);
		echoes++;
	}
	work.value = echoes;
	if (echoes < ECHOES)
		ask(&work, next_echo);
}

static void
start_echoes(void)
{
	next_echo(0, 0, NULL, NULL);
}

/* ---- a slow driver: its users wait, the other's do not ---- */

#define SLOW_REQUESTS 3u

static u32 slow_done;

static void
slow_is_done(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must("a slow answer", outcome(status, reply, context), 0);
	must("echoes before the first slow answer", (s32)echoes, ECHOES);
	if (++slow_done == SLOW_REQUESTS)
		pass();
}

void
slow_client(int argc, char **argv)
{
	struct test_work work = {.job = JOB_DRIVE, .timeout_ms = LONG_MS};

	(void)argc;
	(void)argv;
	server_ep = need(SERVER);
	for (work.value = 0; work.value < SLOW_REQUESTS; work.value++)
		ask(&work, slow_is_done);
	start_echoes();
	go_on();
}

/* ---- a driver that never answers: a lane takes so many, the rest is refused ---- */

#define DEAD_REQUESTS 12u
#define DEAD_TIMEOUT_MS 200u

static u32 refused;
static u32 timed_out;

static void
dead_is_done(u32 id, s32 status, const struct message *reply, void *context)
{
	s32 how = outcome(status, reply, context);

	(void)id;
	if (how == -EAGAIN) {
		refused++;
	} else {
		must("a request to a silent driver", how, -ETIMEDOUT);
		must("echoes before the first deadline", (s32)echoes, ECHOES);
		timed_out++;
	}
	if (refused + timed_out < DEAD_REQUESTS)
		return;
	must("requests that the lane took", (s32)timed_out, SERVER_LANE_THREADS + SERVER_LANE_WAITING);
	pass();
}

void
dead_client(int argc, char **argv)
{
	struct test_work work = {.job = JOB_DRIVE, .timeout_ms = DEAD_TIMEOUT_MS};

	(void)argc;
	(void)argv;
	server_ep = need(SERVER);
	for (work.value = 0; work.value < DEAD_REQUESTS; work.value++)
		ask(&work, dead_is_done);
	start_echoes();
	go_on();
}

/* ---- deadlines: never early, and soon after ---- */

#define DEADLINE_MS 50u
#define DEADLINE_SLACK_MS 100u

static u64 asked_us;

static void
deadline_is_done(u32 id, s32 status, const struct message *reply, void *context)
{
	u32 took_us = (u32)(sys_uptime_us() - asked_us);

	(void)id;
	must("the status", outcome(status, reply, context), -ETIMEDOUT);
	if (took_us < DEADLINE_MS * MS || took_us > (DEADLINE_MS + DEADLINE_SLACK_MS) * MS)
		panic("a deadline of %u ms fired after %u us", DEADLINE_MS, (unsigned)took_us);
	pass();
}

void
deadline_client(int argc, char **argv)
{
	struct test_work work = {.job = JOB_DRIVE, .timeout_ms = DEADLINE_MS};

	(void)argc;
	(void)argv;
	server_ep = need(SERVER);
	asked_us = sys_uptime_us();
	ask(&work, deadline_is_done);
	go_on();
}

/* ---- more work than threads and queue hold ---- */

#define POOL_REQUESTS 60u
#define POOL_TAKEN (SERVER_THREADS + EVENT_WAITING_EACH_MAX)

static u32 taken;
static struct timer watch_echoes;

static void
watch(struct timer *timer)
{
	if (echoes == ECHOES)
		pass();
	if (timer_arm(timer, sys_uptime_us() + MS) < 0)
		panic("no timer");
}

static void
pool_is_done(u32 id, s32 status, const struct message *reply, void *context)
{
	s32 how = outcome(status, reply, context);

	(void)id;
	if (how == -EAGAIN) {
		must("work done when one is refused", (s32)taken, 0);
		refused++;
	} else {
		must("a slow answer", how, 0);
		taken++;
	}
	if (refused + taken < POOL_REQUESTS)
		return;
	must("requests that pool and queue took", (s32)taken, POOL_TAKEN);
	watch_echoes.fire = watch;
	watch(&watch_echoes);
	start_echoes();
}

void
pool_client(int argc, char **argv)
{
	struct test_work work = {.job = JOB_DRIVE, .timeout_ms = LONG_MS};

	(void)argc;
	(void)argv;
	server_ep = need(SERVER);
	for (work.value = 0; work.value < POOL_REQUESTS; work.value++)
		ask(&work, pool_is_done);
	go_on();
}

/* ---- a driver that lies: each lie is known for what it is, each request answered once ---- */

#define LATE_TIMEOUT_MS 30u /* the lying driver takes longer */
#define LATE_WAIT_MS 200u
#define STRANGER_TIMEOUT_MS 50u

static struct timer late_timer;

static void
read_report(u32 id, s32 status, const struct message *reply, void *context)
{
	const struct test_report *report = MESSAGE_BODY(reply, const struct test_report);
	u32 kind;

	(void)id;
	(void)context;
	must("the report", status, 0);
	for (kind = REQUEST_BREACH_UNKNOWN; kind < TEST_BREACH_KINDS; kind++)
		must(request_breach_name(kind), (s32)report->breaches[kind], 1);
	must("requests under way", (s32)report->pending, 0);
	pass();
}

static void
ask_for_report(struct timer *timer)
{
	struct message message = {.type = TEST_REPORT};

	(void)timer;
	if (request_start(server_ep, &message, sys_uptime_us() + PATIENCE_US, 0, read_report, NULL) < 0)
		panic("no request for the report");
}

static void
stranger_is_done(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must("the request that a liar answered for another", outcome(status, reply, context),
	     -ETIMEDOUT);
}

static void
next_lie(u32 id, s32 status, const struct message *reply, void *context)
{
	static u32 lie = LIE_NONE;
	struct test_work work = {.job = JOB_DRIVE, .timeout_ms = LONG_MS};

	(void)id;
	if (lie != LIE_NONE)
		must("a lying driver's answer", outcome(status, reply, context),
		     lie == LIE_LATE ? -ETIMEDOUT : 0);
	if (++lie == LIE_COUNT) {
		late_timer.fire = ask_for_report;
		if (timer_arm(&late_timer, sys_uptime_us() + LATE_WAIT_MS * MS) < 0)
			panic("no timer");
		return;
	}
	work.lie = lie;
	work.value = lie;
	if (lie == LIE_STRANGER) {
		struct test_work victim = {
			.job = JOB_DRIVE, .driver = 1, .timeout_ms = STRANGER_TIMEOUT_MS};
		ask(&victim, stranger_is_done);
	}
	if (lie == LIE_LATE)
		work.timeout_ms = LATE_TIMEOUT_MS;
	ask(&work, next_lie);
}

void
lies_client(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	server_ep = need(SERVER);
	next_lie(0, 0, NULL, NULL);
	go_on();
}

/* ---- a driver that dies: its requests are answered by the next instance, once ---- */

#define RESEND_REQUESTS 5u
#define AFTERWARDS_MS 50u

static u32 answers[RESEND_REQUESTS];
static u32 answer_count;
static struct timer afterwards;

static void
look_back(struct timer *timer)
{
	(void)timer;
	must("replies that came twice", (s32)request_breaches(), 0);
	pass();
}

static void
resent_is_done(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	must("a request over the driver's death", outcome(status, reply, context), 0);
	must("times it was answered", (s32)++answers[(u32)context], 1);
	if (++answer_count < RESEND_REQUESTS)
		return;
	afterwards.fire = look_back;
	if (timer_arm(&afterwards, sys_uptime_us() + AFTERWARDS_MS * MS) < 0)
		panic("no timer");
}

void
resend_client(int argc, char **argv)
{
	struct test_work work = {.job = JOB_DRIVE, .timeout_ms = LONG_MS, .hold = 1};

	(void)argc;
	(void)argv;
	server_ep = need(SERVER);
	for (work.value = 0; work.value < RESEND_REQUESTS; work.value++)
		ask(&work, resent_is_done);
	go_on();
}

/* ---- a thread that yields keeps nobody from being heard ---- */

static u32 yield_steps;

static void
yield_is_done(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	(void)reply;
	(void)context;
	must("a request beside a yielding thread", status, 0);
	if (++yield_steps == 2)
		pass();
}

void
yield_client(int argc, char **argv)
{
	struct test_work work = {.job = JOB_YIELD};
	struct message poke = {.type = TEST_POKE};

	(void)argc;
	(void)argv;
	server_ep = need(SERVER);
	ask(&work, yield_is_done);
	if (request_start(server_ep, &poke, sys_uptime_us() + PATIENCE_US, 0, yield_is_done, NULL) < 0)
		panic("no request to poke");
	go_on();
}
