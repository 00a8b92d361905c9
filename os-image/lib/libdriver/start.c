/* See start.h. */
#include "start.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/thread.h>
#include <libsys/timer.h>

#define KEPT_MAX 64u /* then -EAGAIN */

static void (*start)(void);
static int is_pending;
static struct event_route *routes;
static u32 route_count;
static request_handler *handlers[DRIVER_ROUTES_MAX];
static struct message kept[KEPT_MAX];
static u32 kept_count;

static void
keep(struct message *request)
{
	if (kept_count < KEPT_MAX)
		kept[kept_count++] = *request;
	else
		event_refuse(request, -EAGAIN);
}

static void
handle(struct message *request)
{
	u32 index;

	for (index = 0; index < route_count; index++)
		if (routes[index].type == request->type)
			routes[index].handle(request);
}

/* On the loop's stack: the thread is free again for what the requests want of it. */
static void
end(struct timer *timer)
{
	u32 index;

	(void)timer;
	is_pending = 0;
	for (index = 0; index < route_count; index++)
		routes[index].handle = handlers[index];
	for (index = 0; index < kept_count; index++)
		handle(&kept[index]);
}

static void
soon(void (*fire)(struct timer *))
{
	static struct timer timer;

	timer.fire = fire;
	if (timer_arm(&timer, sys_uptime_us()) < 0)
		panic("libdriver: no timer is free");
}

static void
run(void *unused)
{
	(void)unused;
	start();
	soon(end);
}

static void
begin(struct timer *timer)
{
	(void)timer;
	if (thread_create(run, NULL) == NULL)
		panic("libdriver: a driver that starts on a thread needs one");
}

void
start_init(void (*driver_start)(void), struct event_route *all_routes, u32 count)
{
	u32 index;

	start = driver_start;
	routes = all_routes;
	route_count = count;
	is_pending = 1;
	for (index = 0; index < count; index++) {
		handlers[index] = routes[index].handle;
		routes[index].handle = keep;
	}
	soon(begin);
}

int
start_is_pending(void)
{
	return is_pending;
}
