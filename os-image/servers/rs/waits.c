/*
 * Who waits for what: RS_WAIT for a service's end, RS_PING for its answer to a
 * notification. Answers are sent when there is something to say, or when the
 * deadline is past; RS itself goes on meanwhile.
 */
#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>

#include "rs.h"

#define NEVER UINT64_MAX

/* The alarm stands at the earliest deadline of all. */
static void
set_alarm(void)
{
	u64 earliest = NEVER;

	for (u32 id = PRIV_ID_FIRST_SERVICE; id < NR_PRIVS; id++) {
		const struct service *service = &services[id];

		if (service->waiting.endpoint != EP_NONE && service->waiting.deadline_us < earliest)
			earliest = service->waiting.deadline_us;
		if (service->pinging.endpoint != EP_NONE && service->pinging.deadline_us < earliest)
			earliest = service->pinging.deadline_us;
	}
	sys_alarm(earliest == NEVER ? 0 : earliest);
}

static void
begin(struct waiter *waiter, endpoint_t who, u32 deadline_ms)
{
	waiter->endpoint = who;
	waiter->deadline_us = deadline_ms == 0 ? NEVER : sys_uptime_us() + deadline_ms * 1000ull;
	set_alarm();
}

/* Whoever waited, who waits no longer. */
static endpoint_t
finish(struct waiter *waiter)
{
	endpoint_t who = waiter->endpoint;

	waiter->endpoint = EP_NONE;
	return who;
}

static void
tell_end(struct service *service, endpoint_t who)
{
	reply(who, RS_WAIT, &service->end, sizeof(service->end));
	service->state = SERVICE_FREE;
}

void
wait_for_end(struct service *service, endpoint_t who, u32 deadline_ms)
{
	if (service->state == SERVICE_ENDED)
		tell_end(service, who);
	else
		begin(&service->waiting, who, deadline_ms);
}

void
wait_for_answer(struct service *service, endpoint_t who, u32 deadline_ms)
{
	int error = service->state == SERVICE_UP ? ipc_notify(service->endpoint) : -EDEADEP;

	if (error < 0)
		reply_status(who, RS_PING, error);
	else
		begin(&service->pinging, who, deadline_ms);
}

void
waits_answered(struct service *service)
{
	endpoint_t who = finish(&service->pinging);

	if (who == EP_NONE)
		return;
	set_alarm();
	reply_status(who, RS_PING, 0);
}

void
waits_ended(struct service *service)
{
	endpoint_t pinging = finish(&service->pinging);
	endpoint_t waiting = finish(&service->waiting);

	set_alarm();
	if (pinging != EP_NONE)
		reply_status(pinging, RS_PING, -EDEADEP);
	if (waiting != EP_NONE)
		tell_end(service, waiting);
}

static void
expire(struct waiter *waiter, u32 type, u64 now_us)
{
	if (waiter->endpoint != EP_NONE && waiter->deadline_us <= now_us)
		reply_status(finish(waiter), type, -ETIMEDOUT);
}

void
waits_expire(void)
{
	u64 now_us = sys_uptime_us();

	for (u32 id = PRIV_ID_FIRST_SERVICE; id < NR_PRIVS; id++) {
		expire(&services[id].waiting, RS_WAIT, now_us);
		expire(&services[id].pinging, RS_PING, now_us);
	}
	set_alarm();
}
