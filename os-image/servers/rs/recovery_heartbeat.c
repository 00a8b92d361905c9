/*
 * Heartbeats: RS notifies each component once a period, and its event loop notifies
 * back between two requests. One that does not for two periods hangs: defect class
 * `heartbeat`. A period begins when RS' own timer fires, so that a machine that stood
 * still for a while gives all the same time to answer.
 */
#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>

#include "recovery.h"

#define MISSED_MAX 2u

static void
ask(struct service *service)
{
	(void)ipc_notify(service->endpoint); /* one that has died meanwhile is told by the kernel */
	if (timer_arm(&service->timer, sys_uptime_us() + service->config.heartbeat_ms * 1000ull) < 0)
		panic("no timer for the heartbeat of %s", service->label);
}

static void
period_is_over(struct timer *timer)
{
	struct service *service = timer->context;
	struct rs_end end = {.defect = DEFECT_HEARTBEAT};
	char detail[RS_DETAIL_MAX];

	if (service->recovery.missed == 0 && service->recovery.has_answered)
		recovery_has_served(service);
	if (service->recovery.missed++ < MISSED_MAX) {
		ask(service);
		return;
	}
	snprintf(detail, sizeof(detail), "no answer to %u heartbeats of %u ms", (unsigned)MISSED_MAX,
		 (unsigned)service->config.heartbeat_ms);
	service_failed(service, &end, detail);
}

/* missed counts the question that is on its way, too: an answer makes it 0. */
void
heartbeat_begin(struct service *service)
{
	service->recovery.missed = 0;
	service->recovery.heartbeat_us = sys_uptime_us();
	if (service->config.heartbeat_ms == 0)
		return;
	service->timer.fire = period_is_over;
	service->timer.context = service;
	service->recovery.missed = 1;
	ask(service);
}

void
heartbeat_answered(struct service *service)
{
	service->recovery.missed = 0;
	service->recovery.heartbeat_us = sys_uptime_us();
}
