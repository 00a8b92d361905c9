/* The main loop of servers and drivers. See event_loop.h. */
#include <errno.h>
#include "dispatch.h"
#include "misbehave.h"
#include "recovery_prepare.h"
#include <libsys/event_loop.h>
#include <libsys/ipc.h>
#include <libsys/outbox.h>
#include <libsys/panic.h>
#include <libsys/thread.h>
#include <libsys/timer.h>
#include <proto/request.h>

static const struct event_config *config;
static endpoint_t monitor;
static int (*take_notification)(endpoint_t source);
static void (*after_heartbeat)(void);

s32
event_reply(endpoint_t target, const struct message *reply)
{
	return outbox_post_reply(target, reply);
}

s32
event_notice(endpoint_t target, const struct message *notice)
{
	return outbox_post_notice(target, notice);
}

s32
event_reply_status(const struct message *request, s32 status)
{
	struct message reply = {.type = request->type | REPLY_BIT};
	struct reply_head *head = MESSAGE_BODY(&reply, struct reply_head);

	head->id = MESSAGE_BODY(request, const struct request_head)->id;
	head->status = status;
	return event_reply(request->source, &reply);
}

void
event_refuse(const struct message *request, s32 error)
{
	(void)event_reply_status(request, error);
}

void
event_on_notification(int (*take)(endpoint_t source))
{
	take_notification = take;
}

void
event_on_heartbeat(void (*beat)(void))
{
	after_heartbeat = beat;
}

static void
refuse(const struct message *request, s32 error)
{
	if (config->refuse != NULL)
		config->refuse(request, error);
	else
		event_refuse(request, error);
}

static const struct event_route *
find_route(u32 type)
{
	u32 index;

	for (index = 0; index < config->route_count; index++)
		if (config->routes[index].type == type)
			return &config->routes[index];
	return NULL;
}

static void
handle_request(struct message *request)
{
	const struct event_route *route = find_route(request->type);
	s32 result = 0;

	misbehave_on(AT_REQUEST);
	if (config->accept != NULL)
		result = config->accept(request);
	if (result == 0)
		result = prepare_admits();
	if (result == 0 && route == NULL)
		result = -ENOSYS;
	if (result == 0 && route->flags & EVENT_ON_THREAD)
		result = dispatch_offer(route, request);
	else if (result == 0)
		route->handle(request);
	if (result < 0)
		refuse(request, result);
}

/* The kernel's own sources first: no process can have their endpoints. */
static void
handle_notification(const struct message *message)
{
	const struct notify_body *body = MESSAGE_BODY(message, const struct notify_body);

	switch (message->source) {
	case EP_CLOCK:
		timers_expire(body->time_us);
		return;
	case EP_ASYNC:
		outbox_collect();
		return;
	case EP_HARDWARE:
		misbehave_on(AT_INTERRUPT);
		if (config->interrupt != NULL)
			config->interrupt(body->interrupts, body->time_us);
		return;
	case EP_SYSTEM:
		if (config->managed != NULL)
			config->managed();
		return;
	}
	if (message->source == monitor) {
		(void)ipc_notify(monitor); /* a monitor that died meanwhile wants no answer */
		if (after_heartbeat != NULL)
			after_heartbeat();
		return;
	}
	if (take_notification != NULL && take_notification(message->source))
		return;
	if (config->notified != NULL)
		config->notified(message->source);
}

static int
is_order(u32 type)
{
	return type >= RS_PREPARE && type <= RS_MISBEHAVE;
}

static void
handle_order(const struct message *order)
{
	if (order->source != monitor) {
		refuse(order, -EPERM);
		return;
	}
	switch (order->type) {
	case RS_PREPARE:
		prepare_begin(order);
		break;
	case RS_RESUME:
		prepare_cancel(order);
		break;
	case RS_MISBEHAVE:
		misbehave_order(order, config->interrupt != NULL);
		break;
	}
}

static void
handle(struct message *message)
{
	if (message->type == MSG_NOTIFY)
		handle_notification(message);
	else if (message->type & REPLY_BIT)
		request_take_reply(message);
	else if (is_order(message->type))
		handle_order(message);
	else
		handle_request(message);
}

/* Runs threads until all are blocked or have yielded; a thread that ends makes room for waiting work. */
static int
run_threads(void)
{
	int ready;

	do {
		ready = thread_run_ready();
	} while (dispatch_start_waiting() > 0);
	return ready;
}

/* What is to be done before the loop waits for the next message. */
static void
settle(void)
{
	int ready = run_threads();

	prepare_settle();
	misbehave_settle();
	if (ready)
		timers_wake_soon();
	else
		timers_set_alarm();
}

static void
init(const struct event_config *event_config)
{
	u32 index;
	int result = 0;

	config = event_config;
	monitor = config->monitor != 0 ? config->monitor : RS_EP;
	for (index = 0; index < config->route_count; index++)
		if (config->routes[index].flags & EVENT_ON_THREAD && config->threads == 0)
			panic("event loop: message type 0x%x wants a thread, and there is no pool",
			      config->routes[index].type);
	if (config->threads > 0)
		result = thread_pool_start(config->threads, config->stack_bytes);
	if (result < 0)
		panic("event loop: no pool of %u threads: error %d", config->threads, -result);
	request_on_breach(config->breach);
	dispatch_init(config);
	prepare_init(config);
}

void
event_loop_run(const struct event_config *event_config)
{
	struct message message;
	int result;

	init(event_config);
	(void)ipc_notify(monitor); /* up; without a monitor there is nobody to know */
	for (;;) {
		settle();
		result = ipc_receive(EP_ANY, &message);
		if (result < 0 && result != -EINTR)
			panic("event loop: the kernel refused to receive: error %d", -result);
		if (result < 0)
			continue;
		misbehave_on(AT_WAKE);
		handle(&message);
	}
}
