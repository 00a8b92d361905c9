/* A driver that starts on a thread, and the loop around it, played by the test. */
#include <errno.h>
#include <libsys/thread.h>
#include <libsys/timer.h>

#include "../start.h"

#define EXPORT(name) __attribute__((export_name(#name)))

#define TYPE_ECHO 1u
#define TYPE_OTHER 2u
#define HANDLED_MAX 128u

static struct event_route routes[2];
static void (*alarm_function)(struct timer *); /* NULL: no timer is armed */
static struct timer *armed;
static thread_function *thread;
static u32 starts;
static u32 handled[HANDLED_MAX]; /* ids, those of TYPE_OTHER + 1000 */
static u32 handled_count;
static u32 refused;

u64
sys_uptime_us(void)
{
	return 1;
}

int
timer_arm(struct timer *timer, u64 deadline_us)
{
	(void)deadline_us;
	armed = timer;
	alarm_function = timer->fire;
	return 0;
}

struct thread *
thread_create(thread_function *function, void *argument)
{
	(void)argument;
	thread = function;
	return (struct thread *)&thread;
}

void
event_refuse(const struct message *request, s32 error)
{
	(void)request;
	refused += error == -EAGAIN;
}

_Noreturn void
panic(const char *format, ...)
{
	(void)format;
	__builtin_trap();
}

static void
start_driver(void)
{
	starts++;
}

static void
handle_echo(struct message *request)
{
	handled[handled_count++] = *(u32 *)(void *)request->body;
}

static void
handle_other(struct message *request)
{
	handled[handled_count++] = 1000 + *(u32 *)(void *)request->body;
}

EXPORT(init) void
init(void)
{
	routes[0] = (struct event_route){TYPE_ECHO, EVENT_ON_LOOP, handle_echo};
	routes[1] = (struct event_route){TYPE_OTHER, EVENT_ON_LOOP, handle_other};
	start_init(start_driver, routes, ARRAY_LEN(routes));
}

/* Lets the timer fire that is armed, as the loop does. */
EXPORT(let_time_pass) void
let_time_pass(void)
{
	void (*fire)(struct timer *) = alarm_function;

	alarm_function = NULL;
	if (fire != NULL)
		fire(armed);
}

EXPORT(run_thread) void
run_thread(void)
{
	thread_function *function = thread;

	thread = NULL;
	function(NULL);
}

/* A request arrives; the loop goes by the routes. */
EXPORT(request) void
request(u32 other, u32 id)
{
	struct message message = {.type = other ? TYPE_OTHER : TYPE_ECHO};

	*(u32 *)(void *)message.body = id;
	routes[other].handle(&message);
}

EXPORT(is_pending) int
is_pending(void)
{
	return start_is_pending();
}

EXPORT(start_count) u32
start_count(void)
{
	return starts;
}

EXPORT(refused_count) u32
refused_count(void)
{
	return refused;
}

EXPORT(handled_number) u32
handled_number(void)
{
	return handled_count;
}

EXPORT(handled_id) u32
handled_id(u32 index)
{
	return handled[index];
}
