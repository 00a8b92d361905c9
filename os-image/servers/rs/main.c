/*
 * The reincarnation server's start, and what wakes it: requests (requests.c), the
 * kernel's news of its children (defects.c), their answers to its notifications, and
 * timers. rs.h says how it works.
 */
#include <errno.h>
#include <libsys/event_loop.h>

#include "recovery.h"

static void
answered_notification(endpoint_t source)
{
	struct service *service = service_find(source);

	if (source == PM_EP)
		pm_answered();
	if (service == NULL)
		return;
	if (service->state == RS_STATE_STARTING)
		service_is_up(service);
	else if (service->state == RS_STATE_UP)
		heartbeat_answered(service);
	waits_answer(WAIT_PING, service, 0);
}

/*
 * Who sends a reply that nobody asked for gets an answer as to any request: it may wait for
 * one. One that comes late was asked for.
 */
static void
refuse_reply(enum request_breach breach, const struct message *reply)
{
	if (breach != REQUEST_BREACH_LATE)
		event_refuse(reply, -EBADCALL);
}

int
main(void)
{
	const struct event_config config = {
		.routes = request_routes,
		.route_count = request_route_count,
		.accept = request_accept,
		.monitor = EVENT_UNWATCHED,
		.managed = defects_collect,
		.notified = answered_notification,
		.breach = refuse_reply,
	};

	configuration_read();
	symbols_read();
	start_boot_set();
	pm_watch();
	event_loop_run(&config);
}
