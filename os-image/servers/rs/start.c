/*
 * From a component's configuration to a running instance:
 *
 *     devices known -> process, privileges, program -> it runs -> its loop turns: up
 *
 * The last step is told by its first notification. Until then nobody hears of it, and
 * if it ends before that, or takes longer than START_DEADLINE_US, it has failed.
 */
#include <errno.h>
#include <libsys/event.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <string.h>

#include "recovery.h"

#define START_DEADLINE_US (20u * 1000u * 1000u)
/* At boot: how long components wait for what they depend on. */
#define DEPENDS_DEADLINE_US (5u * 1000u * 1000u)

/* ---- one instance ---- */

static void
announce(const char *kind, const struct service *service)
{
	event_write(kind, (struct event_field[]){event_text("label", service->label),
						 event_number("endpoint", service->endpoint)},
		    2);
}

/* Makes the process, with privileges and program, and lets it run. Its endpoint or an error. */
static int
make_process(const struct service *service)
{
	endpoint_t endpoint = sys_proc_create(service->label);
	int error;

	if (endpoint < 0)
		return endpoint;
	error = sys_priv_set(endpoint, service_priv_id(service), &service->privilege);
	if (error >= 0)
		error = program_load(service, endpoint);
	if (error >= 0)
		error = sys_proc_resume(endpoint);
	if (error >= 0)
		return endpoint;
	if (sys_proc_exit(endpoint) < 0)
		panic("a component that failed to start can't be ended");
	return error;
}

static void
starts_no_more(struct timer *timer)
{
	struct service *service = timer->context;
	struct rs_end end = {.defect = DEFECT_HEARTBEAT};

	service_failed(service, &end, "its main loop did not turn in time after its start");
}

static void
set_deadline(struct service *service)
{
	service->timer.fire = starts_no_more;
	service->timer.context = service;
	if (timer_arm(&service->timer, sys_uptime_us() + START_DEADLINE_US) < 0)
		panic("no timer for the start of %s", service->label);
}

void
service_devices_settled(struct service *service)
{
	char detail[RS_DETAIL_MAX];
	int result;

	authority_make(service);
	result = service->program.module < 0 && service->program.address == 0
			 ? -ENOENT
			 : make_process(service);
	if (result < 0) {
		struct rs_end end = {.defect = DEFECT_EXIT};

		snprintf(detail, sizeof(detail), "%s does not start: %s", service->config.program,
			 strerror(-result));
		service_failed(service, &end, detail);
		return;
	}
	service->endpoint = result;
	service->started_us = sys_uptime_us();
	incident_restarted(service);
}

void
service_start(struct service *service)
{
	timer_cancel(&service->timer);
	service->state = RS_STATE_STARTING;
	service->is_awaited = 0;
	service->endpoint = EP_NONE;
	service->recovery.has_served = 0;
	service->recovery.has_answered = 0;
	set_deadline(service);
	if (service->reset_is_due) {
		service->reset_is_due = 0;
		if (devices_reset(service))
			return;
	}
	if (!devices_ask(service))
		service_devices_settled(service);
}

static void start_what_can_be(void);

void
service_is_up(struct service *service)
{
	timer_cancel(&service->timer);
	service->state = RS_STATE_UP;
	announce("up", service);
	recovery_is_up(service);
	if (strcmp(service->label, DS_SERVER_LABEL) == 0)
		publish_all();
	else
		publish(service);
	waits_answer(WAIT_UP, service, 0);
	start_what_can_be();
}

/* ---- at boot ---- */

static int
depends_are_up(const struct service *service)
{
	for (u32 i = 0; i < service->config.depends.count; i++) {
		const struct service *other = service_by_label(service->config.depends.labels[i]);

		if (other != NULL && other->state != RS_STATE_UP)
			return 0;
	}
	return 1;
}

static void
start_what_can_be(void)
{
	FOR_EACH_SERVICE(service)
		if (service->is_awaited && depends_are_up(service))
			service_start(service);
}

/* What they wait for may need them in its turn, or never come. */
static void
start_the_rest(struct timer *timer)
{
	(void)timer;
	FOR_EACH_SERVICE(service) {
		if (!service->is_awaited)
			continue;
		printf("rs: %s starts without all that it depends on being up\n", service->label);
		service_start(service);
	}
}

void
start_boot_set(void)
{
	static struct timer timer = {.fire = start_the_rest};

	FOR_EACH_SERVICE(service)
		service->is_awaited = !service->config.is_on_demand;
	start_what_can_be();
	if (timer_arm(&timer, sys_uptime_us() + DEPENDS_DEADLINE_US) < 0)
		panic("no timer to start with");
}

/* ---- RS_UP: for tests ---- */

static int
check(const struct rs_service *wanted)
{
	if (!label_is_sound(wanted->privilege.label) ||
	    strnlen(wanted->module, sizeof(wanted->module)) == sizeof(wanted->module) ||
	    strnlen(wanted->arguments, sizeof(wanted->arguments)) == sizeof(wanted->arguments))
		return -EINVAL;
	return 0;
}

/* The place that has the label already keeps its counts. */
static struct service *
place_for(const char *label, int *error)
{
	struct service *service = service_by_label(label);

	*error = 0;
	if (service == NULL)
		service = configuration_spare(label);
	if (service == NULL)
		service = service_new(label);
	if (service == NULL)
		*error = -ENFILE;
	else if (service->is_watched || service->state != RS_STATE_DOWN)
		*error = -EEXIST;
	return service;
}

int
service_up(struct rs_service *wanted)
{
	int result = check(wanted);
	struct service *service;

	if (result < 0)
		return result;
	service = place_for(wanted->privilege.label, &result);
	if (result == 0)
		result = program_of_module(&service->program, wanted->module);
	if (result < 0)
		return result;
	strlcpy(service->arguments, wanted->arguments, sizeof(service->arguments));
	service->privilege = wanted->privilege;
	service->privilege.manager = RS_EP;
	result = make_process(service);
	if (result < 0)
		return result;
	service->endpoint = result;
	service->state = RS_STATE_UP;
	service->started_us = sys_uptime_us();
	service->has_end = 0;
	announce("up", service);
	publish(service);
	return result;
}
