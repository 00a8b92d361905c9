/*
 * Replacing an instance that works: by a new program (update), with a new configuration
 * (refresh), or by one like it (restart). It is asked to come to a quiescent point first,
 * and what it was asked meanwhile goes to its successor (-EMOVED), so that nothing is
 * lost. A new program or configuration with which nothing comes up is taken back.
 */
#include <errno.h>
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/request.h>
#include <stdio.h>
#include <string.h>

#include "recovery.h"

#define PREPARE_DEADLINE_US (2u * 1000u * 1000u)
#define RESUME_DEADLINE_US (20u * 1000u * 1000u)
#define REPLACEMENTS_MAX 8u

struct replacement {
	struct service *service; /* NULL: free */
	enum replace_how how;
	u8 is_prepared;          /* the old instance has ended; what is kept here is its own: */
	u8 has_other;            /* program and configuration differ */
	struct program program;  /* first the new ones, later the old ones */
	struct service_config config;
	struct message request;
};
static struct replacement replacements[REPLACEMENTS_MAX];

static struct replacement *
of(const struct service *service)
{
	for (u32 i = 0; i < REPLACEMENTS_MAX; i++)
		if (replacements[i].service == service)
			return &replacements[i];
	return NULL;
}

static void
drop(struct replacement *replacement)
{
	if (replacement->has_other)
		program_release(&replacement->program);
	replacement->service = NULL;
}

static void
refuse(struct replacement *replacement, s32 error)
{
	(void)event_reply_status(&replacement->request, error);
	drop(replacement);
}

/* One that was not told to go on would refuse requests for ever: it is replaced. */
static void
resumed(u32 id, s32 status, const struct message *reply, void *context)
{
	struct rs_end end = {.defect = DEFECT_HEARTBEAT};
	struct service *service = context;

	(void)id;
	(void)reply;
	if (status < 0 && status != -EDEADEP && service->state == RS_STATE_UP)
		service_failed(service, &end, "it was to go on as before, and did not answer");
}

/* It did not come to rest: it goes on as it was. */
static void
resume(struct service *service)
{
	struct message message = {.type = RS_RESUME};
	s32 result = request_start(service->endpoint, &message,
				   sys_uptime_us() + RESUME_DEADLINE_US, 0, resumed, service);

	if (result < 0)
		resumed(0, result, NULL, service);
}

static void
swap(struct service *service, struct replacement *replacement)
{
	struct program program = service->program;
	static struct service_config config;

	config = service->config;
	configuration_set(service, &replacement->config);
	service->program = replacement->program;
	replacement->config = config;
	replacement->program = program;
}

static const char *
detail_of(enum replace_how how)
{
	static const char *const details[] = {
		[REPLACE_RESTART] = "restart by an operator",
		[REPLACE_REFRESH] = "refresh by an operator",
		[REPLACE_UPDATE] = "update by an operator",
	};

	return details[how];
}

/* The old instance rests: it ends, and recovery starts the next one. */
static void
replace(struct replacement *replacement)
{
	struct service *service = replacement->service;
	struct rs_end end = {.defect = DEFECT_UPDATE};
	int error = wait_add(WAIT_UP, service, &replacement->request, 0);

	if (error < 0) {
		resume(service);
		refuse(replacement, error);
		return;
	}
	replacement->is_prepared = 1;
	if (replacement->has_other)
		swap(service, replacement);
	service_failed(service, &end, detail_of(replacement->how));
}

static void
prepared(u32 id, s32 status, const struct message *reply, void *context)
{
	struct replacement *replacement = context;
	struct service *service = replacement->service;

	(void)id;
	/* It failed meanwhile, which its policy sees to. */
	if (status == -EDEADEP || service->state != RS_STATE_UP) {
		refuse(replacement, -EDEADEP);
		return;
	}
	if (status == 0)
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	if (status < 0 && replacement->how != REPLACE_RESTART) {
		printf("rs: %s came to no quiescent point: %s\n", service->label, strerror(-status));
		resume(service);
		refuse(replacement, -EBUSY);
		return;
	}
	replace(replacement);
}

void
recovery_replace(struct service *service, enum replace_how how, const struct service_config *config,
		 const struct program *program, const struct message *request)
{
	struct replacement *replacement = of(NULL);
	s32 result = of(service) != NULL ? -EALREADY : replacement == NULL ? -EAGAIN : 0;
	struct message message = {.type = RS_PREPARE};

	if (result < 0) {
		struct program unused = program != NULL ? *program : (struct program){.module = -1};

		program_release(&unused);
		(void)event_reply_status(request, result);
		return;
	}
	*replacement = (struct replacement){
		.service = service, .how = how, .request = *request, .program.module = -1};
	if (config != NULL) {
		replacement->has_other = 1;
		replacement->config = *config;
		replacement->program = *program;
	}
	result = request_start(service->endpoint, &message, sys_uptime_us() + PREPARE_DEADLINE_US, 0,
			       prepared, replacement);
	if (result <= 0)
		refuse(replacement, result);
}

int
recovery_asks_policy(const struct service *service)
{
	const struct replacement *replacement = of(service);

	if (replacement == NULL)
		return 1;
	/* A policy to stay dead is for failures, and has no say in what an operator wants. */
	return replacement->how == REPLACE_UPDATE && service->config.policy_kind != POLICY_NONE;
}

int
recovery_roll_back(struct service *service)
{
	struct replacement *replacement = of(service);

	if (replacement == NULL || !replacement->is_prepared || !replacement->has_other)
		return 0;
	printf("rs: %s does not come up with %s: it goes on with %s\n", service->label,
	       service->program.name, replacement->program.name);
	swap(service, replacement);
	drop(replacement);
	service_start(service);
	return 1;
}

void
recovery_keep(struct service *service)
{
	struct replacement *replacement = of(service);

	if (replacement != NULL && replacement->is_prepared)
		drop(replacement);
}
