/* How an instance ends, for whatever reason, and who is told. */
#include <errno.h>
#include <libsys/event.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/recovery.h>
#include <stdio.h>
#include <string.h>

#include "recovery.h"

#define VITAL "vfs"

int
service_is_vital(const struct service *service)
{
	return strcmp(service->label, VITAL) == 0;
}

static void
tell_down(const struct service *service)
{
	event_write("down", (struct event_field[]){event_text("label", service->label),
						   event_number("endpoint", service->endpoint)},
		    2);
}

void
service_end_instance(struct service *service)
{
	endpoint_t endpoint = service->endpoint;
	int error;

	timer_cancel(&service->timer);
	devices_cancel(service);
	if (endpoint == EP_NONE)
		return;
	error = sys_proc_exit(endpoint);
	if (error < 0)
		panic("%s can't be ended: error %d", service->label, -error);
	request_endpoint_gone(endpoint);
	tell_down(service);
}

static void
tell_defect(const struct service *service, enum defect_class class, const char *detail)
{
	const struct recovery *recovery = &service->recovery;
	u32 count = 0;

	for (u32 i = 1; i <= DEFECT_CLASSES; i++)
		count += recovery->defects[i];
	printf("rs: %s (endpoint %d) failed, %s: %s\n", service->label, (int)service->endpoint,
	       defect_name(class), detail);
	event_write("defect",
		    (struct event_field[]){
			    event_text("label", service->label),
			    event_number("endpoint", service->endpoint),
			    event_text("class", defect_name(class)),
			    event_text("detail", detail),
			    event_number("count", count),
			    event_number("repetition", recovery->told_repetition),
			    event_number("incident", recovery->incident),
		    },
		    7);
}

/* Nobody restarts it: how it ended is kept for RS_WAIT. The place keeps its label, and the counts. */
static void
end_unwatched(struct service *service, const struct rs_end *end, const char *detail)
{
	service->recovery.defects[end->defect]++;
	tell_defect(service, end->defect, detail);
	service_end_instance(service);
	service->state = RS_STATE_DOWN;
	service->end = *end;
	service->has_end = 1;
	publish_end(service);
	waits_answer(WAIT_PING, service, -EDEADEP);
	waits_answer(WAIT_END, service, 0);
}

void
service_failed(struct service *service, const struct rs_end *end, const char *detail)
{
	int was_starting = service->state == RS_STATE_STARTING;

	if (!service->is_watched) {
		end_unwatched(service, end, detail);
		return;
	}
	if (service->recovery.incident != 0)
		incident_close(service, RS_OUTCOME_SUPERSEDED);
	recovery_count(service, end->defect, was_starting);
	incident_open(service, end->defect, detail);
	tell_defect(service, end->defect, detail);
	service_end_instance(service);
	if (service_is_vital(service))
		system_lost(service->label, detail);
	service->endpoint = EP_NONE;
	service->state = RS_STATE_FAILED;
	service->cause = end->defect;
	waits_answer(WAIT_PING, service, -EDEADEP);
	if (was_starting)
		waits_answer(WAIT_UP, service, -ENOEXEC);
	if (!system_is_ending())
		recovery_begin(service, end->defect, was_starting);
}

void
service_down(struct service *service)
{
	service->is_awaited = 0;
	waits_answer(WAIT_UP, service, -ECANCELED);
	printf("rs: %s (endpoint %d) is taken down\n", service->label, (int)service->endpoint);
	if (service->recovery.incident != 0)
		recovery_give_up(service, "an operator took it down");
	if (service->endpoint == EP_NONE)
		tell_down(service); /* of one that has failed the process ended before */
	service_end_instance(service);
	service->endpoint = EP_NONE;
	service->state = RS_STATE_DOWN;
	service->cause = 0;
	(void)sys_keep_free(service->label); /* if it kept anything */
	publish_end(service);
	waits_answer(WAIT_PING, service, -EDEADEP);
}
