/*
 * Incidents: one defect each, from 1 on, with what became of it. The last ones are kept
 * for `service log`.
 */
#include <libsys/event.h>
#include <libsys/kcall.h>
#include <string.h>

#include "recovery.h"

#define INCIDENTS_KEPT 64u

static struct rs_incident incidents[INCIDENTS_KEPT];
static u32 incident_count;

static struct rs_incident *
place_of(u32 number)
{
	return &incidents[number % INCIDENTS_KEPT];
}

struct rs_incident *
incident_open(struct service *service, enum defect_class class, const char *detail)
{
	struct rs_incident *incident = place_of(++incident_count);

	*incident = (struct rs_incident){
		.number = incident_count,
		.defect = (u8)class,
		.outcome = RS_OUTCOME_UNDER_WAY,
		.old_endpoint = service->endpoint,
		.new_endpoint = EP_NONE,
		.defect_us = sys_uptime_us(),
	};
	strlcpy(incident->label, service->label, sizeof(incident->label));
	strlcpy(incident->detail, detail, sizeof(incident->detail));
	strlcpy(incident->policy,
		service->config.policy_kind == POLICY_SCRIPT ? service->config.policy : "builtin",
		sizeof(incident->policy));
	service->recovery.incident = incident_count;
	return incident;
}

struct rs_incident *
incident_of(const struct service *service)
{
	u32 number = service->recovery.incident;

	return number != 0 && place_of(number)->number == number ? place_of(number) : NULL;
}

void
incident_close(struct service *service, enum rs_outcome outcome)
{
	struct rs_incident *incident = incident_of(service);

	if (incident != NULL)
		incident->outcome = (u8)outcome;
	service->recovery.incident = 0;
}

const struct rs_incident *
incident_at(u32 index)
{
	if (index >= INCIDENTS_KEPT || index >= incident_count)
		return NULL;
	return place_of(incident_count - index);
}

/* A step of the recovery is made: an event, which also other components' ends have. */
static void
tell(const char *kind, const struct service *service)
{
	event_write(kind,
		    (struct event_field[]){event_text("label", service->label),
					   event_number("endpoint", service->endpoint),
					   event_number("incident", service->recovery.incident)},
		    3);
}

void
incident_restarted(struct service *service)
{
	struct rs_incident *incident = incident_of(service);

	if (service->recovery.incident == 0)
		return;
	service->recovery.restarts++;
	tell("restart", service);
	if (incident == NULL)
		return;
	incident->restart_us = sys_uptime_us();
	incident->new_endpoint = service->endpoint;
}

/* Of a first start there is no incident, and the event has none. */
void
incident_published(struct service *service)
{
	struct rs_incident *incident = incident_of(service);

	tell("publish", service);
	if (incident != NULL)
		incident->publish_us = sys_uptime_us();
	if (service->recovery.incident != 0)
		incident_close(service, RS_OUTCOME_RESTARTED);
}
