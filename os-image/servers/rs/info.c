/* What RS tells of a component: struct rs_info. */
#include <string.h>

#include "recovery.h"

static const char *
policy_of(const struct service *service)
{
	if (!service->is_watched || service->config.policy_kind == POLICY_NONE)
		return "none";
	return service->config.policy_kind == POLICY_BUILTIN ? "builtin" : service->config.policy;
}

void
info_fill(struct rs_info *info, const struct service *service)
{
	const struct recovery *recovery = &service->recovery;

	*info = (struct rs_info){
		.state = service->state,
		.is_watched = service->is_watched,
		.endpoint = service->state == RS_STATE_UP || service->state == RS_STATE_STARTING
				    ? service->endpoint
				    : EP_NONE,
		.uid = service->is_watched ? service->config.uid : service->privilege.uid,
		.gid = service->is_watched ? service->config.gid : service->privilege.gid,
		.started_us = service->started_us,
		.restarts = recovery->restarts,
		.repetition = recovery->repetition,
		.heartbeat_ms = service->config.heartbeat_ms,
		.heartbeat_us = recovery->heartbeat_us,
		.complaints = recovery->complaints,
		.incident = recovery->incident,
	};
	strlcpy(info->label, service->label, sizeof(info->label));
	memcpy(info->defects, recovery->defects, sizeof(info->defects));
	strlcpy(info->policy, policy_of(service), sizeof(info->policy));
	strlcpy(info->program, service->program.name, sizeof(info->program));
}
