/* What service knows as JSON: the same names as in the event stream, times in us since boot. */
#include <libsys/kcall.h>
#include <toolkit/format.h>

#include "service.h"

static void
json_defects(const struct rs_info *info)
{
	json_open("defects", '{');
	for (u32 class = DEFECT_EXIT; class <= DEFECT_CLASSES; class++)
		json_number(class_text(class), info->defects[class]);
	json_close();
}

/* The members of a component's object. An instance's are there only when it has one. */
static void
json_members(const struct rs_info *info, u64 now_us)
{
	json_text("label", info->label);
	json_text("state", state_text(info->state));
	if (component_is_running(info)) {
		json_number("endpoint", info->endpoint);
		json_number("generation", ENDPOINT_GENERATION(info->endpoint));
		json_number("slot", ENDPOINT_SLOT(info->endpoint));
		json_number("pid", pid_of(info->endpoint));
		json_number("started_us", (s64)info->started_us);
		json_number("uptime_us", (s64)(now_us - info->started_us));
		if (info->heartbeat_ms > 0)
			json_number("heartbeat_age_us", (s64)(now_us - info->heartbeat_us));
	}
	json_number("uid", info->uid);
	json_text("user", user_name(info->uid));
	json_number("gid", info->gid);
	json_number("heartbeat_ms", info->heartbeat_ms);
	json_number("restarts", info->restarts);
	json_defects(info);
	json_number("repetition", info->repetition);
	json_number("complaints", info->complaints);
	json_number("incident", info->incident);
	json_text("policy", info->policy);
	json_text("program", info->program);
}

void
json_components(const struct component_list *list)
{
	u64 now_us = sys_uptime_us();

	json_open(NULL, '[');
	for (size_t i = 0; i < list->count; i++) {
		json_open(NULL, '{');
		json_members(&list->infos[i], now_us);
		json_close();
	}
	json_close();
}

void
json_status(const struct rs_info *info, const struct incident_list *incidents)
{
	json_open(NULL, '{');
	json_members(info, sys_uptime_us());
	json_incidents("incidents", incidents);
	json_close();
}

static void
json_incident(const struct rs_incident *incident)
{
	json_open(NULL, '{');
	json_number("incident", incident->number);
	json_text("label", incident->label);
	json_text("class", class_text(incident->defect));
	json_text("outcome", outcome_text(incident->outcome));
	json_text("detail", incident->detail);
	json_text("policy", incident->policy);
	json_number("old_endpoint", incident->old_endpoint);
	json_number("defect_us", (s64)incident->defect_us);
	if (incident->new_endpoint != EP_NONE)
		json_number("endpoint", incident->new_endpoint);
	if (incident->restart_us != 0)
		json_number("restart_us", (s64)incident->restart_us);
	if (incident->publish_us != 0)
		json_number("publish_us", (s64)incident->publish_us);
	json_close();
}

void
json_incidents(const char *name, const struct incident_list *list)
{
	json_open(name, '[');
	for (size_t i = 0; i < list->count; i++)
		json_incident(&list->incidents[i]);
	json_close();
}
